import type { EngineAccess } from './engine-connection.ts';

/** What every job gets beside its order. */
export interface Running {
  readonly signal: AbortSignal;
  /** How many bytes of tar went by. */
  progress(doneBytes: number): void;
}

export interface RunningOnEngine extends Running {
  readonly engine: EngineAccess;
}
