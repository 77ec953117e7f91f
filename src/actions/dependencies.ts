import type { ContainerSummary } from '../docker/index.ts';

const DEPENDS_ON_LABEL = 'com.docker.compose.depends_on';

export interface Dependency {
  readonly service: string;
  /** What has to be true of it before the one that needs it may start. */
  readonly condition: 'started' | 'healthy' | 'completed';
}

/** By service: what it needs. */
export type Dependencies = ReadonlyMap<string, readonly Dependency[]>;

/**
 * From the labels that Compose v2 writes (`db:service_healthy:false,queue:service_started:true`). Null when no container
 * carries one: then nothing is known, which is another thing than "needs nothing".
 */
export function dependenciesFromLabels(containers: readonly ContainerSummary[]): Dependencies | null {
  const labelled = containers.filter((container) => container.labels[DEPENDS_ON_LABEL] !== undefined);
  if (labelled.length === 0) return null;
  return new Map(labelled.map((each) => [each.service, readLabel(each.labels[DEPENDS_ON_LABEL] ?? '')]));
}

function readLabel(label: string): Dependency[] {
  return label
    .split(',')
    .map((entry) => entry.trim().split(':'))
    .filter(([service = '']) => service !== '')
    .map(([service = '', condition]) => ({ service, condition: conditionOf(condition) }));
}

/** Compose's words for it; anything else is "started". */
export function conditionOf(word: string | null | undefined): Dependency['condition'] {
  if (word === 'service_healthy') return 'healthy';
  return word === 'service_completed_successfully' ? 'completed' : 'started';
}

export interface StartOrder {
  /** Services that may start together, what is needed first in front; within a level by name. */
  readonly levels: readonly (readonly string[])[];
  /** Services that need each other in a ring, or need one that does: they stand in one level, after all others. */
  readonly rings: readonly string[];
}

/** Every service once; what is needed but not among them does not hold anything up. */
export function startOrder(services: readonly string[], dependencies: Dependencies): StartOrder {
  let left = [...new Set(services)].sort();
  const levels: string[][] = [];
  while (left.length > 0) {
    const waiting = new Set(left);
    const isFree = (service: string) =>
      !(dependencies.get(service) ?? []).some((needed) => needed.service !== service && waiting.has(needed.service));
    const level = left.filter(isFree);
    if (level.length === 0) return { levels: [...levels, left], rings: left };
    levels.push(level);
    left = left.filter((service) => !level.includes(service));
  }
  return { levels, rings: [] };
}

/** The other way round: what needs others stops before them. */
export function stopOrder(order: StartOrder): readonly (readonly string[])[] {
  return [...order.levels].reverse();
}
