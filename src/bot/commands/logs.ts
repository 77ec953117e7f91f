import { Composer } from 'grammy';
import { UserError } from '../../errors.ts';
import type { LogPattern, LogRange, LogTarget, LogView } from '../../logs/index.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { BotContext } from '../context.ts';
import { parseLogRequest, parsePattern } from '../logs/request.ts';
import { readingOf } from '../logs/sources.ts';
import { candidatesIn, namedTarget, pickOf } from '../logs/targets.ts';
import { repliedSubject } from '../subjects.ts';
import type { IncidentTap } from '../taps/incident-taps.ts';
import type { LookingOptions } from './looking.ts';

const LIST_DEADLINE_MS = 4_000;

interface Filter {
  readonly range?: LogRange;
  readonly pattern?: LogPattern;
}

/** `/logs`, `/logs gateway`, `/logs gateway 15m timeout`, `/logs shop /time(d )?out/`. */
export function createLogsCommand(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('logs', async (ctx) => {
    requireAccess(ctx.person, 'viewer');
    const { name, range, pattern } = parseLogRequest(ctx.match);
    if (name === null) return pickerFor(options, ctx, { incident: null, range, pattern });
    const containers = await options.rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS });
    const named = namedTarget(name, containers);
    if (named.kind === 'found') {
      return openTarget(options, ctx, { target: named.target, incident: null, range, pattern });
    }
    const pick = pickOf(named.candidates, 0, { query: name, ambiguous: named.kind === 'ambiguous' });
    return showNew(options, ctx, { pick, range, pattern });
  });
  return composer;
}

/** A log as a new message: its newest lines. @throws UserError when nobody writes it · EngineError */
export async function openTarget(
  options: LookingOptions,
  ctx: BotContext,
  wanted: Filter & { readonly target: LogTarget; readonly incident: number | null },
): Promise<void> {
  const { logDesk: desk, logViews: views, rooms, clock } = options;
  const view = views.create(ctx.lane, wanted, ctx.work.cause('logs'));
  const reading = await readingOf(rooms, view.state, clock.now());
  desk.read(view, reading, null, ctx.person.id, answering(ctx));
}

/** "Whose log?": as a new message, or in the message of `view`. What the incident is about stands first. */
export async function pickerFor(
  options: LookingOptions,
  ctx: BotContext,
  wanted: Filter & { readonly incident: number | null; readonly view?: LogView; readonly page?: number },
): Promise<void> {
  const { logDesk: desk, logViews: views, rooms } = options;
  const { incident, view, page = 0, range, pattern } = wanted;
  const containers = await rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS });
  const affected = incident === null ? [] : (rooms.incidents.get(incident)?.affected ?? []);
  const pick = pickOf(candidatesIn(containers, affected), page, { query: null, ambiguous: false });
  if (!view) {
    showNew(options, ctx, { incident, pick, ...(range ? { range } : {}), ...(pattern ? { pattern } : {}) });
    return;
  }
  const changed = views.change(view.id, { menu: 'pick', pick });
  if (changed) desk.show(changed);
}

function showNew(options: LookingOptions, ctx: BotContext, state: Parameters<LookingOptions['logViews']['create']>[1]) {
  const view = options.logViews.create(ctx.lane, { ...state, menu: 'pick' }, ctx.work.cause('logs'));
  options.logDesk.show(view, answering(ctx));
}

/** In a group the answer quotes what was typed, as every answer does. */
function answering(ctx: BotContext): { replyTo?: { messageId: number } } {
  const { message } = ctx;
  return message && message.chat.type !== 'private' ? { replyTo: { messageId: message.message_id } } : {};
}

/** "Logs" on a card: of the one service that it is about, or which of all of them, those that it is about first. */
export async function askForLogs(options: LookingOptions, ctx: BotContext, { number }: IncidentTap): Promise<void> {
  const { rooms } = options;
  const incident = rooms.incidents.get(number);
  if (!incident) throw new UserError('bot-incident-unknown', { number });
  const containers = await rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS });
  const affected = candidatesIn(containers, incident.affected).filter(
    ({ target }) => target.kind === 'service' && incident.affected.includes(target.key),
  );
  const [only] = affected;
  if (only && affected.length === 1 && !incident.affectedAll) {
    return openTarget(options, ctx, { target: only.target, incident: number });
  }
  return pickerFor(options, ctx, { incident: number });
}

/** How long a question for what to search waits for an answer that does not reply to it. */
const ASKED_FOR_MS = 10 * 60_000;

/** What is typed in answer to "Search…". Stands above the commands: `/timeout/` looks like one. */
export function createLogSearches(options: LookingOptions): Composer<BotContext> {
  const { logViews: views } = options;
  const composer = new Composer<BotContext>();
  composer.command('cancel', (ctx, next) => {
    const view = askedView(options, ctx);
    if (view) views.change(view.id, { asked: null });
    return next();
  });
  composer.on('message:text', async (ctx, next) => {
    const id = /^logs-search:(.+)$/.exec(repliedSubject(options, ctx) ?? '')?.[1];
    if (id === undefined) return next();
    return search(options, ctx, views.get(id), ctx.message.text);
  });
  return composer;
}

/** The same typed without a reply, in a private chat; stands below everything that has a meaning of its own. */
export function createLooseLogSearches(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message:text', async (ctx, next) => {
    const view = ctx.chat.type === 'private' ? askedView(options, ctx) : undefined;
    return view ? search(options, ctx, view, ctx.message.text) : next();
  });
  return composer;
}

function askedView({ logViews, clock }: LookingOptions, ctx: BotContext): LogView | undefined {
  const isAsked = ({ state: { asked } }: LogView): boolean =>
    asked?.by === ctx.person.id && clock.now() - asked.at < ASKED_FOR_MS;
  return logViews.latest(ctx.lane.chatId, 10).find(isAsked);
}

/** The matches come as a new message below what was typed; the one above stays as it is. */
async function search(options: LookingOptions, ctx: BotContext, view: LogView | null, text: string): Promise<void> {
  const { logViews: views, rooms, clock, logDesk: desk, say } = options;
  requireAccess(ctx.person, 'viewer');
  if (!view) {
    say.notice(ctx, 'bot-logs-old', {}, [{ label: 'bot-button-log-anew', data: 'l.p' }]);
    return;
  }
  try {
    const pattern = parsePattern(text);
    const { target, incident, range } = view.state;
    const found = views.create(ctx.lane, { target, incident, range, pattern }, ctx.work.cause('search'));
    const reading = await readingOf(rooms, found.state, clock.now());
    views.change(view.id, { asked: null });
    desk.read(found, reading, null, ctx.person.id, answering(ctx));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Asked again, with what was wrong: the next answer counts too.
    const problem = { key: error.key, params: { ...error.params } };
    say.reply(ctx, 'log-search', { view: view.id, problem }, 'search', { subject: `logs-search:${view.id}` });
  }
}
