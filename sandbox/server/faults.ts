/** Ways in which the way to Telegram can fail. */
export type FaultKind = '429' | '500' | '502' | 'hang' | 'cut-before' | 'cut-after' | 'outage' | '404';

export interface Fault {
  readonly id: number;
  readonly kind: FaultKind;
  /** Exact method name; every method but getUpdates when it is left out, and getUpdates too for an outage. */
  readonly method?: string;
  /** How many calls are still to fail; left out: until the fault is cleared. */
  times?: number;
  /** Seconds that a 429 asks to wait. */
  readonly retryAfter: number;
  /** UTC milliseconds: an outage ends by itself. */
  readonly until?: number;
}

export interface NewFault {
  readonly kind: FaultKind;
  readonly method?: string;
  readonly times?: number;
  readonly seconds?: number;
  readonly retryAfter?: number;
}

export interface Faults {
  add(fault: NewFault): Fault;
  clear(): void;
  /** Those that still have an effect, with the seconds that are left of an outage. */
  list(): readonly (Fault & { readonly seconds?: number })[];
  /** The fault that hits this call, counted down; null when the call goes through. */
  next(method: string): Fault | null;
}

export function createFaults(now: () => number): Faults {
  let faults: Fault[] = [];
  let counter = 0;

  const live = () => faults.filter((fault) => (fault.until === undefined || now() < fault.until) && fault.times !== 0);

  return {
    add(given) {
      counter += 1;
      const fault: Fault = {
        id: counter,
        kind: given.kind,
        retryAfter: given.retryAfter ?? 1,
        ...(given.method === undefined ? {} : { method: given.method }),
        ...(given.times === undefined ? {} : { times: given.times }),
        ...(given.seconds === undefined ? {} : { until: now() + given.seconds * 1000 }),
      };
      faults.push(fault);
      return fault;
    },
    clear() {
      faults = [];
    },
    list() {
      faults = live();
      return faults.map((fault) =>
        fault.until === undefined ? fault : { ...fault, seconds: Math.ceil((fault.until - now()) / 1000) },
      );
    },
    next(method) {
      const fault = live().find((one) =>
        one.method === undefined ? one.kind === 'outage' || method !== 'getUpdates' : one.method === method,
      );
      if (fault === undefined) return null;
      if (fault.times !== undefined) fault.times -= 1;
      return fault;
    },
  };
}

export const FAULT_KINDS: readonly FaultKind[] = [
  '429',
  '500',
  '502',
  'hang',
  'cut-before',
  'cut-after',
  'outage',
  '404',
];
