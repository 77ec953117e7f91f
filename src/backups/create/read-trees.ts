import { rm } from 'node:fs/promises';
import type { EngineStorage } from '../../docker/index.ts';
import type { Log } from '../../log.ts';
import { type ArchiveWorks, TornReadError, type TreeRead } from '../archive/types.ts';
import type { Consistency, Manifest, ManifestWarning, Tree } from '../manifest.ts';
import { withMounted } from '../mounted.ts';
import type { Meter } from '../progress.ts';
import type { BackupSet, SetTree } from '../sets/types.ts';
import type { Draft, Store } from '../store/types.ts';
import { treeConsistency } from './consistency.ts';

/** A file that shrinks while it is read ends the tar early: then it is read again from its beginning. */
const TRIES = 3;
const MOUNT = '/vol';

/** One tree could not be read. */
export class TreeError extends Error {
  override readonly name = 'TreeError';
  readonly tree: string;
  constructor(tree: string, cause: unknown) {
    super(`${tree} could not be read`, { cause });
    this.tree = tree;
  }
}

/** A tree as it was read into the draft. */
export interface ReadTree {
  readonly tree: SetTree;
  readonly read: TreeRead;
  readonly archiveFile: string;
  readonly listFile: string;
  readonly consistency: Consistency;
  readonly warnings: readonly ManifestWarning[];
  readonly startedAt: number;
  /** In the repository; null: its archive is in the draft. */
  readonly snapshot: string | null;
}

/** Reads trees through containers that never run, with the tree mounted read-only. */
export function createTreeReader(deps: {
  readonly storage: Pick<EngineStorage, 'createHelper' | 'removeHelper'>;
  readonly works: Pick<ArchiveWorks, 'readTree' | 'listTree' | 'compare'>;
  readonly operation: string;
  readonly draft: Draft;
  readonly level: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly log: Log;
}) {
  const { works, operation, draft, level, signal, now, log } = deps;

  function mounted<T>(tree: SetTree, work: (container: string) => Promise<T>): Promise<T> {
    const source = { type: tree.kind === 'volume' ? 'volume' : 'bind', source: tree.name } as const;
    return withMounted(deps, { operation, mount: { ...source, target: MOUNT, readOnly: true }, signal }, work);
  }

  /** @throws TreeError with its cause; the signal's reason */
  async function read(tree: SetTree, index: number, set: BackupSet, meter: Meter): Promise<ReadTree> {
    const archiveFile = `tree-${index}.tar.zst`;
    const listFile = `tree-${index}.jsonl.zst`;
    const consistency = treeConsistency(tree, set.services);
    for (let attempt = 1; ; attempt += 1) {
      const startedAt = now();
      try {
        meter.at(0, tree.name);
        const job = {
          path: MOUNT,
          ...{ archiveFile: draft.pathOf(archiveFile), listFile: draft.pathOf(listFile), level, key: draft.key },
        };
        const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => meter.at(doneBytes, tree.name);
        const done = await mounted(tree, (container) => works.readTree({ ...job, container }, { signal, onProgress }));
        meter.passed(done.tarBytes);
        const torn: ManifestWarning[] =
          attempt === 1 ? [] : [{ kind: 'shrank-while-read', count: attempt - 1, paths: [] }];
        const warnings = [...done.warnings, ...torn];
        return { tree, read: done, archiveFile, listFile, consistency, warnings, startedAt, snapshot: null };
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof TornReadError) || attempt >= TRIES) throw new TreeError(tree.name, error);
        log.info({ tree: tree.name, attempt, reason: error.message }, 'a tree changed while it was read, once more');
      }
    }
  }

  /** What became different while the tree was read: looked at a second time, where services went on writing. */
  async function changedSince(before: ReadTree, meter: Meter): Promise<ManifestWarning[]> {
    const { tree } = before;
    const again = draft.pathOf(`${before.listFile}.again`);
    try {
      const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => meter.at(doneBytes, tree.name);
      const { tarBytes } = await mounted(tree, (container) =>
        works.listTree({ container, path: MOUNT, listFile: again, key: draft.key }, { signal, onProgress }),
      );
      meter.passed(tarBytes);
      const list = (path: string) => ({ path, sha256: null, key: draft.key });
      const diff = await works.compare(
        { current: list(again), wanted: list(draft.pathOf(before.listFile)) },
        { signal },
      );
      const paths = (how: 'added' | 'changed' | 'deleted') =>
        diff.samples.filter((sample) => sample.how === how).map(({ path }) => path);
      // To make the second look the first again: what was added then has gone, what would be deleted is new.
      const vanished = { kind: 'vanished-while-read', count: diff.added, paths: paths('added').slice(0, 20) } as const;
      const changed = {
        kind: 'changed-while-read',
        count: diff.changed + diff.deleted,
        paths: [...paths('changed'), ...paths('deleted')].slice(0, 20),
      } as const;
      return [changed, vanished].filter(({ count }) => count > 0);
    } catch (error) {
      signal.throwIfAborted();
      // Torn the second time: it changes, which is all that was asked.
      if (error instanceof TornReadError) {
        return [{ kind: 'changed-while-read', count: 1, paths: error.inPath === null ? [] : [error.inPath] }];
      }
      throw new TreeError(tree.name, error);
    } finally {
      await rm(again, { force: true });
    }
  }

  return { read, changedSince };
}

/**
 * Links the archive of the backup before where it holds the same, so that it is stored once.
 * @returns the tree as the manifest has it
 */
export async function storedTree(
  store: Pick<Store, 'linkUnchanged'>,
  draft: Draft,
  done: ReadTree,
  previous: Manifest | null,
): Promise<Tree> {
  const { tree, read, archiveFile, listFile } = done;
  const base = {
    kind: tree.kind,
    name: tree.name,
    composeKey: tree.composeKey,
    driver: tree.driver,
    options: { ...tree.options },
    labels: { ...tree.labels },
    mountedBy: tree.mountedBy.map((mount) => ({ ...mount })),
    consistency: done.consistency,
    list: { file: listFile, ...read.list },
    listSha256: read.listSha256,
    tarBytes: read.tarBytes,
    dataBytes: read.dataBytes,
    counts: read.counts,
    warnings: done.warnings.map((warning) => ({ ...warning, paths: [...warning.paths] })),
    snapshot: done.snapshot,
  };
  const archive = read.archive === null ? null : { file: archiveFile, ...read.archive };
  const before = previous?.trees.find(({ kind, name }) => kind === tree.kind && name === tree.name);
  const isSame = before?.listSha256 === read.listSha256 && before.tarBytes === read.tarBytes;
  if (previous !== null && before?.archive && isSame && archive !== null) {
    if (await store.linkUnchanged(draft, archiveFile, previous, before.archive)) {
      return { ...base, archive: { ...before.archive, file: archiveFile }, sameAs: previous.id };
    }
  }
  return { ...base, archive, sameAs: null };
}
