import { EngineError } from '../../docker/index.ts';
import type { Manifest } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import type { BackupSet, SetTree } from '../sets/types.ts';
import type { BackupSummary } from '../types.ts';

const USAGE_DEADLINE_MS = 10_000;
/** Lists, configuration, the manifest. */
const MARGIN_BYTES = 32 * 1024 * 1024;
/** What a first backup takes of its data at least, when nothing is known: text shrinks to a third, pictures hardly. */
const LEAST_RATIO = 0.3;

export interface Sizes {
  /** By the name of the tree; null: nobody knows. */
  readonly of: ReadonlyMap<string, number | null>;
  /** Null where one is not known. */
  readonly total: number | null;
}

/** How large the trees are: as the Engine counts, else as the backup before counted. Slow Engines are not waited for. */
export async function sizesOf(
  parts: Pick<BackupParts, 'docker' | 'log'>,
  set: BackupSet,
  previous: Manifest | null,
  signal?: AbortSignal,
): Promise<Sizes> {
  const counted = await usage(parts, signal);
  const before = new Map(previous?.trees.map((tree) => [tree.name, tree.dataBytes]));
  const sizeOf = ({ kind, name }: SetTree) =>
    (kind === 'volume' ? counted.get(name) : undefined) ?? before.get(name) ?? null;
  const of = new Map(set.trees.map((tree) => [tree.name, sizeOf(tree)]));
  const known = [...of.values()].filter((bytes) => bytes !== null);
  return { of, total: known.length < of.size ? null : known.reduce((sum, bytes) => sum + bytes, 0) };
}

async function usage({ docker, log }: Pick<BackupParts, 'docker' | 'log'>, signal: AbortSignal | undefined) {
  try {
    const options = { deadlineMs: USAGE_DEADLINE_MS, ...(signal === undefined ? {} : { signal }) };
    const { volumes } = await docker.diskUsage(options);
    return new Map(volumes.flatMap(({ name, bytes }) => (bytes === null ? [] : [[name, bytes] as const])));
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof EngineError)) throw error;
    log.debug({ error }, 'the Engine did not say in time how large volumes are');
    return new Map<string, number>();
  }
}

/** What a backup of so much data needs in the store at least: as the last one of the set shrank. */
export function neededBytes(dataBytes: number, last: Pick<BackupSummary, 'dataBytes' | 'storedBytes'> | null): number {
  const ratio = last === null || last.dataBytes === 0 ? LEAST_RATIO : Math.min(1.02, last.storedBytes / last.dataBytes);
  return Math.round(dataBytes * ratio) + MARGIN_BYTES;
}

/** The newest backup of the set that is whole; not what a restore put aside, and not somebody else's archive. */
export function lastOf(index: BackupParts['index'], set: string): BackupSummary | null {
  return index.list(set).find(({ origin, state }) => origin === 'backup' && state === 'whole') ?? null;
}

/** Its manifest; null where there is none or it cannot be read. */
export async function manifestOf(
  store: BackupParts['store'],
  summary: Pick<BackupSummary, 'set' | 'id'> | null,
): Promise<Manifest | null> {
  if (summary === null) return null;
  const opened = await store.open(summary.set, summary.id);
  return opened.ok ? opened.manifest : null;
}
