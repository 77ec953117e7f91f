import type { Inline } from '../../document/index.ts';
import { type Item, LEVELS, type Level } from '../../health/index.ts';
import type { Reason } from '../../operations/index.ts';
import { bold, type Reader } from './view.ts';
import { shortened } from './words.ts';

const MARKS: Readonly<Record<Level, string>> = { failed: '❌', warning: '⚠️', notice: 'ℹ️', ok: '✅' };
const REASON = 160;

/** What has not answered yet is marked with an hourglass. */
export function levelMark(level: Level | null): string {
  return level === null ? '⏳' : MARKS[level];
}

/** Checks have names of their own; what Vakhta asks of itself is named in the reader's language. */
export function itemName(item: Pick<Item, 'part' | 'kind' | 'name'>, reader: Reader): string {
  if (item.part !== 'vakhta') return item.name;
  if (item.kind === 'backup' && item.name !== item.kind) return reader.t('bot-health-backup-of', { set: item.name });
  return reader.t(`bot-health-self-${item.kind}`);
}

/**
 * An Engine that is away, the likeliest cause of all the rest; what fails, what warns, what has not answered, then the
 * rest; each as it was asked.
 */
export function byUrgency(one: Item, other: Item): number {
  return rank(one) - rank(other);
}

function rank({ level, kind }: Item): number {
  if (level === null) return LEVELS.indexOf('warning') + 0.5;
  return level === 'failed' && kind === 'engine' ? -1 : LEVELS.indexOf(level);
}

export function reasonWords(reason: Reason | null, reader: Reader): string | null {
  return reason === null ? null : shortened(reader.t(reason.key, reason.params), REASON);
}

/** "❌ **Gateway** HTTP: HTTP 503, expected 200 · 12 ms" */
export function itemLine(item: Item, reader: Reader): Inline[] {
  const kind = item.part === 'vakhta' ? '' : ` ${reader.t(`bot-health-kind-${item.kind}`)}`;
  const words = reasonWords(item.reason, reader);
  const parts = [
    ...(words === null ? [] : [words]),
    ...(item.latencyMs === null ? [] : [reader.t('bot-health-latency', { ms: item.latencyMs })]),
  ];
  const rest = parts.length === 0 ? '' : `: ${parts.join(' · ')}`;
  return [`${levelMark(item.level)} `, bold(shortened(itemName(item, reader), 60)), `${kind}${rest}`];
}
