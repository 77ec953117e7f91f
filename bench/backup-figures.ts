/** What bench/backup.ts asks of bench/backup-jobs.ts. */
export interface Jobs {
  readonly socketPath: string;
  /** Helpers that were never started, with the tree at /vol. */
  readonly source: string;
  readonly target: string;
  readonly archiveFile: string;
  readonly listFile: string;
  readonly level: number;
}

/** … and what it answers. */
export interface JobFigures {
  readonly tarBytes: number;
  readonly archiveBytes: number;
  readonly problems: number;
  readonly createMs: number;
  readonly verifyMs: number;
  readonly writeMs: number;
  readonly idleMiB: number;
  /** Of the whole process so far, after each. */
  readonly peakMiB: { readonly create: number; readonly verify: number; readonly write: number };
}

export function isJobs(value: unknown): value is Jobs {
  return typeof value === 'object' && value !== null && 'socketPath' in value && 'level' in value;
}
