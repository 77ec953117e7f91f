import type { ContainerDetail } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { Incidents } from '../../incidents/index.ts';
import type { LogSource, LogTarget, LogViewState } from '../../logs/index.ts';
import type { Rooms } from '../views/rooms.ts';
import { containersOf } from './targets.ts';

const LIST_DEADLINE_MS = 4_000;

/** A process may write before the Engine notes that it has started. */
const SAID_BEFORE_MS = 1_000;

/** What a view reads of, as the Engine has it now. */
export interface Reading {
  readonly target: LogTarget;
  readonly containers: readonly ContainerDetail[];
  readonly sources: readonly LogSource[];
  readonly sinceAt: number | null;
  /** What a source is called in front of its lines; empty where there is one. */
  readonly nameOf: (source: string) => string;
}

/**
 * Who writes what the view shows, today: a container made anew takes the place of the one before.
 * @throws UserError when there is none (any more) · EngineError when the Engine does not answer
 */
export async function readingOf(
  { docker, incidents }: Pick<Rooms, 'docker' | 'incidents'>,
  state: LogViewState,
  now: number,
): Promise<Reading> {
  const { target } = state;
  if (target === null) throw new UserError('bot-button-old');
  const containers = containersOf(target, await docker.listDetails({ deadlineMs: LIST_DEADLINE_MS }));
  if (containers.length === 0) throw new UserError('bot-logs-gone', { name: wordsFor(target) });
  const names = namesOf(containers);
  return {
    target,
    containers,
    sources: containers.map(({ id, name, service, tty }) => ({ id, name, service, tty })),
    sinceAt: sinceOf(state, containers, incidents, now),
    nameOf: (source) => names.get(source) ?? '',
  };
}

export function wordsFor(target: LogTarget): string {
  if (target.kind === 'container') return target.name;
  return target.kind === 'project' ? (target.project ?? '') : target.service;
}

/** One: no name. Several of one service: its number. Several services: the service, with the number where it has several. */
function namesOf(containers: readonly ContainerDetail[]): Map<string, string> {
  if (containers.length < 2) return new Map();
  const services = Map.groupBy(containers, ({ key }) => key);
  return new Map(
    containers.map(({ id, key, service, number }) => {
      const replicas = services.get(key)?.length ?? 1;
      if (services.size === 1) return [id, `#${number}`];
      return [id, replicas > 1 ? `${service}#${number}` : service];
    }),
  );
}

function sinceOf(
  { range }: LogViewState,
  containers: readonly ContainerDetail[],
  incidents: Pick<Incidents, 'get'>,
  now: number,
): number | null {
  switch (range.kind) {
    case 'all':
      return null;
    case 'last':
      return now - range.ms;
    case 'start': {
      const starts = containers.flatMap(({ startedAt }) => startedAt ?? []);
      return starts.length === 0 ? null : Math.min(...starts) - SAID_BEFORE_MS;
    }
    case 'incident': {
      const times = incidents.get(range.number)?.times;
      return times ? (times.impactStartedAt ?? times.detectedAt) : null;
    }
  }
}
