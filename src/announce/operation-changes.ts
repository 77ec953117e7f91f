import type { Incidents } from '../incidents/index.ts';
import type { Destination, Message, Outbox } from '../notify/index.ts';
import type { Operation, OperationChange } from '../operations/index.ts';
import { operationName, operationTargets, recoveredServices } from './operation-target.ts';

export interface OperationAnnouncerOptions {
  readonly outbox: Outbox;
  readonly incidents: Incidents;
  /** Who said yes beside the one who asked, where two were needed. */
  readonly secondOf: (operation: Operation) => number | null;
  /** An outcome's reason as a sentence for the report, in English. */
  readonly describe: (reason: {
    readonly key: string;
    readonly params: Readonly<Record<string, string | number>>;
  }) => string;
}

/** As long as somebody waits with the phone in hand. */
const LOOKED_AT_FOR_MS = 5000;

/** Turns each change of an operation into its live message, its outcome message, and the entries of its incident. */
export function announceOperation(options: OperationAnnouncerOptions): (change: OperationChange) => void {
  const { outbox } = options;
  return (change) => {
    const { operation } = change;
    if (isByTheClock(operation)) return tellOfClock(outbox, change);
    const place = placeOf(operation);
    outbox.enqueue(place, liveMessage(operation, change.kind === 'progress'));
    switch (change.kind) {
      case 'finished':
      case 'recovered':
        record(options, operation, `${operation.id}:outcome`);
        if (!isStillLookedAt(change))
          outbox.enqueue(place, outcomeMessage(operation, false), `${operation.id}:outcome`);
        break;
      case 'retracted':
        record(options, operation, `${operation.id}:retracted`);
        outbox.enqueue(place, outcomeMessage(operation, true), `${operation.id}:retracted`);
        break;
      case 'requested':
      case 'started':
      case 'progress':
      case 'confirmed-good':
        break;
    }
  };
}

function isByTheClock({ requestedBy, chatId }: Operation): boolean {
  return requestedBy === null && chatId === null;
}

/** Nobody waits for it: no live picture, and not a word when all went well. Of a restore test the result is told always. */
function tellOfClock(outbox: Outbox, { kind, operation }: OperationChange): void {
  if (kind !== 'finished' && kind !== 'recovered') return;
  if (operation.outcome?.ok === true && operation.kind !== 'drill') return;
  outbox.enqueue({ kind: 'oncall' }, outcomeMessage(operation, false), `${operation.id}:outcome`);
}

/** What was over at once and changed nothing that runs: whoever tapped looks at it already, a second message would say nothing new. */
const LOOKED_AT: readonly string[] = ['command', 'backup-verify', 'drill', 'restore-dry-run'];

function isStillLookedAt({ kind, operation }: OperationChange): boolean {
  const tookMs = operation.outcome?.tookMs ?? Number.POSITIVE_INFINITY;
  return kind === 'finished' && LOOKED_AT.includes(operation.kind) && tookMs < LOOKED_AT_FOR_MS;
}

function placeOf(operation: Operation): Destination {
  return operation.chatId === null
    ? { kind: 'oncall' }
    : { kind: 'chat', chatId: operation.chatId, threadId: operation.threadId };
}

/** Subject of the messages of one operation: that of the confirmation which allowed it, whose message they go on in. */
export function operationSubject(key: string): string {
  return `operation:${key}`;
}

function liveMessage(operation: Operation, isProgress: boolean): Message {
  return {
    subject: operationSubject(operation.key),
    slot: 'main',
    mode: 'upsert',
    view: 'operation',
    params: { operation: operation.id },
    priority: isProgress ? 3 : 2,
  };
}

function outcomeMessage(operation: Operation, retracted: boolean): Message {
  return {
    subject: operationSubject(operation.key),
    slot: retracted ? 'retracted' : 'outcome',
    mode: 'new',
    view: 'operation-outcome',
    params: { operation: operation.id, retracted },
    priority: 1,
    twiceBetterThanNever: true,
    replyTo: { subject: operationSubject(operation.key), slot: 'main' },
  };
}

/** The incident's timeline gets the outcome; a verified recovery counts towards "restored", a relapse takes it back. */
function record(
  { incidents, describe, secondOf }: OperationAnnouncerOptions,
  operation: Operation,
  cause: string,
): void {
  const { incident, outcome } = operation;
  if (incident === null || !outcome || !incidents.get(incident)) return;
  const targets = operationTargets(operation);
  const name = operationName(operation);
  const retracted = outcome.retracted !== undefined;
  const second = secondOf(operation);
  incidents.recordOperation(
    incident,
    {
      operationId: operation.id,
      operation: operation.kind,
      targets,
      ...(name === null ? {} : { name }),
      ...(second === null ? {} : { secondedBy: second }),
      outcome: retracted ? 'withdrawn' : wordFor(operation),
      durationMs: retracted ? null : outcome.tookMs,
      detail: describe(outcome.reason),
      reason: { key: outcome.reason.key, params: { ...outcome.reason.params } },
    },
    operation.requestedBy ?? 'vakhta',
    cause,
  );
  // That a command ended well says nothing of the service that it was run for.
  if (operation.kind === 'command') return;
  if (retracted) {
    for (const key of targets) incidents.unmarkRecovered(incident, key, operation.id, `${cause}:relapse:${key}`);
    return;
  }
  for (const key of recoveredServices(operation)) {
    incidents.markRecovered(incident, key, operation.id, `${cause}:recovered:${key}`);
  }
}

function wordFor(operation: Operation): 'succeeded' | 'failed' | 'cancelled' | 'interrupted' {
  switch (operation.state) {
    case 'watching':
    case 'succeeded':
      return 'succeeded';
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return 'failed';
    case 'queued':
    case 'running':
    case 'interrupted':
      return 'interrupted';
  }
}
