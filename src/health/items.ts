import {
  type CheckDefinition,
  type CheckResult,
  healthDefinition,
  judgeContainer,
  type Outcome,
} from '../checks/index.ts';
import type { ContainerDetail } from '../docker/index.ts';
import type { SelfProbe } from './self-probes.ts';
import type { Item, Level } from './types.ts';

const UNANSWERED = { level: null, latencyMs: null, reason: null, at: null } as const;

export function levelOf({ ok, level }: Pick<Outcome, 'ok' | 'level'>): Level {
  return ok ? (level ?? 'ok') : 'failed';
}

export function checkItem(definition: CheckDefinition): Item {
  const { id, kind, name } = definition;
  return { id, part: 'checks', kind, name, service: definition.service ?? null, ...UNANSWERED };
}

/** The lines of checks that are about to be asked. */
export function expectedChecks(definitions: readonly CheckDefinition[]): Item[] {
  return definitions.map(checkItem);
}

/** Of several backup sets each has a line of its own, named as the set. */
export function selfItem({ kind, set }: Pick<SelfProbe, 'kind' | 'set'>): Item {
  const id = set === undefined ? `vakhta:${kind}` : `vakhta:${kind}:${set}`;
  return { id, part: 'vakhta', kind, name: set ?? kind, service: null, ...UNANSWERED };
}

/** A line with its answer. */
export function answered(item: Item, outcome: Outcome, at: number): Item {
  return { ...item, level: levelOf(outcome), latencyMs: outcome.latencyMs, reason: outcome.reason ?? null, at };
}

export function answeredCheck(result: CheckResult): Item {
  return answered(checkItem(result), result, result.at);
}

/** What Docker says of each container; of several projects, services are named with theirs. */
export function dockerItems(
  containers: readonly ContainerDetail[],
  at: number,
  ranOutOfMemory: (container: ContainerDetail) => boolean,
): Item[] {
  const several = new Set(containers.map(({ project }) => project)).size > 1;
  return containers.flatMap((container): Item[] => {
    const outcome = judgeContainer(container, ranOutOfMemory(container));
    if (outcome === null) return [];
    const { id, kind, name, service } = healthDefinition(container);
    const shown = several && container.project !== null ? `${container.project}/${name}` : name;
    return [answered({ id, part: 'docker', kind, name: shown, service: service ?? null, ...UNANSWERED }, outcome, at)];
  });
}

/** Running services for which nothing speaks: Docker tests them not, and no check names them or their ports. */
export function uncoveredContainers(
  containers: readonly ContainerDetail[],
  covered: { readonly services: ReadonlySet<string>; readonly ports: ReadonlySet<number> },
): ContainerDetail[] {
  return containers.filter(
    (container) =>
      container.state === 'running' &&
      !container.oneOff &&
      container.health === null &&
      !covered.services.has(container.service) &&
      !covered.services.has(container.key) &&
      !container.ports.some(({ hostPort }) => hostPort !== null && covered.ports.has(hostPort)),
  );
}
