export type { CheckDefinition, CheckKind, CheckResult, Checks, Reason, RunAllOptions } from './types.ts';
