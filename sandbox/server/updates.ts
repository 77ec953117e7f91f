import type { Update } from '@grammyjs/types';
import { refused } from './refusal.ts';

export type UpdateKind = Exclude<keyof Update, 'update_id'>;
export type UpdateBody = { readonly [Kind in UpdateKind]?: unknown };
export type SentUpdate = UpdateBody & { readonly update_id: number };

/** Kinds that a bot receives only when it names them in `allowed_updates`. */
const OPT_IN: readonly string[] = ['chat_member', 'message_reaction', 'message_reaction_count'];

export interface PollOptions {
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  readonly allowed_updates?: readonly string[] | undefined;
}

export interface Webhook {
  readonly url: string;
  readonly secretToken: string | undefined;
  lastError: { readonly at: number; readonly message: string } | null;
}

export interface UpdateQueue {
  /** Queues an update; false when the bot did not ask for this kind. */
  push(body: UpdateBody): boolean;
  /** Long polling, at least once: an update is kept until a later call's `offset` is beyond it. */
  poll(options: PollOptions, signal: AbortSignal): Promise<readonly SentUpdate[]>;
  setWebhook(webhook: Webhook | null, options: { allowed?: readonly string[] | undefined; drop: boolean }): void;
  webhook(): Webhook | null;
  allowed(): readonly string[] | null;
  pending(): readonly SentUpdate[];
  close(): void;
}

interface Waiting {
  readonly wake: () => void;
  readonly terminate: () => void;
}

export function createUpdateQueue(now: () => number): UpdateQueue {
  let queue: SentUpdate[] = [];
  let nextId = 100_000_001;
  let allowed: readonly string[] | null = null;
  let waiting: Waiting | null = null;
  let hook: Webhook | null = null;
  let delivering = false;
  let closed = false;

  function wants(kind: string): boolean {
    if (allowed === null || allowed.length === 0) return !OPT_IN.includes(kind);
    return allowed.includes(kind);
  }

  function push(body: UpdateBody): boolean {
    if (!Object.keys(body).some(wants)) return false;
    queue.push({ update_id: nextId, ...body });
    nextId += 1;
    waiting?.wake();
    void deliver();
    return true;
  }

  function confirm(offset: number): void {
    if (offset < 0) queue = queue.slice(offset);
    else queue = queue.filter((update) => update.update_id >= offset);
  }

  async function poll(options: PollOptions, signal: AbortSignal): Promise<readonly SentUpdate[]> {
    if (hook !== null) {
      throw refused(
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    waiting?.terminate();
    if (options.allowed_updates !== undefined) allowed = options.allowed_updates;
    if (options.offset !== undefined && options.offset !== 0) confirm(options.offset);
    const timeout = Math.min(options.timeout ?? 0, 50) * 1000;
    if (queue.length === 0 && timeout > 0 && !closed) await untilWoken(timeout, signal);
    return queue.slice(0, options.limit ?? 100);
  }

  function untilWoken(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', woken);
        if (waiting === self) waiting = null;
        settle();
      };
      const woken = () => finish(resolve);
      const self: Waiting = {
        wake: woken,
        terminate: () =>
          finish(() =>
            reject(
              refused(
                'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
              ),
            ),
          ),
      };
      const timer = setTimeout(woken, timeoutMs);
      signal.addEventListener('abort', woken, { once: true });
      waiting = self;
    });
  }

  /** One request at a time and in order, repeated with a growing pause while the bot does not answer 2xx. */
  async function deliver(): Promise<void> {
    if (delivering) return;
    delivering = true;
    let pauseMs = 250;
    while (hook !== null && !closed) {
      const [update] = queue;
      if (update === undefined) break;
      const target = hook;
      const problem = await post(target, update);
      if (problem === null) {
        queue = queue.filter((one) => one.update_id !== update.update_id);
        pauseMs = 250;
        continue;
      }
      target.lastError = { at: now(), message: problem };
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(pauseMs * 2, 5000);
    }
    delivering = false;
  }

  return {
    push,
    poll,
    setWebhook(webhook, options) {
      hook = webhook;
      if (options.allowed !== undefined) allowed = options.allowed;
      if (options.drop) queue = [];
      if (webhook !== null) {
        waiting?.terminate();
        void deliver();
      }
    },
    webhook: () => hook,
    allowed: () => allowed,
    pending: () => queue,
    close() {
      closed = true;
      waiting?.wake();
    },
  };
}

async function post(webhook: Webhook, update: SentUpdate): Promise<string | null> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (webhook.secretToken !== undefined) headers['x-telegram-bot-api-secret-token'] = webhook.secretToken;
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      headers,
      body: JSON.stringify(update),
      signal: AbortSignal.timeout(60_000),
    });
    await response.arrayBuffer();
    return response.ok ? null : `Wrong response from the webhook: ${response.status} ${response.statusText}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
