export { createDocker, type DockerDeps } from './docker.ts';
export { EngineError } from './engine-error.ts';
export { exitCodeMeaning } from './exit-code.ts';
export { ENGINE, parseServiceKey, serviceKey } from './labels.ts';
export type * from './types.ts';
