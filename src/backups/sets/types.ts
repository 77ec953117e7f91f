import type { Reason } from '../../operations/index.ts';
import type { ServiceRecord } from '../manifest.ts';

/** A command that runs in a container before or after its volumes are read. */
export interface Hook {
  readonly argv: readonly string[];
  readonly user: string | null;
  readonly timeoutMs: number;
  /** Keep what it prints to stdout in the backup (`pg_dump`). */
  readonly keepOutput: boolean;
}

/** What happens to a service while its volumes are read. `run`: nothing. */
export type During = 'stop' | 'pause' | 'run';

export interface SetService {
  readonly record: ServiceRecord;
  readonly during: During;
  readonly before: Hook | null;
  readonly after: Hook | null;
  /** A database that we know by its image and that nothing protects while it is read: `PostgreSQL`. */
  readonly database: string | null;
}

export interface SetTree {
  readonly kind: 'volume' | 'path';
  readonly name: string;
  readonly composeKey: string | null;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly mountedBy: readonly { readonly service: string; readonly destination: string; readonly readOnly: boolean }[];
  /** Containers of others that mount it too: they are neither stopped nor asked, so it is read live. */
  readonly foreignUsers: readonly string[];
}

/** Why something of a set is not in its backups; `backups-skip-<why>` says it in words. */
export type Skipped = {
  readonly name: string;
  readonly why: 'excluded' | 'anonymous' | 'tmpfs' | 'driver' | 'outside-roots' | 'unreadable' | 'missing';
};

export interface Probe {
  readonly service: string;
  readonly command: readonly string[] | null;
  readonly http: { readonly port: number; readonly path: string; readonly status: number } | null;
  readonly timeoutMs: number;
}

/** What is backed up together. Found anew for each use; nothing of it is kept. */
export interface BackupSet {
  readonly engine: string;
  /** The compose project, or the name that `vakhta.yaml` gives it. Unique. */
  readonly name: string;
  readonly project: string | null;
  readonly trees: readonly SetTree[];
  readonly services: readonly SetService[];
  readonly workingDir: string | null;
  readonly configPaths: readonly { readonly path: string; readonly role: 'compose' | 'env' | 'other' }[];
  readonly skipped: readonly Skipped[];
  /** What people should know: a label that says nothing, a database that nothing protects while it is read. */
  readonly warnings: readonly Reason[];
  readonly git: boolean;
  readonly logs: boolean;
  readonly probe: Probe | null;
  readonly rpoMs: number;
  readonly rtoMs: number;
}

export interface Sets {
  /** All sets, by name. @throws EngineError */
  list(): Promise<BackupSet[]>;
  /** Null when there is none of that name. @throws EngineError */
  find(name: string): Promise<BackupSet | null>;
}
