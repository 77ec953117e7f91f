/** Putting back what a backup holds: the dry run that says what it would do, and the restore with its way back. */
export { createDryRunKind } from './dry-run-kind.ts';
export { createDryRuns, type DryRuns } from './dry-runs-store.ts';
export { createRestoreKind } from './restore-kind.ts';
