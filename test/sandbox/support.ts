import { beforeEach } from 'vitest';
import { connectPhone, createSandbox, type Phone, type Sandbox } from '../../sandbox/index.ts';

export const ANNA = 1001;
export const BEN = 1002;
export const MALLORY = 1999;
export const ON_CALL = -1001000000001;
export const INCIDENTS = 2;
export const OPS = -2001;

export const withAnna = { person: ANNA, chat: ANNA } as const;

export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
}

export interface Running {
  readonly sandbox: Sandbox;
  readonly phone: Phone;
  /** A raw Bot API call, as any client makes it. */
  call(method: string, args?: object): Promise<Answer>;
  /** Like `call`, and fails unless the answer is ok; the result. */
  result<T = Record<string, unknown>>(method: string, args?: object): Promise<T>;
  now: { ms: number };
}

/** A fresh sandbox for each test, with a clock that the test moves, and Anna's chat started. */
export function useSandbox(): Running {
  const running: { sandbox?: Sandbox; phone?: Phone } = {};
  const now = { ms: 0 };

  beforeEach(async () => {
    now.ms = Date.UTC(2026, 0, 5, 3, 0, 0);
    const sandbox = await createSandbox({ now: () => now.ms });
    const phone = await connectPhone(sandbox.url);
    Object.assign(running, { sandbox, phone });
    await phone.start(ANNA);
    await call('getUpdates', { offset: -1 });
    await call('getUpdates', { offset: 200_000_000 });
    return async () => {
      phone.close();
      await sandbox.close();
    };
  });

  function started(): { sandbox: Sandbox; phone: Phone } {
    if (running.sandbox === undefined || running.phone === undefined) throw new Error('the sandbox is not up');
    return { sandbox: running.sandbox, phone: running.phone };
  }

  async function call(method: string, args: object = {}): Promise<Answer> {
    const { sandbox } = started();
    const response = await fetch(`${sandbox.url}/bot${sandbox.token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
  }

  return {
    now,
    call,
    async result<T>(method: string, args: object = {}): Promise<T> {
      const answer = await call(method, args);
      if (!answer.ok) throw new Error(`${method}: ${answer.description}`);
      return answer.result as T;
    },
    get sandbox() {
      return started().sandbox;
    },
    get phone() {
      return started().phone;
    },
  };
}
