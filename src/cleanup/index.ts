/** What takes the host's space, what may go, and the operation that frees it. */
export { type Cleanup, createCleanup } from './cleanup.ts';
export { bytesOf } from './log-files.ts';
export { type LimitOrigin, limitCommand, logLimitOverride, unlimitedProjects, unlimitedServices } from './log-limit.ts';
export { isOfOpenIncident } from './needed.ts';
export { paramsFor } from './params.ts';
export { type Choice, type CleanupPlan, itemReference, planCleanup } from './plan.ts';
export {
  type ContainerLog,
  GROUP_OF,
  GROUPS,
  type Group,
  type Growth,
  type Inventory,
  type Item,
} from './types.ts';
