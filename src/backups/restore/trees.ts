import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError, type EngineStorage, type HelperMount } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import {
  type ArchiveWorks,
  type Key,
  NoSpaceError,
  type RunOptions,
  type TreeDiff,
  type TreeRead,
} from '../archive/types.ts';
import type { Manifest, Tree } from '../manifest.ts';
import { withMounted } from '../mounted.ts';
import type { Store } from '../store/types.ts';

/** Where helpers have what they are for. */
const MOUNTED_AT = '/vol';
const EMPTY_SCRIPT = `cd ${MOUNTED_AT} && rm -rf -- ..?* .[!.]* *`;
const FLUSH_SCRIPT = `sync -f ${MOUNTED_AT} || sync`;
/** Large trees take their time to be deleted, and to be brought to the disk. */
const LONG_DEADLINE_MS = 30 * 60_000;

/** What can be read from or written to: a volume, or a folder of the Engine's host. */
export type Place = Pick<Tree, 'kind' | 'name'>;

export interface RunWith {
  readonly signal: AbortSignal;
  readonly onProgress?: NonNullable<RunOptions['onProgress']>;
}

/** A list that was just made of a tree. */
export interface FreshList {
  readonly read: TreeRead;
  readonly path: string;
}

/** Trees of the Engine, reached through helpers of one operation. */
export interface Trees {
  exists(place: Place, signal: AbortSignal): Promise<boolean>;
  /** A list file of what is there now. */
  list(place: Place, options: RunWith): Promise<FreshList>;
  /** Everything in it is removed, its root stays. */
  empty(place: Place, signal: AbortSignal): Promise<void>;
  /** Archive → tree; `only`: these paths, nothing else is touched. */
  write(place: Place, from: Stored, only: readonly string[], options: RunWith): Promise<void>;
  /** What was written is on the disk: a loss of power must not leave less than what the journal says. */
  flush(place: Place, signal: AbortSignal): Promise<void>;
  read<T>(place: Place, work: (container: string, path: string) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** What would have to be done to `current` to make it what is stored. */
  difference(current: FreshList | null, stored: Stored, signal: AbortSignal): Promise<TreeDiff>;
  /** A folder of the operation's own for lists and other small files; removed by `cleanUp`. */
  folder(): Promise<string>;
  /** Helpers, scratch volumes and files of this operation. */
  cleanUp(signal: AbortSignal): Promise<void>;
}

/** A tree in a backup. */
export interface Stored {
  readonly manifest: Manifest;
  readonly tree: Tree;
  readonly key: Key;
}

export function createTrees(deps: {
  readonly operation: string;
  readonly storage: EngineStorage;
  readonly works: ArchiveWorks;
  readonly store: Store;
  readonly dataDir: string;
  readonly log: Log;
}): Trees {
  const { operation, storage, works, store } = deps;
  const ownFolder = join(deps.dataDir, 'restore', operation);
  let lists = 0;

  const mountOf = ({ kind, name }: Place, readOnly: boolean): HelperMount => ({
    type: kind === 'volume' ? 'volume' : 'bind',
    source: name,
    target: MOUNTED_AT,
    readOnly,
  });

  function withHelper<T>(
    place: Place,
    readOnly: boolean,
    work: (container: string, path: string) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const mount = mountOf(place, readOnly);
    return withMounted(deps, { operation, mount, signal }, (container) => work(container, MOUNTED_AT));
  }

  async function exists(place: Place, signal: AbortSignal): Promise<boolean> {
    if (place.kind === 'volume') return (await storage.volume(place.name, { signal })) !== null;
    // Only the Engine sees its host: a bind of what is not there is refused.
    try {
      await withHelper(place, true, async () => undefined, signal);
      return true;
    } catch (error) {
      if (error instanceof EngineError && error.statusCode === 400) return false;
      throw error;
    }
  }

  async function folder(): Promise<string> {
    await mkdir(ownFolder, { recursive: true, mode: 0o700 });
    return ownFolder;
  }

  async function list(place: Place, options: RunWith): Promise<FreshList> {
    const path = join(await folder(), `list-${++lists}`);
    await rm(path, { force: true });
    const read = await withHelper(
      place,
      true,
      (container, at) => works.listTree({ container, path: at, listFile: path, key: null }, options),
      options.signal,
    );
    return { read, path };
  }

  function runIn(place: Place, script: string, capabilities: readonly string[], signal: AbortSignal) {
    return storage.runHelper(
      {
        operation,
        image: 'tool',
        mounts: [mountOf(place, false)],
        argv: ['/bin/sh', '-c', script],
        capabilities,
      },
      { signal, deadlineMs: LONG_DEADLINE_MS },
    );
  }

  async function empty(place: Place, signal: AbortSignal): Promise<void> {
    const end = await runIn(place, EMPTY_SCRIPT, ['DAC_OVERRIDE', 'FOWNER'], signal);
    if (end.exitCode === 0) return;
    const params = { tree: place.name, problem: end.output.trim().slice(-200) };
    throw new UserError('backups-restore-not-emptied', params);
  }

  async function flush(place: Place, signal: AbortSignal): Promise<void> {
    const end = await runIn(place, FLUSH_SCRIPT, [], signal);
    if (end.exitCode !== 0) throw new Error(`${place.name} was not flushed: ${end.output.trim().slice(-200)}`);
  }

  async function write(place: Place, from: Stored, only: readonly string[], options: RunWith): Promise<void> {
    const { manifest, tree, key } = from;
    const stored = tree.archive;
    if (stored === null) throw new UserError('backups-restore-no-archive', { tree: tree.name });
    const archive = store.pathOf(manifest, stored);
    try {
      await withHelper(
        place,
        false,
        (container, path) =>
          works.writeTree({ container, path, archive, key, ...(only.length === 0 ? {} : { only }) }, options),
        options.signal,
      );
    } catch (error) {
      throw isFull(error) ? new NoSpaceError('volume') : error;
    }
  }

  async function difference(current: FreshList | null, stored: Stored, signal: AbortSignal): Promise<TreeDiff> {
    const { manifest, tree, key } = stored;
    const wanted = store.pathOf(manifest, tree.list);
    return works.compare(
      {
        current: current === null ? null : { path: current.path, sha256: null, key: null },
        wanted: { path: wanted.path, sha256: wanted.sha256, key },
      },
      { signal },
    );
  }

  async function cleanUp(signal: AbortSignal): Promise<void> {
    await storage.reap((other) => other !== operation, { signal });
    await rm(ownFolder, { recursive: true, force: true });
  }

  return {
    exists,
    list,
    empty,
    write,
    flush,
    read: (place, work, signal) => withHelper(place, true, work, signal),
    difference,
    folder,
    cleanUp,
  };
}

/** The Engine says it in the words of the system. */
function isFull(error: unknown): boolean {
  return error instanceof EngineError && /no space left on device|disk quota exceeded/i.test(error.reason);
}

/** How many entries would have to change. Times of folders do not count. */
export function differs(diff: TreeDiff): boolean {
  return diff.added + diff.changed + diff.deleted > 0;
}
