import { refused } from './refusal.ts';

export interface CallbackAnswer {
  readonly text: string | undefined;
  readonly showAlert: boolean;
  readonly url: string | undefined;
}

export interface PendingCallback {
  readonly id: string;
  readonly person: number;
  readonly chat: number;
  readonly messageId: number;
  readonly data: string;
  /** UTC milliseconds. */
  readonly tappedAt: number;
  answer: CallbackAnswer | null;
}

export interface Callbacks {
  tap(tap: Omit<PendingCallback, 'id' | 'tappedAt' | 'answer'>): PendingCallback;
  /** Once, and before the deadline; refused otherwise, as Telegram does. */
  answer(id: string, answer: CallbackAnswer): PendingCallback;
  /** A query that the person tapped less than 15 seconds ago, which is what an ephemeral message needs. */
  fresh(id: string, person: number): boolean;
  list(): readonly PendingCallback[];
}

/** Undocumented; reports say 10 to 15 seconds and more. The strict end is the useful one in a test. */
export const ANSWER_DEADLINE_MS = 15_000;

export function createCallbacks(now: () => number): Callbacks {
  const queries = new Map<string, PendingCallback>();
  let counter = 0;
  const tooOld = () => refused('Bad Request: query is too old and response timeout expired or query ID is invalid');
  return {
    tap(tap) {
      counter += 1;
      // As long as Telegram's own, which do not fit a 32-bit or a double-precision number.
      const query = { ...tap, id: `43${String(counter).padStart(16, '0')}`, tappedAt: now(), answer: null };
      queries.set(query.id, query);
      return query;
    },
    answer(id, answer) {
      const query = queries.get(id);
      if (query === undefined || query.answer !== null || now() - query.tappedAt > ANSWER_DEADLINE_MS) throw tooOld();
      query.answer = answer;
      return query;
    },
    fresh(id, person) {
      const query = queries.get(id);
      return query !== undefined && query.person === person && now() - query.tappedAt <= 15_000;
    },
    list: () => [...queries.values()],
  };
}
