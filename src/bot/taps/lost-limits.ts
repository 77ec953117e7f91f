import { z } from 'zod';
import type { ContainerSummary } from '../../docker/index.ts';
import type { Operation } from '../../operations/index.ts';

const target = z.looseObject({ project: z.string(), service: z.string() });

/**
 * The services of a project whose present containers were given another memory limit here: compose makes new ones,
 * with what its file says. Pure.
 */
export function limitsLostByRecreate(
  project: string,
  containers: readonly Pick<ContainerSummary, 'project' | 'service' | 'createdAt'>[],
  operations: readonly Pick<Operation, 'kind' | 'params' | 'outcome' | 'finishedAt'>[],
): string[] {
  const services = operations.flatMap(({ kind, params, outcome, finishedAt }) => {
    const parsed = target.safeParse(params);
    const isDone = kind === 'memory' && outcome?.ok === true && finishedAt !== null;
    if (!isDone || !parsed.success || parsed.data.project !== project) return [];
    const { service } = parsed.data;
    const own = containers.filter((container) => container.project === project && container.service === service);
    return own.some(({ createdAt }) => createdAt < finishedAt) ? [service] : [];
  });
  return [...new Set(services)].sort();
}
