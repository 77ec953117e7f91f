import { createHash } from 'node:crypto';
import type { EngineStorage, HelperMount } from '../../docker/index.ts';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { DamagedArchiveError, NoSpaceError } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import {
  backupArguments,
  forgetArguments,
  MANIFEST_TAG,
  restoreArguments,
  snapshotsArguments,
  TAG,
} from './arguments.ts';
import { runInHelper } from './helper.ts';
import { readBackupOutput, readLock, readSnapshots, type Snapshot } from './output.ts';
import { asUserError, ResticError } from './problem.ts';
import { dumpFile, runProgram } from './program.ts';
import { repositoryOf } from './repository.ts';

export interface ResticDeps {
  readonly repository: string;
  readonly password: string;
  readonly credentials: Readonly<Record<string, string>>;
  readonly storage: EngineStorage;
  /** Tells locks of this bot's helpers from those of others. */
  readonly owner: string;
  readonly mask: (text: string) => string;
  readonly log: Log;
}

/**
 * The repository. Data go in and out through helpers, in the form that they have in the volume; what is about the whole
 * of it is done by this machine's restic. Everything throws UserError for what a person can mend (unreachable, wrong
 * password, locked), NoSpaceError, EngineError, or the signal's reason.
 */
export interface Restic {
  /** Makes the repository where there is none. */
  prepare(signal: AbortSignal): Promise<void>;
  /** Tree → snapshot. Any file that could not be read is an error, and no snapshot. */
  backUp(job: {
    readonly operation: string;
    readonly mount: HelperMount;
    readonly tags: readonly string[];
    readonly host: string;
    readonly parent: string | null;
    readonly signal: AbortSignal;
    readonly onProgress: (doneBytes: number) => void;
  }): Promise<string>;
  /** Snapshot → an empty volume, in which the tree then lies at `vol`. @throws DamagedArchiveError too */
  restore(job: {
    readonly operation: string;
    readonly snapshot: string;
    readonly volume: string;
    readonly name: string;
    readonly signal: AbortSignal;
  }): Promise<void>;
  /** One file of a tree. @throws TooLargeError too */
  file(snapshot: string, path: string, maxBytes: number): Promise<Buffer>;
  /** What lies in the local store of a backup: kept, so that the repository alone is enough. */
  keepManifest(folder: string, manifest: Pick<Manifest, 'id' | 'set' | 'engine'>): Promise<void>;
  manifests(): Promise<Snapshot[]>;
  bringManifest(snapshot: string, target: string): Promise<void>;
  /** Everything of a backup. @param prune also what only it needed */
  forget(backup: string, prune: boolean): Promise<void>;
}

/** What reading any file of any owner takes. */
const READING = ['DAC_READ_SEARCH'];
const WRITING = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'MKNOD', 'SETFCAP'];

export function createRestic(deps: ResticDeps): Restic {
  const { storage, mask, log } = deps;
  const repository = repositoryOf(deps.repository);
  const hostname = `vakhta-${createHash('sha256').update(deps.owner).digest('hex').slice(0, 12)}`;
  const env = { ...deps.credentials, RESTIC_REPOSITORY: deps.repository, RESTIC_PASSWORD: deps.password };
  let helpers = 0;

  const program = (argv: readonly string[], options: Parameters<typeof runProgram>[2] = {}) =>
    worded(() => runProgram(argv, env, options));

  async function inHelper(run: Omit<Parameters<typeof runInHelper>[2], 'signal'> & { readonly signal: AbortSignal }) {
    helpers += 1;
    try {
      return await runInHelper({ storage, log }, { repository, env, hostname }, run);
    } finally {
      helpers -= 1;
    }
  }

  async function worded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ResticError)) throw error;
      if (error.kind === 'no-space') throw new NoSpaceError('store');
      throw asUserError(error, mask);
    }
  }

  /** What changes the repository needs it for itself: locks of processes that are over are taken away. */
  async function alone(argv: readonly string[]): Promise<void> {
    const startedAt = Date.now();
    try {
      await runProgram(argv, env);
    } catch (error) {
      if (!(error instanceof ResticError) || error.kind !== 'locked') throw error;
      await unlock(startedAt);
      await runProgram(argv, env);
    }
  }

  /** restic knows those of processes of this machine; helpers of a bot that was killed are gone, and their locks are not. */
  async function unlock(before: number): Promise<void> {
    await runProgram(['unlock', '--no-cache'], env);
    if (helpers > 0) return;
    const ids = (await runProgram(['list', 'locks', '--no-lock', '--no-cache'], env)).split(/\s+/).filter(Boolean);
    const locks = await Promise.all(
      ids.map(async (id) => readLock(await runProgram(['cat', 'lock', id, '--no-lock', '--no-cache'], env))),
    );
    if (!locks.every((lock) => lock?.hostname === hostname && Date.parse(lock.time) < before)) return;
    if (locks.length > 0) await runProgram(['unlock', '--remove-all', '--no-cache'], env);
  }

  const list = (tags: readonly string[]) => program(snapshotsArguments(tags)).then(readSnapshots);

  return {
    prepare: (signal) =>
      worded(async () => {
        try {
          await runProgram(['cat', 'config', '--no-lock', '--no-cache'], env, { signal });
        } catch (error) {
          if (!(error instanceof ResticError) || error.kind !== 'no-repository') throw error;
          await runProgram(['init', '--no-cache'], env, { signal });
        }
      }),
    backUp: ({ operation, mount, tags, host, parent, signal, onProgress }) =>
      worded(async () => {
        const argv = backupArguments({ path: mount.target, tags: [TAG, ...tags], host, parent });
        const onOutput = (output: string) => onProgress(readBackupOutput(output).doneBytes);
        const run = { operation, argv, mounts: [mount], capabilities: READING, signal, onOutput };
        const { snapshot, said } = readBackupOutput(await inHelper(run));
        if (snapshot === null) throw new ResticError('other', said === '' ? 'no snapshot was made' : said);
        return snapshot;
      }),
    restore: ({ operation, snapshot, volume, name, signal }) =>
      worded(async () => {
        const mounts = [{ type: 'volume', source: volume, target: '/scratch', readOnly: false }] as const;
        const argv = restoreArguments(snapshot, '/scratch');
        try {
          await inHelper({ operation, argv, mounts, capabilities: WRITING, signal });
        } catch (error) {
          if (!(error instanceof ResticError)) throw error;
          log.warn({ snapshot, said: mask(error.said.slice(-2000)) }, 'a snapshot could not be restored');
          if (error.kind === 'no-space') throw new NoSpaceError('volume');
          if (error.kind !== 'other') throw error;
          throw Object.assign(new DamagedArchiveError({ kind: 'not-decodable', name }), { cause: error });
        }
      }),
    // Of a tree that is a single file, that file.
    file: (snapshot, path, maxBytes) =>
      worded(() => dumpFile(snapshot, path === '' ? '/vol' : `/vol/${path}`, env, maxBytes)),
    async keepManifest(folder, { id, set, engine }) {
      const tags = [MANIFEST_TAG, id, set];
      const argv = backupArguments({ path: folder, tags, host: engine, parent: null });
      const { snapshot } = readBackupOutput(await program(argv));
      if (snapshot === null) throw new Error('restic made no snapshot of a manifest');
    },
    manifests: () => list([MANIFEST_TAG]),
    bringManifest: (snapshot, target) => program(restoreArguments(snapshot, target)).then(() => undefined),
    async forget(backup, prune) {
      const [data, manifests] = [await list([TAG, backup]), await list([MANIFEST_TAG, backup])];
      const ids = [...data, ...manifests].map(({ id }) => id);
      if (ids.length > 0) await worded(() => alone(forgetArguments(ids, prune)));
    },
  };
}

/** For the end of something that failed: what is left over counts for nothing, and a later forgetting takes it. */
export async function forgetQuietly(restic: Restic, backup: string, log: Log): Promise<void> {
  await restic.forget(backup, false).catch((error: unknown) => {
    log.warn({ backup, reason: messageOf(error) }, 'snapshots of a backup that failed could not be forgotten');
  });
}
