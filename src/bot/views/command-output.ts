import { progressParams } from '../../commands/index.ts';
import { type Block, type Button, formatBytes } from '../../document/index.ts';
import type { Operation } from '../../operations/index.ts';
import { tap } from '../taps/data.ts';
import type { Rooms } from './rooms.ts';
import type { Reader } from './view.ts';

/** What a host command has printed so far, while it runs. Masked and bounded when it was read. */
export function liveOutput(found: Operation): Block[] {
  const lines = found.kind === 'command' ? (progressParams.safeParse(found.progress?.params).data?.lines ?? '') : '';
  return lines === '' ? [] : [{ kind: 'code', text: lines }];
}

/** What it had printed at its end. */
export function finalOutput(found: Operation, reader: Reader): Block[] {
  const lines = found.outcome?.lastLines ?? [];
  if (lines.length > 0) return [{ kind: 'code', text: lines.join('\n') }];
  const hasRun = found.outcome?.exitCode !== undefined && found.outcome.evidence === undefined;
  return hasRun ? [{ kind: 'paragraph', text: reader.t('commands-no-output') }] : [];
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
  const { incident } = found;
  const card: Button[] =
    incident === null || !rooms.incidents.get(incident)
      ? []
      : [
          {
            label: reader.t('bot-button-card', { number: incident }),
            action: { kind: 'callback', data: tap('i', incident, 'card') },
          },
        ];
  return [...(whole.length > 0 ? [whole] : []), [again, list], ...(card.length > 0 ? [card] : [])];
}
