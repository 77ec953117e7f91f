import { z } from 'zod';
import type { Database } from '../database/index.ts';
import { ENGINE, type ServiceKey, serviceKey } from '../docker/index.ts';
import type { Operation, OperationChange } from '../operations/index.ts';
import type { Recorder } from '../recorder/index.ts';
import { type Attempt, type Efficacy, efficacies, type Failure, failureOf, recordAfter } from './attempts.ts';
import { createAttemptsStore } from './attempts-store.ts';

const DAY_MS = 86_400_000;

/** What is wrong with a service now, and what helped before. */
export interface WhatHelped {
  readonly failure: Failure;
  /** After this failure, the most helpful action first. */
  readonly now: readonly Efficacy[];
  /** After every failure. */
  readonly all: readonly Efficacy[];
}

export interface History {
  /** Keeps the book: to be called with every change of an operation, within its transaction. */
  record(change: OperationChange): void;
  whatHelped(key: ServiceKey, now: number): WhatHelped;
}

const about = z.looseObject({
  engine: z.literal(ENGINE),
  project: z.string().nullable(),
  service: z.string().nullish(),
});

/** What helped before: one row for each service that an operation was about. */
export function createHistory(options: {
  readonly database: Database;
  readonly recorder: Pick<Recorder, 'lastInventory' | 'badEventsSince'>;
}): History {
  const { database, recorder } = options;
  const store = createAttemptsStore(database);

  function failureNow(key: ServiceKey, now: number): Failure {
    const own = (recorder.lastInventory()?.containers ?? []).filter(
      (container) => container.key === key && !container.oneOff,
    );
    const seen = own.map(({ state, health }) => ({ state, health: health?.status ?? null }));
    // What an action mended since is no failure any more, however fresh it is.
    const since = Math.max(now - DAY_MS, store.mendedAt(key) ?? 0);
    return failureOf(seen, recorder.badEventsSince(since, key), now);
  }

  /** The service that it names; of a project as a whole, the services that are not well. */
  function keysOf(operation: Operation): ServiceKey[] {
    // That a command ended well says nothing of the service that it was run for.
    if (operation.kind === 'command') return [];
    const parsed = about.safeParse(operation.params);
    if (!parsed.success) return [];
    const { engine, project, service } = parsed.data;
    if (service) return [serviceKey({ engine, project, service })];
    if (project === null) return [];
    const containers = recorder.lastInventory()?.containers ?? [];
    const own = containers.filter((container) => container.project === project && !container.oneOff);
    return [...new Set(own.map((container) => container.key))].filter(
      (key) => failureNow(key, operation.requestedAt).kind !== 'none',
    );
  }

  function record({ kind, operation }: OperationChange): void {
    if (kind === 'requested') {
      for (const key of keysOf(operation)) {
        store.begin(operation.id, key, operation.kind, failureNow(key, operation.requestedAt), operation.requestedAt);
      }
    } else if (kind === 'finished' || kind === 'recovered' || kind === 'retracted' || kind === 'confirmed-good') {
      store.end(operation.id, hasHelped(operation), operation.outcome?.tookMs ?? 0);
    }
  }

  return {
    record,
    whatHelped: (key, now) => {
      const attempts: Attempt[] = store.of(key);
      const failure = failureNow(key, now);
      return { failure, now: recordAfter(failure, attempts), all: efficacies(attempts) };
    },
  };
}

/** Helped: good, and good for as long as it was watched. Null where nobody can say, and where it was stopped for good. */
function hasHelped({ state, outcome }: Operation): boolean | null {
  if (outcome === null || outcome.down === true) return null;
  if (state === 'failed') return false;
  return state === 'succeeded' && outcome.ok === true && outcome.watch !== 'overtaken' ? true : null;
}
