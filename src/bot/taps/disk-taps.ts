import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Composer } from 'grammy';
import { originOf } from '../../actions/index.ts';
import {
  type Choice,
  GROUPS,
  type Group,
  type Inventory,
  itemReference,
  type LimitOrigin,
  limitCommand,
  logLimitOverride,
  planCleanup,
  unlimitedProjects,
  unlimitedServices,
} from '../../cleanup/index.ts';
import { UserError } from '../../errors.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { tapParts } from './data.ts';
import { askToClean } from './disk-asking.ts';
import { createDiskMessages } from './disk-message.ts';
import { projectReference } from './reference.ts';

/** Bytes in a question in red are no older. */
const OLD_AFTER_MS = 10 * 60_000;

/**
 * `/disk` and its pages: `d.main`, `d.again` look anew, `d.k.<kind>.<page>` a page, `d.t.<kind>.<page>.<item>` a tick,
 * `d.f.safe|all|ticked[.<kind>]` the red question, `d.l.<project>` the setting that bounds logs. A volume (`d.v`, `d.x`)
 * is asked for by a dialogue.
 */
export function createDiskTaps(options: LookingOptions): Composer<BotContext> {
  const { rooms } = options;
  const messages = createDiskMessages(options);
  const composer = new Composer<BotContext>();
  composer.command('disk', (ctx) => messages.open(ctx));

  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', ...rest] = tapParts(ctx.callbackQuery.data);
    if (router === 'c' && verb === 'disk') return messages.open(ctx);
    if (router !== 'd') return next();
    switch (verb) {
      case 'main':
      case 'again':
        return messages.show(ctx, { view: 'disk', params: {} }, verb === 'again' || rooms.cleanup.picture() === null);
      case 'k':
      case 't':
        return turnOrTick(ctx, verb, rest);
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

  function turnOrTick(ctx: BotContext, verb: 'k' | 't', rest: readonly string[]): void {
    const [kind = '', page = '', item = ''] = rest;
    const place = placeOf(ctx);
    const group = groupNamed(kind);
    if (verb === 't' && item === 'none') rooms.cleanup.clear(place);
    else if (verb === 't') rooms.cleanup.toggle(place, item);
    const params = { group, page: Number(page) || 0, place };
    messages.show(ctx, { view: 'disk-page', params }, rooms.cleanup.picture() === null);
  }

  return composer;
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
  const command = limitCommand(project, await originNow(options, project), name);
  options.say.reply(ctx, 'disk-log-limit', { project, services, yaml, file: name, command }, 'limit');
  options.say.reply(ctx, 'notice', { key: 'bot-disk-limit-file', params: { project } }, 'limit-file', {
    file: { name, path },
  });
}

/** By the labels of its containers; null while the Engine does not answer. */
async function originNow({ rooms }: LookingOptions, project: string): Promise<LimitOrigin | null> {
  const containers = await rooms.docker.list().catch(() => []);
  const own = containers.filter((container) => container.project === project && !container.oneOff);
  return originOf(project, own);
}

/** Where ticks are kept: on the message that shows them. */
function placeOf(ctx: BotContext): string {
  return `${ctx.lane.chatId}:${ctx.callbackQuery?.message?.message_id ?? 0}`;
}

/** The item that a reference means today. @throws UserError when it is gone */
export function volumeNamed(inventory: Inventory, reference: string) {
  const found = inventory.items.find((item) => item.kind === 'volume' && itemReference(item) === reference);
  if (found === undefined) throw new UserError('bot-disk-volume-gone');
  if (!found.verdict.free) throw new UserError('bot-disk-volume-kept', { name: found.name });
  return found;
}
