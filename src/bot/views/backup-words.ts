import type { BackupSummary, Consistency, Proof } from '../../backups/index.ts';
import { type Button, formatBytes, formatDuration } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import type { Reader } from './view.ts';

const DAY_MS = 86_400_000;

/** "5 h ago". */
export function ago(at: number, { t, now, locale }: Reader): string {
  return t('bot-backup-ago', { time: formatDuration(Math.max(0, now - at), locale) });
}

/** For buttons, which stand three in a row: "5 h", "12 d". Hours count no more once it is days old. */
export function shortAge(at: number, { now, locale }: Reader): string {
  const ms = Math.max(0, now - at);
  return formatDuration(ms >= 2 * DAY_MS ? ms - (ms % DAY_MS) : ms, locale);
}

export function size(bytes: number, { locale }: Reader): string {
  return formatBytes(bytes, locale);
}

export function consistencyWord(consistency: Consistency, { t }: Reader): string {
  return t(`bot-backup-consistency-${consistency}`);
}

/** "✓ verified 4 h ago", "❌ verification failed 4 h ago", "not verified". */
export function verifiedWords({ verified }: Pick<BackupSummary, 'verified'>, reader: Reader): string {
  return proofWords('verify', verified, reader);
}

export function drilledWords({ drilled }: Pick<BackupSummary, 'drilled'>, reader: Reader): string {
  return proofWords('drill', drilled, reader);
}

function proofWords(kind: 'verify' | 'drill', proof: Proof | null, reader: Reader): string {
  const { t } = reader;
  if (proof === null) return t(`bot-backup-${kind}-never`);
  const when = ago(proof.at, reader);
  if (proof.result === 'passed') return `${kind === 'verify' ? '✓' : '🎯'} ${t(`bot-backup-${kind}-passed`, { when })}`;
  return `❌ ${t(`bot-backup-${kind}-failed`, { when })}`;
}

/** How far a backup may be trusted, in at most two characters: for lists. */
export function trustMarks({
  state,
  verified,
  drilled,
}: Pick<BackupSummary, 'state' | 'verified' | 'drilled'>): string {
  if (state === 'damaged') return '⛔';
  if ([verified, drilled].some((proof) => proof !== null && proof.result !== 'passed')) return '❌';
  return `${verified === null ? '' : '✓'}${drilled === null ? '' : '🎯'}`;
}

/** Nothing is known against it. What a restore put aside is no backup that one returns to. */
export function isGood({ state, origin, verified, drilled }: BackupSummary): boolean {
  return (
    state === 'whole' &&
    origin !== 'safety' &&
    (verified === null || verified.result === 'passed') &&
    (drilled === null || drilled.result === 'passed')
  );
}

/** The newest that was proven, else the newest that nothing speaks against; null when there is none. */
export function newestGood(backups: readonly BackupSummary[]): BackupSummary | null {
  const good = backups.filter(isGood).toSorted((one, other) => other.dataAt - one.dataAt);
  return good.find(({ verified }) => verified !== null) ?? good[0] ?? null;
}

/** "🛟" for what a restore put aside, "📥" for an archive of somebody else's script. */
export function originMark({ origin }: Pick<BackupSummary, 'origin'>): string {
  return origin === 'safety' ? '🛟 ' : origin === 'import' ? '📥 ' : '';
}

export function backupButton(label: string, ...parts: readonly (string | number)[]): Button {
  return { label, action: { kind: 'callback', data: tap('k', ...parts) } };
}

export function restoreButton(label: string, ...parts: readonly (string | number)[]): Button {
  return { label, action: { kind: 'callback', data: tap('r', ...parts) } };
}

/** ◂ 2/5 ▸ where there is more than one page. `to` makes the data of a page. */
export function pageTurner(page: number, pages: number, to: (page: number) => string): Button[][] {
  if (pages <= 1) return [];
  const turn = (label: string, next: number): Button => ({ label, action: { kind: 'callback', data: to(next) } });
  return [[turn('◂', (page + pages - 1) % pages), turn(`${page + 1}/${pages}`, page), turn('▸', (page + 1) % pages)]];
}

export function inRows(buttons: readonly Button[], width: number): Button[][] {
  const rows: Button[][] = [];
  for (let start = 0; start < buttons.length; start += width) rows.push(buttons.slice(start, start + width));
  return rows;
}
