import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Ask } from './sources.ts';
import {
  type ContainersEvidence,
  EVIDENCE_SOURCES,
  type Evidence,
  type EvidenceBySource,
  type EvidenceSource,
  type EvidenceState,
} from './types.ts';

/** Longer than this and the line says that its source is slow; the answer is still awaited. */
export const SLOW_MS = 2_000;
/** A source that gives partial answers does not redraw the message for each. */
const PARTIAL_EVERY_MS = 500;

export interface Answered {
  readonly state: EvidenceState;
  readonly data?: Evidence;
  readonly reason?: string;
}

export interface CollectorOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** How to ask each source, for one draft. */
  sources(): { readonly [S in EvidenceSource]: Ask };
  /** The containers as they were last seen, without asking; null: never seen. */
  lastContainers(): ContainersEvidence | null;
  evidence(draftId: string): EvidenceBySource;
  /** Stores an answer. */
  store(draftId: string, source: EvidenceSource, answered: Answered): void;
}

export interface Collector {
  collect(draftId: string): void;
  /** Nothing is stored from now on. */
  stop(): void;
  idle(): Promise<void>;
}

/** Asks all sources of a draft at once; none holds up another, nothing throws. */
export function createCollector(options: CollectorOptions): Collector {
  const underWay = new Map<string, Promise<void>>();
  let stopped = false;

  function collect(draftId: string): void {
    if (stopped || underWay.has(draftId)) return;
    const rows = options.evidence(draftId);
    const asked = EVIDENCE_SOURCES.filter(
      (source) => rows[source].state === 'pending' || rows[source].state === 'slow',
    );
    if (asked.length === 0) return;
    if (rows.containers.state === 'pending' && rows.containers.data === null) saveLastPicture(draftId);
    const sources = options.sources();
    const all = Promise.all(asked.map((source) => ask(draftId, source, sources[source])));
    underWay.set(
      draftId,
      all.then(() => {
        underWay.delete(draftId);
      }),
    );
  }

  /** Before `collect` returns: an Accept may come before the first answer, and must not open with nothing. */
  function saveLastPicture(draftId: string): void {
    try {
      const data = options.lastContainers();
      if (data !== null) options.store(draftId, 'containers', { state: 'pending', data });
    } catch (error) {
      options.log.error({ draft: draftId, reason: messageOf(error) }, 'The last picture could not be stored.');
    }
  }

  async function ask(draftId: string, source: EvidenceSource, question: Ask): Promise<void> {
    let known: Evidence | null = null;
    let slow = false;
    let over = false;
    let shownAt = 0;
    const save = (answered: Answered) => {
      if (stopped) return;
      try {
        options.store(draftId, source, answered);
      } catch (error) {
        options.log.error({ draft: draftId, source, reason: messageOf(error) }, 'Evidence could not be stored.');
      }
    };
    const showPartial = () => {
      shownAt = options.clock.now();
      save({ state: 'slow', ...(known === null ? {} : { data: known }) });
    };
    const partial = (data: Evidence) => {
      if (over) return;
      known = data;
      if (slow && options.clock.now() - shownAt >= PARTIAL_EVERY_MS) showPartial();
    };
    const timer = setTimeout(() => {
      slow = true;
      showPartial();
    }, SLOW_MS);
    try {
      const data = await question(partial);
      over = true;
      save({ state: 'ok', data });
    } catch (error) {
      over = true;
      options.log.warn({ draft: draftId, source, reason: messageOf(error) }, 'A source of evidence failed.');
      save({ state: 'failed', reason: messageOf(error) });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    collect,
    stop: () => {
      stopped = true;
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
