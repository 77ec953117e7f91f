import { EngineError } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { KindOutcome, Reason } from '../../operations/index.ts';
import { NoSpaceError, TornReadError } from '../archive/types.ts';
import type { Manifest, ManifestWarning } from '../manifest.ts';
import { dataBytesOf, storedBytesOf } from './build-manifest.ts';
import { HookError } from './hooks.ts';
import { TreeError } from './read-trees.ts';

const SHOWN = 3;

/** Something in what was just written is not right: it is no backup. */
export class NotVerifiedError extends Error {
  override readonly name = 'NotVerifiedError';
  readonly problem: Reason;
  constructor(problem: Reason) {
    super(`not verified: ${problem.key}`);
    this.problem = problem;
  }
}

/** The words for a backup that is there. @param down services that stood still for it and do not run now */
export function goodOutcome(
  manifest: Manifest,
  tookMs: number,
  notes: readonly Reason[],
  down: readonly string[],
): KindOutcome {
  const { consistency, standstillMs, previous } = manifest;
  const bytes = dataBytesOf(manifest);
  const params = { bytes, stored: storedBytesOf(manifest), took: tookMs, standstill: standstillMs, consistency };
  const unchanged = manifest.trees.filter(({ sameAs }) => sameAs !== null).length;
  const all = [
    ...notes,
    ...(previous !== null && bytes * 2 < previous.dataBytes
      ? [{ key: 'backups-create-shrank', params: { bytes, before: previous.dataBytes } }]
      : []),
    ...warningNotes(manifest),
    ...(unchanged === 0 ? [] : [{ key: 'backups-create-unchanged', params: { count: unchanged } }]),
    ...(manifest.missing.length === 0
      ? []
      : [{ key: 'backups-create-missing', params: { names: few(manifest.missing.map(({ name }) => name)) } }]),
  ];
  const data = { backup: manifest.id };
  if (down.length > 0) {
    const reason = { key: 'backups-create-service-down', params: { services: few(down) } };
    return { ok: false, reason, notes: [{ key: 'backups-create-done', params }, ...all], nextStep: 'logs', data };
  }
  return { ok: true, reason: { key: 'backups-create-done', params }, notes: all, data };
}

/** A sentence for each tree and kind of warning. */
function warningNotes({ trees }: Manifest): Reason[] {
  return trees.flatMap(({ name, warnings }) =>
    warnings
      .filter(({ kind }) => kind !== 'not-looked-at')
      .map(({ kind, count, paths }: ManifestWarning) => ({
        key: `backups-warn-${kind}`,
        params: { name, count, paths: few(paths) || '—' },
      })),
  );
}

function few(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => name.slice(0, 80));
  return names.length > SHOWN ? `${shown.join(', ')} +${names.length - SHOWN}` : shown.join(', ');
}

/** Why no backup was made, in words; null for a bug. */
export function failureOf(error: unknown): Pick<KindOutcome, 'reason' | 'lastLines'> | null {
  const tree = error instanceof TreeError ? error.tree : null;
  const cause = error instanceof TreeError ? error.cause : error;
  const name = tree ?? '';
  const say = (key: string, params: Reason['params'] = {}) => ({ reason: { key: `backups-create-${key}`, params } });
  if (cause instanceof HookError) {
    const params = { service: cause.service, code: cause.exitCode ?? 'timeout' };
    return { ...say('hook-failed', params), lastLines: cause.said };
  }
  if (cause instanceof NoSpaceError) return tree === null ? say('no-space') : say('no-space-at', { name });
  if (cause instanceof TornReadError) return say('torn', { name, path: cause.inPath ?? '—' });
  if (cause instanceof NotVerifiedError) return { reason: cause.problem };
  if (cause instanceof UserError) return { reason: { key: cause.key, params: cause.params } };
  if (cause instanceof EngineError) {
    if (cause.unreachable !== null) return say('engine-away', { name: name || '—' });
    if (tree !== null && cause.statusCode === 404) return say('tree-gone', { name });
    return say('engine', { name: name || '—', problem: cause.reason.slice(0, 200) });
  }
  return null;
}
