export type * from './disk-types.ts';
export { createDocker, type DockerDeps } from './docker.ts';
export { EngineError } from './engine-error.ts';
export type * from './event-types.ts';
export { exitCodeMeaning } from './exit-code.ts';
export { isLive } from './inventory.ts';
export { ENGINE, isInScope, projectOf, serviceKey, serviceOf } from './labels.ts';
export { toEngineError } from './transport.ts';
export type * from './types.ts';
