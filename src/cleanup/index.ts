/** What takes the host's space, what may go, and the operation that frees it. */
export { type Cleanup, type CleanupOptions, createCleanup } from './cleanup.ts';
export { bytesOf } from './log-files.ts';
export { logLimitOverride, unlimitedProjects, unlimitedServices } from './log-limit.ts';
export { isOfOpenIncident } from './needed.ts';
export { type CleanupItem, type CleanupParams, paramsFor } from './params.ts';
export { type Choice, type CleanupPlan, itemReference, planCleanup } from './plan.ts';
export {
  type ContainerLog,
  type DfRow,
  GROUP_OF,
  GROUPS,
  type Group,
  type Growth,
  type Inventory,
  type Item,
  type ItemKind,
  OWN_PARTS,
  type OwnPart,
  type Verdict,
  type WarningKind,
} from './types.ts';
