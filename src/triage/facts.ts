import type { CheckResult } from '../checks/index.ts';
import type { ServiceKey } from '../docker/index.ts';
import type {
  ContainerProblem,
  ContainersEvidence,
  DiskEvidence,
  Evidence,
  EvidenceSource,
  PublicNameEvidence,
  ServiceEvidence,
} from './types.ts';

/** The data of the sources that have answered, also in part. */
export type Findings = { readonly [S in EvidenceSource]: Extract<Evidence, { source: S }> | null };

export interface Problem {
  readonly key: ServiceKey;
  readonly service: string;
  readonly problem: ContainerProblem;
}

/** Findings, seen as the rules need them. */
export interface Facts {
  /** Of all containers; per service each kind once, its gravest. */
  readonly problems: readonly Problem[];
  readonly services: readonly ServiceEvidence[];
  /** Without Docker's own health checks: those speak through `problems`, and an Engine that is silent through `engineSilent`. */
  readonly failedChecks: readonly CheckResult[];
  /** Services that are unwell, or for which a check fails; sorted as they are listed. */
  readonly affected: readonly ServiceEvidence[];
  readonly names: readonly PublicNameEvidence[];
  readonly failedNames: readonly PublicNameEvidence[];
  /** Names are configured, and none of them can be reached. */
  readonly unreachable: boolean;
  /** Several services, and not one of them works. */
  readonly allDown: boolean;
  readonly engineSilent: boolean;
  /** Nothing is known of the containers, not even a last picture. */
  readonly unseen: boolean;
  readonly fullDisks: readonly DiskEvidence[];
  readonly errorLines: readonly { readonly key: ServiceKey; readonly service: string; readonly text: string }[];
}

/** With fewer services "everything is down" says no more than that this one is. */
const OUTAGE_SERVICES = 2;

/** Pure. */
export function factsFrom(findings: Findings): Facts {
  const { containers } = findings;
  const services = containers?.services ?? [];
  const failedChecks = (findings.checks?.results ?? []).filter(
    (result) => !result.ok && result.kind !== 'docker-health',
  );
  const names = findings['public-names']?.names ?? [];
  const failedNames = names.filter(nameFails);
  const working = services.filter((service) => !service.finished);
  return {
    problems: problemsByService(containers),
    services,
    failedChecks,
    affected: services.filter((service) => service.unwell || failedChecks.some((check) => speaksFor(check, service))),
    names,
    failedNames,
    unreachable: names.length > 0 && failedNames.length === names.length,
    allDown: working.length >= OUTAGE_SERVICES && working.every((service) => service.down),
    engineSilent: containers?.engine.reachable === false,
    unseen: containers === null,
    fullDisks: (findings.host?.disks ?? []).filter((disk) => disk.full),
    errorLines: (findings.logs?.services ?? []).flatMap(({ key, service, errors }) =>
      errors.map(({ text }) => ({ key, service, text })),
    ),
  };
}

/** A check names a compose service, or (Docker health) a ServiceKey. */
export function speaksFor(check: CheckResult, service: Pick<ServiceEvidence, 'key' | 'service'>): boolean {
  return check.service !== undefined && (check.service === service.key || check.service === service.service);
}

/** A certificate that ends soon keeps nobody out yet. */
function nameFails(name: PublicNameEvidence): boolean {
  return name.checks.some((check) => !check.ok && check.kind !== 'tls');
}

function problemsByService(containers: ContainersEvidence | null): Problem[] {
  const seen = new Set<string>();
  return (containers?.projects ?? [])
    .flatMap((project) => project.unwell)
    .flatMap((container) =>
      container.problems.map((problem) => ({ key: container.key, service: container.service, problem })),
    )
    .sort((a, b) => gravity(b.problem) - gravity(a.problem))
    .filter(({ key, problem }) => {
      const id = `${key} ${problem.kind}`;
      return seen.has(id) ? false : seen.add(id);
    });
}

/** Compares problems of one kind. */
function gravity(problem: ContainerProblem): number {
  if (problem.kind === 'restarting') return problem.restartCount;
  if (problem.kind === 'memory') return problem.percent;
  if (problem.kind === 'unhealthy') return problem.failingStreak;
  return 0;
}
