import { createHash } from 'node:crypto';
import type { ContainerSummary, ServiceKey } from '../../docker/index.ts';

/** A short name of a service for callback data, which has room for 64 bytes only. */
export function serviceHash(key: ServiceKey): string {
  return shortHash(key);
}

/** A short name of a container that outlives its id: the service and, where there are several, which one of them. */
export function containerReference(container: Pick<ContainerSummary, 'key' | 'number' | 'oneOff' | 'name'>): string {
  // A one-off container has its service's key; only its name tells it apart.
  return container.oneOff ? shortHash(`one-off:${container.name}`) : shortHash(`${container.key}#${container.number}`);
}

/** Null stands for what is outside of compose. */
export function projectReference(project: string | null): string {
  return project === null ? '-' : shortHash(`project:${project}`);
}

/** The container that a reference means today; null when it is gone. */
export function findContainer<C extends Pick<ContainerSummary, 'key' | 'number' | 'oneOff' | 'name'>>(
  containers: readonly C[],
  reference: string,
): C | null {
  return containers.find((container) => containerReference(container) === reference) ?? null;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
