import type { createComposeCli } from '../actions/index.ts';
import type { Clock } from '../clock.ts';
import type { BackupsConfig, Settings } from '../config/index.ts';
import type { Docker, EngineStorage } from '../docker/index.ts';
import type { Log } from '../log.ts';
import type { Masker } from '../masking/index.ts';
import type { Operation } from '../operations/index.ts';
import type { ArchiveWorks } from './archive/types.ts';
import type { BackupIndex } from './backup-index.ts';
import type { Proofs } from './proofs.ts';
import type { Materialise } from './restic/reading.ts';
import type { Restic } from './restic/restic.ts';
import type { Sets } from './sets/types.ts';
import type { Store } from './store/types.ts';

/** Of something that is asked whether it answers, after a restore. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
}

/** What every kind of operation of this room works with. */
export interface BackupParts {
  readonly docker: Docker;
  readonly storage: EngineStorage;
  readonly works: ArchiveWorks;
  readonly store: Store;
  readonly sets: Sets;
  readonly index: BackupIndex;
  readonly proofs: Proofs;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: BackupsConfig;
  readonly masking: Masker;
  readonly targets: Settings['targets'];
  /** Runs the configured checks that are about these services of a project; without any: an empty list. */
  readonly checks?: (project: string | null, services: readonly string[]) => Promise<readonly CheckResult[]>;
  /** The compose program of this machine: makes anew what a lost server or a removed container has left without one. */
  readonly compose?: ReturnType<typeof createComposeCli>;
  /** The repository of RESTIC_REPOSITORY; without one there are only backups of the local store. */
  readonly restic?: Restic;
  /** Gives trees of the repository an archive for as long as somebody reads them. */
  readonly materialise?: Materialise;
  /** When an incident began: what was written before that is what a restore on it gives back, or does not. */
  readonly failedAt?: (incident: number) => number | null;
  readonly dataDir: string;
  /** Where the host's file system is mounted, when the bot runs in a container. */
  readonly hostRoot: string | null;
  /** TZ: days, weeks and months of the retention are its. */
  readonly timeZone: string;
  /** Of Vakhta, for manifests. */
  readonly version: string;
  /** Queued, running and watching operations: what they use is not removed. */
  readonly active: () => readonly Operation[];
  /**
   * Removes what the retention lets go of, as far as nothing protects it. For the end of a good backup that a schedule
   * asked for; never throws for a backup that could not be removed (it is in the log, and tried the next time).
   */
  readonly pruneAfter: (set: string) => Promise<Pruned>;
}

/** What a pruning did. */
export interface Pruned {
  readonly removed: readonly string[];
  readonly freedBytes: number;
}
