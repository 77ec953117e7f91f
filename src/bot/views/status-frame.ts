import { type Block, type Button, formatDuration, type Inline } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import type { Rooms } from './rooms.ts';
import type { Group, Row, StatusPicture } from './status-picture.ts';
import { buttonName, markOf, markOfGroup, nameOfGroup } from './status-words.ts';
import { bold, type Reader, timeOf } from './view.ts';

/** A picture is taken for the question itself; an older one means that the Engine did not answer in time. */
const OLD_AFTER_MS = 10_000;
/** The recorder takes figures every 15 s: older ones have to be told. */
const FIGURES_OLD_AFTER_MS = 30_000;
/** Of a label's 20 characters: the mark and the space in front take three. */
const NAME_LENGTH = 17;
/** What a third of a phone's width shows whole. */
const SHORT_LABEL = 11;
const SHORT_ACTION = 12;

/** That the Engine is silent, and how old what stands below is; nothing while it answers. */
export function engineBlocks(seen: Pick<StatusPicture, 'at'> | null, reader: Reader, rooms: Rooms): Block[] {
  const availability = rooms.docker.availability();
  const blocks: Block[] = [];
  if (!availability.reachable) {
    const text = ['🔌 ', bold(reader.t('bot-engine-silent')), ' ', timeOf(availability.sinceAt)];
    blocks.push({ kind: 'paragraph', text });
  }
  const ageMs = seen === null ? 0 : Math.max(0, reader.now - seen.at);
  if (seen !== null && (!availability.reachable || ageMs > OLD_AFTER_MS)) {
    const age = formatDuration(ageMs, reader.locale);
    blocks.push({ kind: 'paragraph', text: reader.t('bot-engine-picture', { age }) });
  }
  return blocks;
}

/** "as of 03:02", and how old the figures are where they are older than usual. */
export function asOf({ at, figuresAt }: Pick<StatusPicture, 'at' | 'figuresAt'>, reader: Reader): Block {
  const text: Inline[] = [`${reader.t('bot-status-as-of')} `, timeOf(at)];
  if (figuresAt !== null && at - figuresAt > FIGURES_OLD_AFTER_MS) {
    const age = formatDuration(at - figuresAt, reader.locale);
    text.push(` · ${reader.t('bot-status-figures-old', { age })}`);
  }
  return { kind: 'paragraph', text };
}

/** "2 of 3 well"; of one-off containers only how many there are. */
export function countWords(group: Group, reader: Reader): string {
  const total = group.wrong.length + group.well.length;
  if (group.kind === 'one-off') return String(total);
  return reader.t('bot-project-well', { well: group.well.length, total });
}

export function callback(label: string, data: string): Button {
  return { label, action: { kind: 'callback', data } };
}

export function containerButton(row: Row): Button {
  return callback(`${markOf(row)} ${buttonName(row.label, NAME_LENGTH)}`, tap('p', 'c', row.reference));
}

export function groupButton(group: Group, reader: Reader): Button {
  const name = buttonName(nameOfGroup(group, reader), NAME_LENGTH);
  return callback(`${markOfGroup(group)} ${name} ›`, tap('p', 'p', group.reference, 0));
}

export function refreshButton(data: string, reader: Reader): Button {
  return callback(reader.t('bot-button-refresh'), data);
}

/** Three in a row where all labels are short enough for that, else two. */
export function rowsOfButtons(buttons: readonly Button[]): Button[][] {
  return rowsOf(buttons, buttons.every(({ label }) => label.length <= SHORT_LABEL) ? 3 : 2);
}

/** The same for words of our own, of which is known how wide they are. Longer ones, as in Russian, would be cut. */
export function actionRows(buttons: readonly Button[]): Button[][] {
  return rowsOf(buttons, buttons.every(({ label }) => label.length <= SHORT_ACTION) ? 3 : 2);
}

function rowsOf(buttons: readonly Button[], perRow: number): Button[][] {
  return Array.from({ length: Math.ceil(buttons.length / perRow) }, (_, row) =>
    buttons.slice(row * perRow, (row + 1) * perRow),
  );
}

/** "◂ 2/5 ▸", round and round; nothing where there is one page. */
export function pageButtons(page: number, pages: number, to: (page: number) => string): Button[][] {
  if (pages <= 1) return [];
  return [
    [
      callback('◂', to((page + pages - 1) % pages)),
      callback(`${page + 1}/${pages}`, to(page)),
      callback('▸', to((page + 1) % pages)),
    ],
  ];
}
