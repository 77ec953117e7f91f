import { Composer } from 'grammy';
import { EngineError } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import { isOpen, type Job, type Reminder, reminderSubject } from '../../schedule/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { jobNamed } from '../views/schedule.ts';
import { askForBackup, begin } from './backup-asking.ts';
import { tapParts } from './data.ts';
import { projectReference } from './reference.ts';

/** A tap is answered within a second; an Engine that takes longer is not waited for. */
const LOOK_DEADLINE_MS = 3000;

/**
 * `/schedule`: `w.l.<page>` the sets, `w.j.<set>` one, `w.p|r.<what>.<set>` pause and go on, `w.n.<what>.<set>` run now.
 * A reminder: `w.d.<id>` run the drill, `w.t.<id>` tomorrow. Skipping (`w.s`, `w.x`) is asked for by a dialogue.
 */
export function createScheduleTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.callbackQuery(/^w\./, async (ctx, next) => {
    const [, verb = '', first = '', second = ''] = tapParts(ctx.callbackQuery.data);
    switch (verb) {
      case 'l':
        return show(options, ctx, { set: null, page: Number(first) || 0 });
      case 'j':
        return show(options, ctx, { set: setNamed(options, first), page: 0 });
      case 'p':
      case 'r':
        return turn(options, ctx, verb, existingJob(options, first, second));
      case 'n':
        return runNow(options, ctx, existingJob(options, first, second));
      case 'd':
        return drillNow(options, ctx, Number(first));
      case 't':
        return postpone(options, ctx, Number(first));
      default:
        return next();
    }
  });
  return composer;
}

/** Whether the Engine does not answer; the jobs are as they were known then. */
export async function lookedAway({ rooms }: Pick<LookingOptions, 'rooms'>): Promise<boolean> {
  if (!rooms.docker.availability().reachable) return true;
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(true), LOOK_DEADLINE_MS);
  try {
    return await Promise.race([rooms.schedule.look().then(() => false), late.promise]);
  } catch (error) {
    if (error instanceof EngineError) return true;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function show(
  options: LookingOptions,
  ctx: BotContext,
  screen: { readonly set: string | null; readonly page: number },
): Promise<void> {
  const away = await lookedAway(options);
  draw(options, ctx, { ...screen, away });
}

function draw(
  { say }: LookingOptions,
  ctx: BotContext,
  params: { readonly set: string | null; readonly page: number; readonly away: boolean },
): void {
  const message = ctx.callbackQuery?.message?.message_id ?? 0;
  say.redraw(ctx, `schedule:${ctx.lane.chatId}:${message}`, 'main', 'schedule', params);
}

function setNamed({ rooms }: LookingOptions, reference: string): string {
  const found = rooms.schedule.jobs().find(({ set }) => projectReference(set) === reference);
  if (found === undefined) throw new UserError('schedule-job-gone');
  return found.set;
}

function existingJob({ rooms }: LookingOptions, what: string, reference: string): Job {
  const job = jobNamed(what, reference, rooms.schedule.jobs());
  if (job === null) throw new UserError('schedule-job-gone');
  return job;
}

function turn(options: LookingOptions, ctx: BotContext, verb: 'p' | 'r', { id, set }: Job): void {
  requireAccess(ctx.person, 'responder');
  const { schedule } = options.rooms;
  if (verb === 'p') schedule.pause(id, ctx.person.id);
  else schedule.resume(id);
  ctx.toast = { key: verb === 'p' ? 'bot-schedule-toast-paused' : 'bot-schedule-toast-resumed' };
  draw(options, ctx, { set, page: 0, away: false });
}

/** A backup may stop services, so that it asks; the others touch nothing that runs. */
async function runNow(options: LookingOptions, ctx: BotContext, { what, set }: Job): Promise<void> {
  if (what === 'backup') return askForBackup(options, ctx, set);
  // While a reminder stands, its drill is the one that counts.
  const counts = what === 'drill' && options.rooms.schedule.openReminder(set) !== null;
  const wanted = await options.rooms.schedule.wanted(what, set, counts);
  begin(options, ctx, wanted.kind, wanted.params, wanted.target);
}

async function drillNow(options: LookingOptions, ctx: BotContext, id: number): Promise<void> {
  const { schedule } = options.rooms;
  const { set } = openTapped(options, ctx, id);
  const wanted = await schedule.wanted('drill', set, true);
  // Somebody else may have answered while the Engine was asked.
  open(options, id);
  begin(options, ctx, wanted.kind, wanted.params, wanted.target, true);
}

function postpone(options: LookingOptions, ctx: BotContext, id: number): void {
  requireAccess(ctx.person, 'responder');
  openTapped(options, ctx, id);
  options.rooms.schedule.postpone(id, ctx.person.id);
  ctx.toast = { key: 'bot-drill-toast-tomorrow' };
}

/**
 * The same for a reminder whose button was tapped. After a kill nobody may know that its message had arrived: it is
 * kept up to date from now on, and shows at once what it missed.
 */
export function openTapped(options: LookingOptions, ctx: BotContext, id: number): Reminder {
  const subject = reminderSubject(id);
  options.say.adopt(ctx, subject, 'main');
  const reminder = options.rooms.schedule.reminder(id);
  if (reminder !== null && !isOpen(reminder)) {
    options.say.redraw(ctx, subject, 'main', 'drill-reminder', { reminder: id });
  }
  return open(options, id);
}

/** @throws UserError that says who answered it, and how */
export function open({ rooms }: Pick<LookingOptions, 'rooms'>, id: number): Reminder {
  const reminder = rooms.schedule.reminder(id);
  if (reminder === null) throw new UserError('schedule-reminder-unknown');
  if (isOpen(reminder)) return reminder;
  const who = reminder.answeredBy === null ? 'Vakhta' : rooms.people.person(reminder.answeredBy).name;
  throw new UserError(`bot-drill-over-${reminder.state}`, { who });
}
