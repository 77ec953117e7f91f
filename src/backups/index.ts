/** Backups that are proven: what is backed up together, making, verifying, drilling and restoring it, and what is kept. */
export { type ArchiveWorks, NoSpaceError, PROBLEM_KINDS } from './archive/types.ts';
export { CONSISTENCIES, type Consistency, type Manifest, WARNING_KINDS } from './manifest.ts';
export type { BackupParts, CheckResult, Pruned } from './parts.ts';
export type { Proof } from './proof/proof.ts';
export type {
  BackupPlan,
  Backups,
  BackupWarning,
  DryRun,
  RetentionPlan,
  RetentionReason,
} from './room.ts';
export type { BackupSet, During, SetService, Sets, SetTree, Skipped } from './sets/types.ts';
export { MANIFEST_DAMAGES, type ManifestDamage, type OpenedManifest, type Store } from './store/types.ts';
export { ENTRY_TYPES, type Entry, entrySchema } from './tar/entry.ts';
export type * from './types.ts';
