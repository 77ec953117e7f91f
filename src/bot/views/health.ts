import { z } from 'zod';
import type { Block, Button, Document, Inline } from '../../document/index.ts';
import { type Board, type Item, itemReference, PARTS, type Part } from '../../health/index.ts';
import { tap } from '../taps/data.ts';
import { withCommands } from './commands.ts';
import { byUrgency, itemLine, itemName, levelMark } from './health-lines.ts';
import { healthOne } from './health-one.ts';
import type { Rooms } from './rooms.ts';
import { buttonName } from './status-words.ts';
import { bold, defineView, type Reader, timeOf } from './view.ts';
import { shortened } from './words.ts';

const SHOWN_FAILING = 8;
const SHOWN_WELL = 60;
const SHOWN_UNCOVERED = 8;
const SHOWN_FOUND = 4;
const FAILING_BUTTONS = 4;
const PAGE = 8;

/** The health picture: what fails, then one fold with what is well; or a list of all; or one check. */
export const health = defineView(z.object({ board: z.string() }), (params, reader, rooms): Document => {
  const board = rooms.health.board(params.board);
  if (board === null) return overgrown(reader);
  const [screen, argument = ''] = board.screen.split('.');
  if (screen === 'all') return all(board, Number(argument) || 0, reader);
  if (screen === 'one') {
    const item = board.run.items.find(({ id }) => itemReference(id) === argument);
    if (item !== undefined) return healthOne(board, item, reader, rooms);
  }
  return main(board, reader, rooms);
});

function overgrown(reader: Reader): Document {
  return {
    blocks: [{ kind: 'paragraph', text: withCommands(reader.t('bot-health-old')) }],
    buttons: [[{ label: reader.t('bot-health-again'), action: { kind: 'callback', data: tap('h', 'new') } }]],
  };
}

function main(board: Board, reader: Reader, rooms: Rooms): Document {
  const { items } = board.run;
  const troubles = items.filter(isTrouble).sort(byUrgency);
  const blocks: Block[] = [headline(board, reader)];
  const lines = troubles.slice(0, SHOWN_FAILING).map((item) => itemLine(item, reader));
  if (troubles.length > SHOWN_FAILING) lines.push([reader.t('bot-more', { count: troubles.length - SHOWN_FAILING })]);
  if (lines.length > 0) blocks.push({ kind: 'list', items: lines });
  blocks.push(...wellOnes(items, reader));
  blocks.push(...waitingLine(items, board, reader), ...coverage(board, reader, rooms), ended(board, reader));
  return { blocks, buttons: buttonsOf(board, troubles, reader) };
}

function isTrouble({ level }: Item): boolean {
  return level === 'failed' || level === 'warning';
}

/** What matters: how many fail of how many, or that all is well, or that it is still being asked. */
function headline(board: Board, reader: Reader): Block {
  const { items, state } = board.run;
  const count = items.length;
  const failed = items.filter(({ level }) => level === 'failed').length;
  const warned = items.filter(({ level }) => level === 'warning').length;
  const answered = items.filter(({ level }) => level !== null).length;
  const running = state === 'running' ? [`⏳ ${reader.t('bot-health-asking', { answered, count })}`] : [];
  const cut = state === 'interrupted' ? [`⚠️ ${reader.t('bot-health-cut')}`] : [];
  const verdict = [
    ...(failed > 0 ? [`❌ ${reader.t('bot-health-failed', { failed, count })}`] : []),
    ...(warned > 0 ? [`⚠️ ${reader.t('bot-health-warned', { warned })}`] : []),
  ];
  const well = verdict.length === 0 && state === 'done' ? [`✅ ${reader.t('bot-health-well', { count })}`] : [];
  return { kind: 'paragraph', text: bold([...verdict, ...well, ...cut, ...running].join(' · ')) };
}

/** "✅ 21 well · Docker 10 · checks 5 · Vakhta 6", which unfolds into all of them; what is worth knowing stands before it. */
function wellOnes(items: readonly Item[], reader: Reader): Block[] {
  const well = items.filter(({ level }) => level === 'ok' || level === 'notice');
  if (well.length === 0) return [];
  const notices = well.filter(({ level }) => level === 'notice');
  const parts = PARTS.map((part) => ({ part, of: well.filter((item) => item.part === part) })).filter(
    ({ of }) => of.length > 0,
  );
  const counts = parts.map(({ part, of }) => reader.t(`bot-health-part-${part}`, { count: of.length }));
  const [slowest] = [...well].sort((one, other) => (other.latencyMs ?? 0) - (one.latencyMs ?? 0));
  const latency = slowest?.latencyMs
    ? [reader.t('bot-health-slowest', { name: shortened(itemName(slowest, reader), 20), ms: slowest.latencyMs })]
    : [];
  return [
    ...(notices.length > 0 ? [{ kind: 'list', items: notices.map((item) => itemLine(item, reader)) } as const] : []),
    {
      kind: 'details',
      summary: `✅ ${[...counts, ...latency].join(' · ')}`,
      blocks: parts.flatMap(({ part, of }) => partLines(part, of, reader)),
    },
  ];
}

function partLines(part: Part, items: readonly Item[], reader: Reader): Block[] {
  const lines = items.slice(0, SHOWN_WELL).map((item) => itemLine(item, reader));
  if (items.length > SHOWN_WELL) lines.push([reader.t('bot-more', { count: items.length - SHOWN_WELL })]);
  return [
    { kind: 'paragraph', text: bold(reader.t(`bot-health-part-${part}`, { count: items.length })) },
    { kind: 'list', items: lines },
  ];
}

/** Who has not answered yet, so that one knows for whom the rest waits. */
function waitingLine(items: readonly Item[], { run }: Board, reader: Reader): Block[] {
  const waiting = items.filter(({ level }) => level === null);
  if (waiting.length === 0) return [];
  const names = waiting.slice(0, 4).map((item) => itemName(item, reader));
  if (waiting.length > 4) names.push(reader.t('bot-more', { count: waiting.length - 4 }));
  const key = run.state === 'running' ? 'bot-health-waiting' : 'bot-health-unanswered';
  return [{ kind: 'paragraph', text: `⏳ ${reader.t(key, { names: names.join(', ') })}` }];
}

/** Services for which nothing speaks, ports that could, and how checks are added where there are none. */
function coverage({ run }: Board, reader: Reader, rooms: Rooms): Block[] {
  const blocks: Block[] = run.found.slice(0, SHOWN_FOUND).map((found) => ({
    kind: 'paragraph',
    text: [
      '➕ ',
      bold(shortened(found.service, 30)),
      ` ${reader.t('bot-health-found', { at: `:${found.port}${found.path}` })}`,
    ],
  }));
  const rest = uncoveredBlocks(run, reader, rooms);
  const isTroubled = run.items.some(isTrouble);
  if (rest.length === 0 || !isTroubled) return [...blocks, ...rest];
  // While something fails, advice on more checks must not push it off the screen.
  return [...blocks, { kind: 'details', summary: `💡 ${reader.t('bot-health-more-checks')}`, blocks: rest }];
}

function uncoveredBlocks(run: Board['run'], reader: Reader, rooms: Rooms): Block[] {
  const blocks: Block[] = [];
  const uncovered = run.uncovered.filter((name) => !run.found.some(({ service }) => service === name));
  if (uncovered.length > 0) {
    const names = uncovered.slice(0, SHOWN_UNCOVERED).map((name) => shortened(name, 30));
    if (uncovered.length > names.length) names.push(reader.t('bot-more', { count: uncovered.length - names.length }));
    blocks.push({
      kind: 'paragraph',
      text: reader.t('bot-health-uncovered', { names: names.join(', '), count: uncovered.length }),
    });
  }
  if (rooms.health.ownChecks() === 0) blocks.push({ kind: 'paragraph', text: reader.t('bot-health-none-configured') });
  return blocks;
}

function ended({ run }: Board, reader: Reader): Block {
  const { startedAt, endedAt } = run;
  if (endedAt === null) return { kind: 'paragraph', text: [reader.t('bot-health-begun'), ' ', timeOf(startedAt)] };
  const seconds = Math.round((endedAt - startedAt) / 100) / 10;
  return {
    kind: 'paragraph',
    text: [reader.t('bot-status-as-of'), ' ', timeOf(endedAt), ` · ${reader.t('bot-health-took', { seconds })}`],
  };
}

/** The first row keeps its place while results come; what fails gets its button below. */
function buttonsOf(board: Board, troubles: readonly Item[], reader: Reader): Button[][] {
  const press = (label: string, ...parts: string[]): Button => ({
    label,
    action: { kind: 'callback', data: tap('h', ...parts) },
  });
  const rows: Button[][] = [
    [
      press(reader.t('bot-health-again'), 'run', board.id),
      press(reader.t('bot-health-all', { count: board.run.items.length }), 'all', board.id, '0'),
      { label: reader.t('bot-button-triage'), style: 'danger', action: { kind: 'callback', data: tap('c', 'triage') } },
    ],
  ];
  const found = board.run.found
    .slice(0, SHOWN_FOUND)
    .map((port) => press(reader.t('bot-health-add', { name: port.service }), 'add', port.reference, board.id));
  const failing = troubles.slice(0, FAILING_BUTTONS).map((item) => itemButton(item, board, reader));
  return [...rows, ...pairs(failing), ...pairs(found)];
}

export function itemButton(item: Item, board: Board, reader: Reader): Button {
  const label = `${levelMark(item.level)} ${buttonName(shortName(item, board, reader), 17)}`;
  return { label, action: { kind: 'callback', data: tap('h', 'one', itemReference(item.id), board.id) } };
}

/** Without its project, where no other check is called like that. */
function shortName(item: Item, { run }: Board, reader: Reader): string {
  const name = itemName(item, reader);
  const last = (of: string) => of.split('/').at(-1) ?? of;
  if (item.kind !== 'docker-health' || last(name).trim() === '') return name;
  const alike = run.items.filter((other) => other.kind === 'docker-health' && last(other.name) === last(item.name));
  return alike.length === 1 ? last(name) : name;
}

/** Every check as a button, what fails first, in pages. */
function all(board: Board, wanted: number, reader: Reader): Document {
  const items = [...board.run.items].sort(byUrgency);
  const pages = Math.max(1, Math.ceil(items.length / PAGE));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const shown = items.slice(page * PAGE, (page + 1) * PAGE);
  const turn = (label: string, to: number): Button => ({
    label,
    action: { kind: 'callback', data: tap('h', 'all', board.id, to) },
  });
  const lines: Inline[][] = shown.map((item) => itemLine(item, reader));
  const buttons: Button[][] = pairs(shown.map((item) => itemButton(item, board, reader)));
  if (pages > 1) {
    buttons.push([
      turn('◂', (page + pages - 1) % pages),
      turn(`${page + 1}/${pages}`, page),
      turn('▸', (page + 1) % pages),
    ]);
  }
  buttons.push([
    { label: reader.t('bot-button-back'), action: { kind: 'callback', data: tap('h', 'main', board.id) } },
  ]);
  return { blocks: [headline(board, reader), { kind: 'list', items: lines }], buttons };
}

function pairs(buttons: readonly Button[]): Button[][] {
  const rows: Button[][] = [];
  for (let at = 0; at < buttons.length; at += 2) rows.push(buttons.slice(at, at + 2));
  return rows;
}
