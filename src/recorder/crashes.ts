import type { ContainerDetail, ContainerEvent } from '../docker/index.ts';
import type { BadEvent, Change } from './types.ts';

/**
 * What the order of events tells: a stop by hand is `kill` → `die` → `stop`;
 * a crash is `die` alone; `docker restart` of one that waits for its next try is `stop`, `start`, `restart` with no `die`.
 */
export interface EventMemory {
  /** When each container was last sent a signal that ends it. */
  readonly killedAt: ReadonlyMap<string, number>;
  /** Containers that a hand has stopped and nobody has started yet. */
  readonly stoppedByHand: ReadonlySet<string>;
}

export const emptyMemory: EventMemory = { killedAt: new Map(), stoppedByHand: new Set() };

export interface Judgement {
  readonly memory: EventMemory;
  readonly bad: BadEvent | null;
  readonly change: Change | null;
}

/** SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH ask a program to do something, not to end. */
const NOT_ENDING = new Set([1, 10, 12, 28]);

/** Whether a signal is to end a program. `null`: the Engine did not say which, and its own is SIGTERM. */
export function endsProgram(signal: number | null): boolean {
  return !NOT_ENDING.has(signal ?? 15);
}

/** A stop time-out longer than this is not seen in practice; a signal older than this did not end the container. */
const KILL_COUNTS_MS = 10 * 60_000;

/** @param policy restart policy of the container, as far as it is known */
export function judgeEvent(memory: EventMemory, event: ContainerEvent, policy: string | null): Judgement {
  const nothing = { memory, bad: null, change: null };
  switch (event.action) {
    case 'kill':
      if (!endsProgram(event.signal)) return nothing;
      return { ...nothing, memory: { ...memory, killedAt: new Map(memory.killedAt).set(event.id, event.at) } };
    case 'stop':
      return { ...nothing, memory: withStop(memory, event.id) };
    case 'die':
      return judgeDeath(memory, event, policy);
    case 'start':
      return judgeStart(memory, event);
    case 'oom':
      return { ...nothing, bad: badEvent(event, 'oom') };
    case 'health_status':
      return event.health === 'unhealthy' ? { ...nothing, bad: badEvent(event, 'unhealthy') } : nothing;
    case 'destroy':
      return { ...nothing, memory: forget(memory, event.id) };
    default:
      return nothing;
  }
}

function judgeDeath(memory: EventMemory, event: ContainerEvent, policy: string | null): Judgement {
  const killedAt = memory.killedAt.get(event.id);
  if (killedAt !== undefined && event.at - killedAt < KILL_COUNTS_MS) {
    return { memory: withStop(memory, event.id), bad: null, change: null };
  }
  return { memory, bad: endsBadly(event.exitCode, policy) ? badEvent(event, 'crash') : null, change: null };
}

function judgeStart(memory: EventMemory, event: ContainerEvent): Judgement {
  if (!memory.stoppedByHand.has(event.id)) return { memory, bad: null, change: null };
  const change: Change = {
    kind: 'restarted-by-hand',
    key: event.key,
    at: event.at,
    detail: { containerName: event.name },
  };
  return { memory: forget(memory, event.id), bad: null, change };
}

/** A job that ends with 0 has done its work; a service that is meant to run always has not. */
export function endsBadly(exitCode: number | null, policy: string | null): boolean {
  return exitCode !== 0 || policy === 'always' || policy === 'unless-stopped';
}

function badEvent(event: ContainerEvent, kind: BadEvent['kind']): BadEvent {
  return { at: event.at, key: event.key, containerId: event.id, kind, exitCode: event.exitCode };
}

function withStop(memory: EventMemory, id: string): EventMemory {
  return { ...memory, stoppedByHand: new Set(memory.stoppedByHand).add(id) };
}

function forget(memory: EventMemory, id: string): EventMemory {
  const killedAt = new Map(memory.killedAt);
  killedAt.delete(id);
  const stoppedByHand = new Set(memory.stoppedByHand);
  stoppedByHand.delete(id);
  return { killedAt, stoppedByHand };
}

/** SIGTERM and SIGKILL are how a stop by hand ends a program; without its events such an end proves nothing. */
const ENDS_OF_A_STOP = new Set([0, 137, 143]);

/** Crashes that happened while nobody listened, from two pictures: one for each restart by the policy, one for an end. */
export function missedCrashes(
  before: readonly ContainerDetail[],
  now: readonly ContainerDetail[],
  at: number,
): BadEvent[] {
  const old = new Map(before.map((container) => [container.id, container]));
  return now.flatMap((container) => {
    const previous = old.get(container.id);
    if (previous === undefined || container.oneOff) return [];
    const event = (kind: BadEvent['kind'], when: number | null): BadEvent => ({
      at: Math.min(when ?? at, at),
      key: container.key,
      containerId: container.id,
      kind,
      exitCode: kind === 'crash' ? container.exitCode : null,
    });
    if (container.restartCount > previous.restartCount)
      return [event('crash', container.finishedAt ?? container.startedAt)];
    const ended = previous.state === 'running' && container.state === 'exited';
    if (ended && !ENDS_OF_A_STOP.has(container.exitCode ?? 0)) return [event('crash', container.finishedAt)];
    const sick = container.health?.status === 'unhealthy' && previous.health?.status !== 'unhealthy';
    return sick ? [event('unhealthy', container.health?.log.at(-1)?.at ?? at)] : [];
  });
}
