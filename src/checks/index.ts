export { type AdoptedCheck, type AdoptedChecks, createAdoptedChecks } from './adopted-store.ts';
export { type ChecksOptions, createChecks } from './checks.ts';
export type { CommandChecks, CommandOutcome } from './commands.ts';
export { healthDefinition, judgeContainer } from './docker-health.ts';
export { askHttp, type HttpAnswer } from './http-request.ts';
export { type Outcome, underDeadline } from './outcome.ts';
export { createStoredReadings } from './readings-store.ts';
export {
  CHECK_KINDS,
  type CheckDefinition,
  type CheckKind,
  type CheckResult,
  type Checks,
  type Reason,
  type Target,
} from './types.ts';
