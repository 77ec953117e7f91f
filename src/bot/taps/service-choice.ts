import type { ContainerSummary } from '../../docker/index.ts';
import type { Incident } from '../../incidents/index.ts';
import { serviceHash } from './reference.ts';

export interface Choice {
  readonly key: string;
  readonly hash: string;
  readonly service: string;
  readonly unwell: boolean;
  readonly containers: readonly ContainerSummary[];
}

/**
 * The services that an incident is about, as the Engine has them now; all of them where it is about everything or nothing named.
 * Those that do not run, restart or are unhealthy come first.
 */
export function choicesFor(incident: Incident, containers: readonly ContainerSummary[]): Choice[] {
  const affected = new Set(incident.affected);
  const isWanted = (container: ContainerSummary) =>
    affected.size > 0 && !incident.affectedAll ? affected.has(container.key) : !container.oneOff;
  const byKey = new Map<string, ContainerSummary[]>();
  for (const container of containers.filter(isWanted)) {
    byKey.set(container.key, [...(byKey.get(container.key) ?? []), container]);
  }
  const choices = [...byKey].map(
    ([key, own]): Choice => ({
      key,
      hash: serviceHash(key),
      service: own[0]?.service ?? key,
      unwell: own.some((container) => container.state !== 'running' || container.statusText.includes('unhealthy')),
      containers: own,
    }),
  );
  return choices.sort((a, b) => Number(b.unwell) - Number(a.unwell) || a.service.localeCompare(b.service));
}

/** Of several containers of one service, the one that is not well. */
export function suspect(choice: Choice): ContainerSummary | undefined {
  return choice.containers.find((container) => container.state !== 'running') ?? choice.containers[0];
}
