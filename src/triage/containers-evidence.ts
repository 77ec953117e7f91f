import type { ContainerDetail, ContainerStats } from '../docker/index.ts';
import type { BadEvent } from '../recorder/index.ts';
import { isBlocking, isFinishedJob, isPublished, problemsOf } from './container-problems.ts';
import type {
  ContainerProblem,
  ContainersEvidence,
  ProjectEvidence,
  ServiceEvidence,
  UnwellContainer,
} from './types.ts';

export interface PictureFacts {
  readonly engine: ContainersEvidence['engine'];
  readonly pictureAt: number | null;
  readonly containers: readonly ContainerDetail[];
  readonly stats: ReadonlyMap<string, Pick<ContainerStats, 'memoryBytes' | 'memoryLimitBytes'>>;
  readonly badEvents: readonly BadEvent[];
  readonly memoryPercent: number;
  /** The moment that the picture is judged for: when it was taken. */
  readonly now: number;
}

interface Judged {
  readonly container: ContainerDetail;
  readonly problems: readonly ContainerProblem[];
}

/** Containers by compose project, those that are not well in full. One-off containers are nobody's service. Pure. */
export function containersEvidence(facts: PictureFacts): ContainersEvidence {
  const judged = facts.containers
    .filter((container) => !container.oneOff && container.state !== 'removing')
    .map((container) => ({ container, problems: judge(container, facts) }));
  return {
    source: 'containers',
    engine: facts.engine,
    pictureAt: facts.pictureAt,
    projects: grouped(judged, ({ container }) => container.project ?? '').map(projectOf),
    services: grouped(judged, ({ container }) => container.key).map(serviceOf),
  };
}

function judge(container: ContainerDetail, facts: PictureFacts): ContainerProblem[] {
  const badEvents = facts.badEvents.filter((event) => event.containerId === container.id);
  const stats = facts.stats.get(container.id) ?? null;
  return problemsOf({ container, stats, badEvents, memoryPercent: facts.memoryPercent, now: facts.now });
}

/** Groups in the order of their names; containers outside of compose come last. */
function grouped(judged: readonly Judged[], nameOf: (one: Judged) => string): Judged[][] {
  const groups = Map.groupBy(judged, nameOf);
  const order = (name: string) => (name === '' || name.includes('/-/') ? `1${name}` : `0${name}`);
  return [...groups].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1)).map(([, members]) => members);
}

function projectOf(members: readonly Judged[]): ProjectEvidence {
  const unwell = members.filter((member) => member.problems.length > 0).map(unwellOf);
  const project = members[0]?.container.project ?? null;
  return { project, total: members.length, well: members.length - unwell.length, unwell };
}

function unwellOf({ container, problems }: Judged): UnwellContainer {
  const { key, project, service, number, id, name, image } = container;
  return { key, project, service, number, containerId: id, name, image, problems };
}

function serviceOf(members: readonly Judged[]): ServiceEvidence {
  const containers = members.map((member) => member.container);
  const first = containers[0];
  return {
    key: first?.key ?? '',
    project: first?.project ?? null,
    service: first?.service ?? '',
    unwell: members.some((member) => member.problems.length > 0),
    down: members.every((member) => member.problems.some(isBlocking)),
    finished: containers.every(isFinishedJob),
    published: containers.some(isPublished),
  };
}
