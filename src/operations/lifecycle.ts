/** A person took the operation back. */
export class CancelledError extends Error {
  constructor() {
    super('cancelled by a person');
    this.name = 'CancelledError';
  }
}

/** The process is ending; what is under way is left for recovery at the next start. */
export class StoppingError extends Error {
  constructor() {
    super('the process is stopping');
    this.name = 'StoppingError';
  }
}

/** Another operation took over what was being watched. */
export class OvertakenError extends Error {
  constructor() {
    super('another operation on the same target began');
    this.name = 'OvertakenError';
  }
}

/**
 * Resolves after `ms` or when `wake` does; rejects with the signal's reason once it aborts.
 * A rejected `wake` counts as a wake: whoever sleeps looks again.
 */
export function pause(ms: number, signal: AbortSignal, wake?: Promise<void>): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      end();
    };
    const onAbort = () => finish(() => reject(signal.reason));
    const timer = setTimeout(() => finish(resolve), ms);
    signal.addEventListener('abort', onAbort, { once: true });
    const onWake = () => finish(resolve);
    wake?.then(onWake, onWake);
  });
}

/** From `start` to `stop` new work is taken; from `halt` on nothing may be written any more. */
export function createLifecycle() {
  let state: 'new' | 'running' | 'stopping' | 'halted' = 'new';
  let controller = new AbortController();
  return {
    accepting: () => state === 'running',
    halted: () => state === 'halted',
    throwIfHalted(): void {
      if (state === 'halted') throw new StoppingError();
    },
    get signal() {
      return controller.signal;
    },
    start(): void {
      if (state !== 'new') throw new Error('started twice');
      controller = new AbortController();
      state = 'running';
    },
    stop(): void {
      if (state !== 'halted') state = 'stopping';
      controller.abort(new StoppingError());
    },
    halt(): void {
      state = 'halted';
    },
  };
}
