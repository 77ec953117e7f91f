/** What the phones are told as it happens; `type` says what the other fields are. */
export interface PhoneEvent {
  readonly type:
    | 'message'
    | 'edit'
    | 'delete'
    | 'callback-query'
    | 'callback-answer'
    | 'chat'
    | 'action'
    | 'reaction'
    | 'commands'
    | 'faults'
    | 'call';
  readonly [field: string]: unknown;
}

export interface SequencedEvent extends PhoneEvent {
  /** Counts from 1; also the SSE event id, so a page that reconnects misses nothing. */
  readonly seq: number;
}

export interface EventHub {
  emit(event: PhoneEvent): void;
  subscribe(listener: (event: SequencedEvent) => void): () => void;
  /** Everything after `seq`. */
  since(seq: number): readonly SequencedEvent[];
  last(): number;
}

export function createEventHub(): EventHub {
  const listeners = new Set<(event: SequencedEvent) => void>();
  const history: SequencedEvent[] = [];
  return {
    emit(event) {
      const sequenced: SequencedEvent = { ...event, seq: (history.at(-1)?.seq ?? 0) + 1 };
      history.push(sequenced);
      if (history.length > 20_000) history.splice(0, 10_000);
      for (const listener of listeners) listener(sequenced);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    since: (seq) => history.filter((event) => event.seq > seq),
    last: () => history.at(-1)?.seq ?? 0,
  };
}
