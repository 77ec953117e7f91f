/** Backups that are proven: what is backed up together, making, verifying, drilling and restoring it, and what is kept. */

export { type ArchiveWorks, NoSpaceError, PROBLEM_KINDS } from './archive/types.ts';
export { createArchiveWorks } from './archive/works.ts';
export { type BackupsDeps, createBackups } from './backups.ts';
export { backupParams } from './create/params.ts';
export { CONSISTENCIES, type Consistency, type Manifest, WARNING_KINDS } from './manifest.ts';
export type { BackupParts, CheckResult, Pruned } from './parts.ts';
export type { Proof } from './proof/proof.ts';
export { createRestic } from './restic/restic.ts';
export { BACK_STEPS, LAST_STEPS, STEPS } from './restore/journal.ts';
export type {
  BackupPlan,
  Backups,
  BackupWarning,
  DryRun,
  RetentionPlan,
  RetentionReason,
} from './room.ts';
export { createSets } from './sets/sets.ts';
export type { BackupSet, During, SetService, Sets, SetTree, Skipped } from './sets/types.ts';
export { createLocalStore } from './store/local-store.ts';
export { MANIFEST_DAMAGES, type ManifestDamage, type OpenedManifest, type Store } from './store/types.ts';
export { ENTRY_TYPES, type Entry, entrySchema } from './tar/entry.ts';
export { shownPath } from './tar/shown-path.ts';
export type * from './types.ts';
