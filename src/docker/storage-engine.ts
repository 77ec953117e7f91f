import type { Log } from '../log.ts';
import type { Client, EngineRequest } from './client.ts';
import { EngineError } from './engine-error.ts';
import { asLabel, HELPER_LABEL, type Scope } from './labels.ts';
import type { CallOptions, ContainerDetail } from './types.ts';

/** On what an operation made, beside HELPER_LABEL: which bot it was, where several use one Engine. */
export const OWNER_LABEL = 'vakhta.helper.owner';

/** What the parts of storage work with. */
export interface StorageDeps {
  readonly client: Client;
  readonly scope: Scope;
  readonly log: Log;
  /** Lasting name of this bot; without it everything with HELPER_LABEL is taken for its own. */
  readonly owner?: string;
  /** HELPER_IMAGE. */
  readonly helperImage?: string;
  /** Any container, in scope or not. */
  readonly inspectAny: (id: string, options: CallOptions) => Promise<ContainerDetail | null>;
  readonly selfContainerId: (options: CallOptions) => Promise<string | null>;
}

/** For the Engine under load; creating and starting are quick otherwise. */
const CHANGE_DEADLINE_MS = 60_000;

export function labelsFor(deps: StorageDeps, operation: string): Record<string, string> {
  return {
    ...(deps.scope.onlyLabel === undefined ? {} : asLabel(deps.scope.onlyLabel)),
    ...(deps.owner === undefined ? {} : { [OWNER_LABEL]: deps.owner }),
    [HELPER_LABEL]: operation,
  };
}

/** Only what a call takes: options of the callers may carry more. */
export function callOptions(options: CallOptions = {}): CallOptions {
  return {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
  };
}

/**
 * A change that is short. It is not cut off by the signal, only not begun: of one that was cut off nobody knows
 * whether it was made, and what was made would stand there without anybody who knows its id.
 */
export async function change(client: Client, request: EngineRequest, options: CallOptions = {}): Promise<unknown> {
  options.signal?.throwIfAborted();
  const deadlineMs = options.deadlineMs ?? CHANGE_DEADLINE_MS;
  return client.call({ pool: 'long', method: 'POST', ...request, deadlineMs });
}

/** Null for what does not exist. */
export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof EngineError && error.statusCode === 404) return null;
    throw error;
  }
}

export const at = (...parts: readonly string[]): string => `/${parts.map(encodeURIComponent).join('/')}`;

/** Runs something that reads a stream: the deadline is for the whole of it, not only for the answer's headers. */
export async function within<T>(
  options: CallOptions,
  defaultMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadlineMs = options.deadlineMs ?? defaultMs;
  const deadline = new AbortController();
  const late = new EngineError(null, `not finished within ${deadlineMs / 1000} s`, null);
  const timer = setTimeout(() => deadline.abort(late), deadlineMs);
  const signal = options.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, options.signal]);
  try {
    return await run(signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
