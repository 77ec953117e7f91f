import type { UnreachableCause } from './types.ts';

/** A call to the Engine failed. `statusCode` is null when the Engine gave no answer at all. */
export class EngineError extends Error {
  readonly statusCode: number | null;
  /** The Engine's own sentence, or why it could not be reached. */
  readonly reason: string;
  /** Set when the Engine itself could not be reached, rather than having refused this call. */
  readonly unreachable: UnreachableCause | null;

  constructor(statusCode: number | null, reason: string, unreachable: UnreachableCause | null, options?: ErrorOptions) {
    super(statusCode === null ? `Docker: ${reason}` : `Docker answered ${statusCode}: ${reason}`, options);
    this.name = 'EngineError';
    this.statusCode = statusCode;
    this.reason = reason;
    this.unreachable = unreachable;
  }
}
