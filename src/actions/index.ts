/** What can be done to containers and projects: an operation kind each, and the plan that says beforehand what it will touch. */
export { type Actions, containerKinds, createActions } from './actions.ts';
export type { Efficacy, FailureKind } from './attempts.ts';
export { createComposeCli } from './compose-cli.ts';
export { locateFiles, originOf } from './compose-labels.ts';
export type { Connected } from './connected.ts';
export { type Dependencies, dependenciesFromLabels, startOrder } from './dependencies.ts';
export { needsInFile } from './dependents.ts';
export type { WhatHelped } from './history.ts';
export { checkLimit, composeLines, type MemoryNow, offeredLimits, parseLimit } from './memory.ts';
export { type ContainerPlan, verbsFor } from './plan.ts';
export { patiently, type Refusal, startMembers, stopMembers } from './project-effects.ts';
export { type Member, memberLabel, memberOf, memberSchema } from './project-members.ts';
export {
  createProjects,
  PROJECT_VERBS,
  type ProjectPlan,
  type Projects,
  type ProjectVerb,
} from './projects.ts';
export { type Target, targetIn } from './target.ts';
export { VERBS, type VerbName } from './verb.ts';
export { waitMsFor } from './well.ts';
