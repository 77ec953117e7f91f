import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Composer } from 'grammy';
import {
  type Choice,
  GROUPS,
  type Group,
  type Inventory,
  itemReference,
  logLimitOverride,
  planCleanup,
  unlimitedProjects,
  unlimitedServices,
} from '../../cleanup/index.ts';
import { EngineError } from '../../docker/index.ts';
import { messageOf, UserError } from '../../errors.ts';
import type { Json } from '../../notify/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { tapParts } from './data.ts';
import { askToClean } from './disk-asking.ts';
import { projectReference } from './reference.ts';

/** Bytes in a question in red are no older. */
const OLD_AFTER_MS = 10 * 60_000;

/**
 * `/disk` and its pages: `d.main`, `d.again` look anew, `d.k.<kind>.<page>` a page, `d.t.<kind>.<page>.<item>` a tick,
 * `d.f.safe|all|ticked[.<kind>]` the red question, `d.l.<project>` the setting that bounds logs. A volume (`d.v`, `d.x`)
 * is asked for by a dialogue.
 */
export function createDiskTaps(options: LookingOptions): Composer<BotContext> {
  const { say, rooms } = options;
  const composer = new Composer<BotContext>();

  composer.command('disk', (ctx) => {
    const subject = `disk:${ctx.work.updateId}`;
    say.reply(ctx, 'disk', { measuring: true }, 'disk', { subject, slot: 'main' });
    lookBehind(options, ctx, subject, 'disk', {});
  });

  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', ...rest] = tapParts(ctx.callbackQuery.data);
    if (router === 'c' && verb === 'disk') return again(options, ctx);
    if (router !== 'd') return next();
    switch (verb) {
      case 'main':
      case 'again':
        return verb === 'main' && rooms.cleanup.picture() !== null
          ? redraw(options, ctx, 'disk', {})
          : again(options, ctx);
      case 'k':
      case 't':
        return turnOrTick(options, ctx, verb, rest);
      case 'f': {
        const choice = choiceFrom(options, ctx, rest);
        return askToClean(options, ctx, planCleanup(await seen(options), choice));
      }
      case 'l':
        return sendLogLimit(options, ctx, rest[0] ?? '');
      default:
        return next();
    }
  });
  return composer;
}

function again(options: LookingOptions, ctx: BotContext): void {
  redraw(options, ctx, 'disk', { measuring: true });
  lookBehind(options, ctx, subjectOf(ctx), 'disk', {});
}

function turnOrTick(options: LookingOptions, ctx: BotContext, verb: 'k' | 't', rest: readonly string[]): void {
  const [kind = '', page = '', item = ''] = rest;
  const { cleanup } = options.rooms;
  const group = groupNamed(kind);
  if (verb === 't' && item === 'none') cleanup.clear(placeOf(ctx));
  else if (verb === 't') cleanup.toggle(placeOf(ctx), item);
  showPage(options, ctx, group, Number(page) || 0);
}

function showPage(options: LookingOptions, ctx: BotContext, group: Group, page: number): void {
  const params = { group, page, place: placeOf(ctx) };
  const known = options.rooms.cleanup.picture() !== null;
  redraw(options, ctx, 'disk-page', { ...params, measuring: !known });
  if (!known) lookBehind(options, ctx, subjectOf(ctx), 'disk-page', params);
}

function redraw({ say }: LookingOptions, ctx: BotContext, view: 'disk' | 'disk-page', params: Json): void {
  say.redraw(ctx, subjectOf(ctx), 'main', view, params);
}

/** The Engine may add up its files for a minute: the lane is free meanwhile, and the message is edited when it is known. */
function lookBehind(
  { rooms, say, log }: LookingOptions,
  ctx: BotContext,
  subject: string,
  view: 'disk' | 'disk-page',
  params: Json,
): void {
  const show = (name: 'disk' | 'disk-page', shown: Json) =>
    say.show(ctx, { subject, slot: 'main', mode: 'upsert', view: name, params: shown, priority: 0 });
  rooms.cleanup
    .look()
    .then(
      () => show(view, params),
      (error: unknown) => {
        if (!(error instanceof EngineError)) log.warn({ reason: messageOf(error) }, 'The disk could not be looked at.');
        show('disk', {
          failed: error instanceof EngineError ? error.reason.slice(0, 200) : messageOf(error).slice(0, 200),
        });
      },
    )
    .catch((error: unknown) => log.debug({ reason: messageOf(error) }, 'A look at the disk came too late to be told.'));
}

/** What was seen last; looked at anew where that is old, or something has gone since. */
export async function seen({ rooms, clock }: Pick<LookingOptions, 'rooms' | 'clock'>): Promise<Inventory> {
  const picture = rooms.cleanup.picture();
  return picture !== null && clock.now() - picture.at < OLD_AFTER_MS ? picture : rooms.cleanup.look();
}

function choiceFrom({ rooms }: LookingOptions, ctx: BotContext, rest: readonly string[]): Choice {
  const [what = '', group = ''] = rest;
  if (what === 'ticked') return { what: 'items', refs: rooms.cleanup.chosen(placeOf(ctx)) };
  if (group === '') return { what: 'safe' };
  return { what: 'group', group: groupNamed(group), safeOnly: what !== 'all' };
}

function groupNamed(name: string): Group {
  const group = GROUPS.find((candidate) => candidate === name);
  if (group === undefined) throw new UserError('bot-button-old');
  return group;
}

/** The compose file over a project's own, as text to copy and as a file to put beside it. */
async function sendLogLimit(options: LookingOptions, ctx: BotContext, reference: string): Promise<void> {
  const { logs } = await seen(options);
  const project = unlimitedProjects(logs).find((name) => projectReference(name) === reference);
  if (project === undefined) throw new UserError('bot-disk-limit-none');
  const services = unlimitedServices(logs, project);
  const yaml = logLimitOverride(services);
  const folder = join(options.config.environment.dataDir, 'reports');
  const name = 'docker-compose.logging.yml';
  const path = join(folder, `${project.replaceAll(/[^\w-]/g, '_')}-${name}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path, yaml, { mode: 0o600 });
  options.say.reply(ctx, 'disk-log-limit', { project, services, yaml, file: name }, 'limit');
  options.say.reply(ctx, 'notice', { key: 'bot-disk-limit-file', params: { project } }, 'limit-file', {
    file: { name, path },
  });
}

/** Where ticks are kept: on the message that shows them. */
function placeOf(ctx: BotContext): string {
  return `${ctx.lane.chatId}:${ctx.callbackQuery?.message?.message_id ?? 0}`;
}

function subjectOf(ctx: BotContext): string {
  return `disk:${placeOf(ctx)}`;
}

/** The item that a reference means today. @throws UserError when it is gone */
export function volumeNamed(inventory: Inventory, reference: string) {
  const found = inventory.items.find((item) => item.kind === 'volume' && itemReference(item) === reference);
  if (found === undefined) throw new UserError('bot-disk-volume-gone');
  if (!found.verdict.free) throw new UserError('bot-disk-volume-kept', { name: found.name });
  return found;
}
