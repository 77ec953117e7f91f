export { type ChecksOptions, createChecks } from './checks.ts';
export type { CheckDefinition, CheckKind, CheckResult, Checks, Reason, RunAllOptions } from './types.ts';
