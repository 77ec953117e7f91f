import type { ContainerDetail, ContainerStats } from '../docker/index.ts';
import { maskSecrets } from '../masking/index.ts';
import type { BadEvent } from '../recorder/index.ts';
import type { ContainerProblem } from './types.ts';

/** Three independent tools call three restarts within ten minutes a crash loop. */
const LOOP_MS = 10 * 60_000;
const LOOP_RESTARTS = 3;
/** An OOM kill that long ago has been overcome; what it still breaks shows otherwise. */
const OOM_MS = 3_600_000;
const MAX_OUTPUT = 500;

export interface ContainerFacts {
  readonly container: ContainerDetail;
  /** null: it does not run, or they could not be had. */
  readonly stats: Pick<ContainerStats, 'memoryBytes' | 'memoryLimitBytes'> | null;
  /** The recorder's, of this container, of the last hour at least. */
  readonly badEvents: readonly BadEvent[];
  /** Of its own limit, 0..100: above it is a problem. */
  readonly memoryPercent: number;
  readonly now: number;
}

/** What is not well with a container, the worst first; empty when it is well. Pure. */
export function problemsOf(facts: ContainerFacts): ContainerProblem[] {
  return [restarting(facts), outOfMemory(facts), stopped(facts), unhealthy(facts), memory(facts)].filter(
    (problem) => problem !== null,
  );
}

/** Keeps the service from doing its work, whatever else may run. */
export function isBlocking(problem: ContainerProblem): boolean {
  return problem.kind !== 'memory' && problem.kind !== 'oom-killed';
}

/**
 * A job that has done its work: ended with 0 and nobody is to start it again.
 * Something that publishes a port or has a health check is a service, and its end is none of its work.
 */
export function isFinishedJob(container: ContainerDetail): boolean {
  const { state, exitCode, restartPolicy, healthcheck } = container;
  const ended = state === 'exited' && exitCode === 0;
  const policyLetsIt = restartPolicy === '' || restartPolicy === 'no' || restartPolicy === 'on-failure';
  return ended && policyLetsIt && healthcheck === null && !isPublished(container);
}

export function isPublished(container: ContainerDetail): boolean {
  return container.ports.some((port) => port.hostIp !== null);
}

/** Between two crashes the Engine shows "running": the recent past decides as well. */
function restarting({ container, badEvents, now }: ContainerFacts): ContainerProblem | null {
  const crashes = crashesSinceStartByHand(container, badEvents).filter((event) => now - event.at < LOOP_MS);
  const startedRecently = container.startedAt !== null && now - container.startedAt < LOOP_MS;
  const loops =
    container.state === 'running' &&
    startedRecently &&
    (crashes.length >= LOOP_RESTARTS || container.restartCount >= LOOP_RESTARTS);
  if (container.state !== 'restarting' && !loops) return null;
  const exitCode = container.exitCode ?? crashes.at(-1)?.exitCode ?? null;
  // As `docker inspect` says it, so that both can be compared.
  const restartCount = container.restartCount > 0 ? container.restartCount : crashes.length;
  return { kind: 'restarting', restartCount, exitCode };
}

/**
 * A start by hand has the Engine count restarts from 0 again: of the crashes before the present run only as many belong
 * to it as were followed by a restart. Those after it are newer than the picture.
 */
function crashesSinceStartByHand(
  { restartCount, startedAt }: ContainerDetail,
  badEvents: readonly BadEvent[],
): BadEvent[] {
  const crashes = badEvents.filter((event) => event.kind === 'crash');
  const isLater = (event: BadEvent) => startedAt === null || event.at > startedAt;
  const earlier = crashes.filter((event) => !isLater(event));
  return [...earlier.slice(Math.max(0, earlier.length - restartCount)), ...crashes.filter(isLater)];
}

/** The event is the proof; inspect's flag only where the container has not been started since. */
function outOfMemory({ container, badEvents, now }: ContainerFacts): ContainerProblem | null {
  const kills = badEvents.filter((event) => event.kind === 'oom' && now - event.at < OOM_MS);
  const last = kills.at(-1);
  if (last !== undefined) return { kind: 'oom-killed', at: last.at, times: kills.length };
  if (!container.oomKilled || container.state === 'running' || container.state === 'paused') return null;
  return { kind: 'oom-killed', at: container.finishedAt, times: 1 };
}

function stopped({ container }: ContainerFacts): ContainerProblem | null {
  switch (container.state) {
    case 'exited':
      if (isFinishedJob(container)) return null;
      return { kind: 'exited', exitCode: container.exitCode, at: container.finishedAt };
    case 'dead':
      return { kind: 'dead' };
    case 'paused':
      return { kind: 'paused' };
    case 'created':
      // Outside of compose, containers that never run are a common way to reach volumes.
      return container.project === null ? null : { kind: 'never-started' };
    default:
      return null;
  }
}

function unhealthy({ container }: ContainerFacts): ContainerProblem | null {
  const { health } = container;
  if (container.state !== 'running' || health?.status !== 'unhealthy') return null;
  const last = health.log.findLast((probe) => probe.exitCode !== 0) ?? health.log.at(-1);
  return {
    kind: 'unhealthy',
    failingStreak: health.failingStreak,
    exitCode: last?.exitCode ?? null,
    // Masked before it is cut: half a secret is not recognised any more.
    output: maskSecrets(last?.output ?? '')
      .trim()
      .slice(0, MAX_OUTPUT),
    at: last?.at ?? null,
  };
}

function memory({ container, stats, memoryPercent }: ContainerFacts): ContainerProblem | null {
  if (container.state !== 'running' || stats === null || stats.memoryLimitBytes === null) return null;
  const percent = (stats.memoryBytes / stats.memoryLimitBytes) * 100;
  if (!(percent > memoryPercent)) return null;
  return { kind: 'memory', usedBytes: stats.memoryBytes, limitBytes: stats.memoryLimitBytes, percent };
}
