/** One Bot API call as it happened. */
export interface Call {
  readonly seq: number;
  /** UTC milliseconds. */
  readonly at: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly ok: boolean;
  readonly error?: string;
  /** The fault that was switched on and hit this call. */
  readonly fault?: string;
  /** Whether the call took effect, also where its answer was lost. */
  readonly applied: boolean;
}

export interface CallJournal {
  record(call: Omit<Call, 'seq'>): Call;
  list(): readonly Call[];
  /** Calls that were refused, and not by a fault that was asked for: the real server would have refused them too. */
  refusals(): readonly Call[];
}

export function createCallJournal(): CallJournal {
  const calls: Call[] = [];
  return {
    record(call) {
      const recorded = { ...call, seq: (calls.at(-1)?.seq ?? 0) + 1 };
      calls.push(recorded);
      if (calls.length > 20_000) calls.splice(0, 10_000);
      return recorded;
    },
    list: () => calls,
    refusals: () => calls.filter((call) => !call.ok && call.fault === undefined),
  };
}
