export { EngineError } from './engine-error.ts';
export type * from './types.ts';
