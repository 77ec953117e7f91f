import { EngineError } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import { type ArchiveProblem, DamagedArchiveError, NoSpaceError, TornReadError } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import { isDamage } from './verify-backup.ts';

const NAMED = 10;

/** How an attempt to prove a backup ended. */
export interface ProofEnd {
  readonly passed: boolean;
  readonly reason: Reason;
  readonly notes: readonly Reason[];
  /** Its data are not what they were: it may not be restored. */
  readonly isDamaged: boolean;
}

/** Words for problems: the first few, each by its name. */
export function problemNotes(problems: readonly ArchiveProblem[]): Reason[] {
  const notes = problems
    .slice(0, NAMED)
    .map(({ kind, name }): Reason => ({ key: `archive-problem-${kind}`, params: { name: name.slice(0, 200) } }));
  const more = problems.length - NAMED;
  return more > 0 ? [...notes, { key: 'archive-problem-more', params: { count: more } }] : notes;
}

/** What the backup itself says that it does not have. */
export function gapsOf(manifest: Manifest): Reason[] {
  // "*": an archive of a script knows of no image at all.
  const [unknown, named] = [
    manifest.missing.filter(isEveryImage),
    manifest.missing.filter((one) => !isEveryImage(one)),
  ];
  const names = named.map(({ name }) => name);
  const images: Reason[] = unknown.length > 0 ? [{ key: 'backups-import-lacks-image', params: {} }] : [];
  if (names.length === 0) return images;
  const params = { names: names.slice(0, 5).join(', '), more: Math.max(0, names.length - 5) };
  return [{ key: 'backups-proof-gaps', params }, ...images];
}

function isEveryImage({ what, name }: Manifest['missing'][number]): boolean {
  return what === 'image' && name === '*';
}

/** A backup whose stored bytes are not what they were. @param problems at least one */
export function damagedEnd(problems: readonly ArchiveProblem[]): ProofEnd {
  const first = problems.find(isDamage)?.name ?? problems[0]?.name ?? '';
  return {
    passed: false,
    reason: { key: 'backups-proof-damaged', params: { name: first.slice(0, 200), count: problems.length } },
    notes: problemNotes(problems),
    isDamaged: true,
  };
}

/**
 * What was thrown, in words; null for a bug.
 * @param at what was being worked at: a tree, as people call it
 */
export function endOfError(error: unknown, at: string): ProofEnd | null {
  if (error instanceof DamagedArchiveError) {
    if (isDamage(error.problem)) return damagedEnd([error.problem]);
    return { ...failed('backups-proof-unreadable', {}), notes: problemNotes([error.problem]) };
  }
  if (error instanceof NoSpaceError)
    return error.where === 'volume'
      ? failed('backups-proof-no-space-scratch', { name: at })
      : failed('backups-proof-no-space-data', {});
  if (error instanceof TornReadError) return failed('backups-proof-torn', { name: at });
  if (error instanceof EngineError)
    return error.unreachable === null
      ? failed('backups-proof-engine', { reason: error.reason.slice(0, 200) })
      : failed('backups-proof-engine-away', {});
  if (error instanceof UserError) return failed(error.key, error.params);
  if (isNoSpace(error)) return failed('backups-proof-no-space-data', {});
  return null;
}

export function failed(key: string, params: Reason['params'], notes: readonly Reason[] = []): ProofEnd {
  return { passed: false, reason: { key, params }, notes, isDamaged: false };
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}
