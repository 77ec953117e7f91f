/** What can be done to containers and projects: an operation kind each, and the plan that says beforehand what it will touch. */
export { createRestartKind } from './restart.ts';
export type { Masking } from './evidence.ts';
export type { RestartParams, RestartPlan } from './target.ts';
export { planRestart } from './plan.ts';
