import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CleanupPlan, type Item, paramsFor } from '../../cleanup/index.ts';
import { UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { ask } from './ask.ts';
import { incidentOf } from './incident-of.ts';

/** What fits beside the button; all of it is in a file then. */
const NAMED = 6;

/** The red question: every name and the exact bytes, what is lost with it said first. @throws UserError bot-disk-nothing */
export async function askToClean(
  options: LookingOptions,
  ctx: BotContext,
  plan: CleanupPlan,
  typed: readonly string[] = [],
): Promise<void> {
  const { items, bytes, atLeast, left } = plan;
  if (items.length === 0) throw new UserError('bot-disk-nothing');
  const largest = [...items].sort((one, other) => other.bytes - one.bytes);
  const more = largest.length - NAMED;
  const facts = [
    ...largest.slice(0, NAMED).map(factFor),
    ...(more > 0 ? [say('bot-disk-fact-more', { count: more })] : []),
    say(freesKey(bytes, atLeast), { bytes }),
    ...(left > 0 ? [say('bot-disk-fact-left', { count: left })] : []),
    ...(items.some(({ kind }) => kind === 'live-log') ? [say('bot-disk-fact-evidence')] : []),
    say('bot-disk-fact-checked'),
  ];
  ask(options, ctx, {
    kind: 'cleanup',
    params: asJson(paramsFor(plan, typed)),
    incident: incidentOf(options.rooms, []),
    title: titleFor(largest, bytes),
    facts,
    warnings: warningsFor(items),
    button: bytes > 0 ? say('bot-button-free', { bytes }) : say('bot-button-remove', { count: items.length }),
  });
  if (more > 0) await sendList(options, ctx, largest, bytes);
}

/** Where all of it is layers that only the chosen share, nobody can tell before how much that is. */
function freesKey(bytes: number, atLeast: boolean): string {
  if (!atLeast) return 'bot-disk-fact-exact';
  return bytes > 0 ? 'bot-disk-fact-at-least' : 'bot-disk-fact-shared';
}

/** What goes, by its kind: whoever empties the log of a container must not read that the container goes. */
function titleFor(items: readonly Item[], bytes: number): Reason {
  const [first] = items;
  if (first !== undefined && items.length === 1) return say(`bot-disk-ask-${first.kind}`, { name: first.name, bytes });
  const areLogs = items.every(({ kind }) => kind === 'live-log');
  return say(areLogs ? 'bot-disk-ask-logs' : 'bot-disk-ask', { count: items.length });
}

function factFor({ kind, name, bytes }: Item): Reason {
  return say(`bot-disk-fact-${kind}`, { name, bytes });
}

/** Each warning once for each project, volumes and images of stopped projects above all. */
function warningsFor(items: readonly Item[]): Reason[] {
  const seen = new Map<string, Reason>();
  for (const { verdict, project } of items) {
    if (!verdict.free || verdict.warning === null) continue;
    const named = verdict.warning === 'built-here' || verdict.warning === 'live-log' ? '' : (project ?? '');
    seen.set(`${verdict.warning} ${named}`, say(`cleanup-warn-${verdict.warning}`, { project: named }));
  }
  return [...seen.values()];
}

async function sendList(
  options: LookingOptions,
  ctx: BotContext,
  items: readonly Item[],
  bytes: number,
): Promise<void> {
  const { config, say: speak, maskSecrets } = options;
  const folder = join(config.environment.dataDir, 'reports');
  const name = `cleanup-${ctx.work.updateId}.txt`;
  const lines = items.map((item) => `${item.kind}\t${item.bytes}\t${item.name}\t${item.id}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, name), maskSecrets(`${lines.join('\n')}\n`), { mode: 0o600 });
  const file = { name, path: join(folder, name) };
  speak.reply(ctx, 'disk-list', { count: items.length, bytes }, 'disk-list', { file });
}

function say(key: string, params: Reason['params'] = {}): Reason {
  return { key, params };
}
