import type { ApiMethods, Opts } from '@grammyjs/types';
import type { Core } from '../core.ts';
import type { Part } from '../multipart.ts';

export type MethodName = keyof ApiMethods<string>;

/** What the request brought besides its arguments. */
export interface CallContext {
  readonly core: Core;
  /** Uploaded files, by the name that `attach://` refers to. */
  readonly files: ReadonlyMap<string, Part>;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
}

/**
 * Implementations of Bot API methods. Arguments have passed the schema that is generated from the very types that they
 * are declared with here (`InputFile` is a string: a file_id, a URL or `attach://`).
 */
export type Methods = {
  readonly [Name in MethodName]?: (args: Opts<string>[Name], context: CallContext) => unknown;
};
