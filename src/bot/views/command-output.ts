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
  return lines === '' ? [] : [{ kind: 'code', text: onOneScreen(lines.split('\n')) }];
}

/** What it had printed at its end. */
export function finalOutput(found: Operation, reader: Reader): Block[] {
  const lines = found.outcome?.lastLines ?? [];
  if (lines.length > 0) return [{ kind: 'code', text: onOneScreen(lines) }];
  const hasRun = found.outcome?.exitCode !== undefined && found.outcome.evidence === undefined;
  return hasRun ? [{ kind: 'paragraph', text: reader.t('commands-no-output') }] : [];
}

/** The last lines that a screen has room for, a long one cut. */
function onOneScreen(lines: readonly string[]): string {
  const shown: string[] = [];
  let rows = 0;
  for (const line of [...lines].reverse()) {
    const cut = line.length > COLUMNS * ROWS_OF_ONE ? `${line.slice(0, COLUMNS * ROWS_OF_ONE - 1)}…` : line;
    rows += Math.max(1, Math.ceil(cut.length / COLUMNS));
    if (rows > ROWS) break;
    shown.unshift(cut);
  }
  return shown.join('\n');
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
