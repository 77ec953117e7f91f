import { Composer } from 'grammy';
import { UserError } from '../../errors.ts';
import type { LogView, LogViewState } from '../../logs/index.ts';
import { requireAccess } from '../../oncall/index.ts';
import { openTarget, pickerFor } from '../commands/logs.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { logSubject } from '../logs/desk.ts';
import { readingOf } from '../logs/sources.ts';
import { targetOf } from '../logs/targets.ts';
import { tapParts } from './data.ts';

const LIST_DEADLINE_MS = 4_000;
const LONGEST_RANGE_MINUTES = 14 * 1440;

/**
 * `l.c.<container>`, `l.k.<service>`, `l.s.<project>` (each with the incident behind it, if there is one) open a log;
 * `l.p` asks whose; `l.v.<view>.<target>.<verb>[.<argument>]` are the buttons of a log. They work for everybody in the
 * chat, at any time.
 */
export function createLogsTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, what = '', ...rest] = tapParts(ctx.callbackQuery.data);
    if (router !== 'l') return next();
    requireAccess(ctx.person, 'viewer');
    if (what === 'v') return onView(options, ctx, rest);
    const [reference = '', number = ''] = rest;
    const incident = /^\d{1,9}$/.test(number) ? Number(number) : null;
    if (what === 'p') return pickerFor(options, ctx, { incident });
    const containers = await options.rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS });
    const target = targetOf(`${what}${reference}`, containers);
    if (!target) throw new UserError('bot-service-gone');
    return openTarget(options, ctx, { target, incident });
  });
  return composer;
}

async function onView(options: LookingOptions, ctx: BotContext, parts: readonly string[]): Promise<void> {
  const [id = '', target = '', verb = '', argument = ''] = parts;
  const view = options.logViews.get(id);
  if (!view) {
    const anew = target === '-' || target === '' ? 'l.p' : `l.${target.slice(0, 1)}.${target.slice(1)}`;
    options.say.notice(ctx, 'bot-logs-old', {}, [{ label: 'bot-button-log-anew', data: anew }]);
    return;
  }
  options.say.adopt(ctx, logSubject(id), 'main');
  if (await look(options, ctx, view, verb, argument)) return;
  if (await narrow(options, ctx, view, verb, argument)) return;
  throw new UserError('bot-button-old');
}

/** What changes nothing of what is looked for: paging, follow, download, menus. */
async function look(
  options: LookingOptions,
  ctx: BotContext,
  view: LogView,
  verb: string,
  argument: string,
): Promise<boolean> {
  const { logDesk: desk, logViews: views, rooms, clock, say } = options;
  const { content } = view.state;
  const reading = () => readingOf(rooms, view.state, clock.now());
  const by = ctx.person.id;
  switch (verb) {
    case 'older': {
      const stamp = content?.lines.find((line) => line.firstStamp !== null)?.firstStamp ?? null;
      desk.read(view, await reading(), stamp === null ? null : { before: stamp }, by);
      return true;
    }
    case 'newer': {
      const stamp = content?.lines.findLast((line) => line.lastStamp !== null)?.lastStamp ?? null;
      desk.read(view, await reading(), stamp === null ? null : { after: stamp }, by);
      return true;
    }
    case 'refresh':
      // What is followed is fresh.
      if (!desk.isFollowed(view.id)) desk.read(view, await reading(), null, by);
      return true;
    case 'follow':
      if (!desk.isFollowed(view.id)) desk.follow(view, await reading(), by);
      return true;
    case 'pack':
      desk.pack(view, await reading(), by);
      return true;
    case 'stop':
      ctx.toast = { key: desk.stop(view.id, ctx.person.name) ? 'bot-logs-stopping' : 'bot-logs-nothing-runs' };
      return true;
    case 'since':
    case 'back': {
      const changed = views.change(view.id, { menu: verb === 'since' ? 'since' : null, pick: null });
      if (changed) desk.show(changed);
      return true;
    }
    case 'pick':
      await pickerFor(options, ctx, { view, page: Number(argument) || 0, incident: view.state.incident });
      return true;
    case 'search':
      views.change(view.id, { asked: { by, at: clock.now() } });
      say.reply(ctx, 'log-search', { view: view.id }, 'search', { subject: `logs-search:${view.id}` });
      return true;
    default:
      return false;
  }
}

/** What changes whose lines are shown, and which: the newest of them are read. */
async function narrow(
  options: LookingOptions,
  ctx: BotContext,
  view: LogView,
  verb: string,
  argument: string,
): Promise<boolean> {
  const { logDesk: desk, logViews: views, rooms, clock } = options;
  const change = verb === 'to' ? await picked(options, argument) : changeFor(verb, argument);
  if (!change) return false;
  // Asked before it is written: an Engine that is away leaves the message as it was.
  const reading = await readingOf(rooms, { ...view.state, ...change }, clock.now());
  const changed = views.change(view.id, { ...change, content: null, menu: null, pick: null, ended: null });
  if (changed) desk.read(changed, reading, null, ctx.person.id);
  return true;
}

async function picked({ rooms }: LookingOptions, ref: string): Promise<Partial<LogViewState>> {
  const target = targetOf(ref, await rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS }));
  if (!target) throw new UserError('bot-service-gone');
  return { target };
}

function changeFor(verb: string, argument: string): Partial<LogViewState> | null {
  const isNumber = /^\d{1,9}$/.test(argument);
  switch (verb) {
    case 'errors':
      return { pattern: { kind: 'errors' } };
    case 'all':
      return { pattern: { kind: 'all' } };
    case 'start':
      return { range: { kind: 'start' } };
    case 'everything':
      return { range: { kind: 'all' } };
    case 'incident':
      return isNumber ? { range: { kind: 'incident', number: Number(argument) } } : null;
    case 'last': {
      const minutes = Number(argument);
      const isRange = isNumber && minutes > 0 && minutes <= LONGEST_RANGE_MINUTES;
      return isRange ? { range: { kind: 'last', ms: minutes * 60_000 } } : null;
    }
    default:
      return null;
  }
}
