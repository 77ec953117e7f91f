import { progressParams } from '../../commands/index.ts';
import { type Block, type Button, formatBytes } from '../../document/index.ts';
import type { Operation } from '../../operations/index.ts';
import { tap } from '../taps/data.ts';
import type { Rooms } from './rooms.ts';
import type { Reader } from './view.ts';

/** A phone's monospace line, and how many of them leave the headline and the buttons on the screen. */
const COLUMNS = 34;
const ROWS = 18;
const ROWS_OF_ONE = 4;

/** What a host command has printed so far, while it runs. Masked and bounded when it was read. */
export function liveOutput(found: Operation): Block[] {
  const lines = found.kind === 'command' ? (progressParams.safeParse(found.progress?.params).data?.lines ?? '') : '';
  if (lines === '') return [];
  const { above, shown } = onOneScreen(lines.split('\n'));
  return [{ kind: 'code', text: [...(above.length > 0 ? ['…'] : []), ...shown].join('\n') }];
}

/** What it had printed at its end; what one screen has no room for is folded above it. */
export function finalOutput(found: Operation, reader: Reader): Block[] {
  const lines = found.outcome?.lastLines ?? [];
  if (lines.length > 0) {
    const { above, shown } = onOneScreen(lines);
    return [...folded(above, reader), { kind: 'code', text: shown.join('\n') }];
  }
  const hasRun = found.outcome?.exitCode !== undefined && found.outcome.evidence === undefined;
  return hasRun ? [{ kind: 'paragraph', text: reader.t('commands-no-output') }] : [];
}

function folded(lines: readonly string[], { t }: Reader): Block[] {
  if (lines.length === 0) return [];
  const summary = t('commands-above', { count: lines.length });
  return [{ kind: 'details', summary, open: false, blocks: [{ kind: 'code', text: lines.join('\n') }] }];
}

/**
 * The last lines that a screen has room for, a long one cut, and those above them. Columns that were laid out for a wide
 * terminal come together.
 */
function onOneScreen(lines: readonly string[]): { readonly above: string[]; readonly shown: string[] } {
  const close = lines.map(fitted);
  const shown: string[] = [];
  let rows = 0;
  for (const line of [...close].reverse()) {
    rows += Math.max(1, Math.ceil(line.length / COLUMNS));
    if (rows > ROWS) break;
    shown.unshift(line);
  }
  return { above: close.slice(0, close.length - shown.length), shown };
}

function fitted(line: string): string {
  const close = line.replace(/(?<=\S) {3,}/g, '  ').replace(/([-=])\1{33,}/g, (rule) => rule.slice(0, COLUMNS));
  return close.length > COLUMNS * ROWS_OF_ONE ? `${close.slice(0, COLUMNS * ROWS_OF_ONE - 1)}…` : close;
}

/** The way back to the card of its incident. */
export function commandCard({ incident }: Operation, reader: Reader, rooms: Rooms): Button[][] {
  if (incident === null || !rooms.incidents.get(incident)) return [];
  return [
    [
      {
        label: reader.t('bot-button-card', { number: incident }),
        action: { kind: 'callback', data: tap('i', incident, 'card') },
      },
    ],
  ];
}

/** All of its output as a file, the same once more, and the way back to the list. */
export function commandButtons(found: Operation, reader: Reader, rooms: Rooms): Button[][] {
  const file = found.outcome?.evidence?.find(({ what }) => what === 'output');
  const whole: Button[] =
    file === undefined
      ? []
      : [
          {
            label: reader.t('commands-button-output', { size: formatBytes(file.bytes, reader.locale) }),
            action: { kind: 'callback', data: tap('x', 'o', found.id) },
          },
        ];
  const again: Button = {
    label: reader.t('commands-button-again'),
    action: { kind: 'callback', data: tap('x', 'a', found.id) },
  };
  const list: Button = { label: reader.t('commands-button-list'), action: { kind: 'callback', data: tap('c', 'run') } };
  return [...(whole.length > 0 ? [whole] : []), [again, list], ...commandCard(found, reader, rooms)];
}
