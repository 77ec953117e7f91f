/** What can be done to containers and projects: an operation kind each, and the plan that says beforehand what it will touch. */
export { type Actions, containerKinds, createActions } from './actions.ts';
export type { Efficacy, Failure, FailureKind } from './attempts.ts';
export { createComposeCli } from './compose-cli.ts';
export type { Connected } from './connected.ts';
export { type Dependent, dependentsOf, needsOf } from './dependents.ts';
export type { Masking } from './evidence.ts';
export type { WhatHelped } from './history.ts';
export { checkLimit, composeLines, type MemoryNow, offeredLimits, parseLimit } from './memory.ts';
export { type ContainerPlan, verbsFor } from './plan.ts';
export type { ProjectParams, RecreateParams, ScaleParams } from './project-params.ts';
export {
  createProjects,
  PROJECT_VERBS,
  type ProjectPlan,
  type Projects,
  type ProjectVerb,
  type ScaleChoice,
} from './projects.ts';
export { type Target, targetIn } from './target.ts';
export { VERBS, type VerbName } from './verb.ts';
