import type { ContainerDetail } from '../../docker/index.ts';
import type { Sample } from '../../recorder/index.ts';
import { type ContainerProblem, type ContainersEvidence, lastContainers } from '../../triage/index.ts';
import { containerReference, projectReference } from '../taps/reference.ts';
import type { Rooms } from './rooms.ts';

/** Of the group that holds what `docker compose run` has made. */
export const ONE_OFF_REFERENCE = 'o';

/** A container as a line of a page. */
export interface Row {
  readonly container: ContainerDetail;
  readonly reference: string;
  /** What people call it within its group. */
  readonly label: string;
  /** The worst first; empty where it is well, and for one-off containers, whose end is nobody's trouble. */
  readonly problems: readonly ContainerProblem[];
  /** What it uses; null where it has not been measured. */
  readonly sample: Sample | null;
}

export interface Group {
  readonly kind: 'project' | 'loose' | 'one-off';
  readonly project: string | null;
  readonly reference: string;
  readonly wrong: readonly Row[];
  readonly well: readonly Row[];
}

export interface StatusPicture {
  readonly at: number;
  /** When the figures were taken; null: there are none. */
  readonly figuresAt: number | null;
  /** With trouble first, then compose projects by name, then the others. */
  readonly groups: readonly Group[];
}

export interface PictureParts {
  readonly at: number;
  readonly containers: readonly ContainerDetail[];
  readonly samples: readonly Sample[];
  readonly evidence: Pick<ContainersEvidence, 'projects'>;
}

/** The containers in groups, what is wrong first. Pure. */
export function pictureOf({ at, containers, samples, evidence }: PictureParts): StatusPicture {
  const sampleOf = new Map(samples.map((sample) => [sample.containerId, sample]));
  const unwell = evidence.projects.flatMap((project) => project.unwell);
  const problemsOf = new Map(unwell.map(({ containerId, problems }) => [containerId, problems]));
  const rows = containers.map(
    (container): Row => ({
      container,
      reference: containerReference(container),
      label: labelOf(container),
      problems: problemsOf.get(container.id) ?? [],
      sample: sampleOf.get(container.id) ?? null,
    }),
  );
  const groups = [...Map.groupBy(rows, ({ container }) => groupName(container)).values()].map(toGroup);
  return { at, figuresAt: samples[0]?.at ?? null, groups: groups.sort(troubleFirst) };
}

/** The picture as it was taken last; null before the first. Nothing is asked. */
export function lastPicture(rooms: Rooms, now: number): StatusPicture | null {
  const { docker, recorder, settings } = rooms;
  const inventory = recorder.lastInventory();
  const evidence = lastContainers({ docker, recorder, thresholds: settings.thresholds, now: () => now });
  if (inventory === null || evidence === null) return null;
  const { at, containers } = inventory;
  return pictureOf({ at, containers, samples: recorder.latestSamples(), evidence });
}

/** All rows of a group, what is wrong first. */
export function rowsOf(group: Group): readonly Row[] {
  return [...group.wrong, ...group.well];
}

/** A container's own name: of several of one service, which; outside of compose the name itself. */
export function labelOf(container: ContainerDetail): string {
  if (container.oneOff || container.project === null) return container.name;
  return container.number > 1 ? `${container.service} (${container.number})` : container.service;
}

function groupName(container: ContainerDetail): string {
  if (container.oneOff) return 'one-off';
  return container.project === null ? 'loose' : `project ${container.project}`;
}

/** "node-2" before "node-10". */
const inOrder = new Intl.Collator('en', { numeric: true });

function toGroup(unordered: readonly Row[]): Group {
  const rows = [...unordered].sort((a, b) => inOrder.compare(a.label, b.label));
  const first = rows[0]?.container;
  const kind = first?.oneOff ? 'one-off' : (first?.project ?? null) === null ? 'loose' : 'project';
  const project = kind === 'project' ? (first?.project ?? null) : null;
  return {
    kind,
    project,
    reference: kind === 'one-off' ? ONE_OFF_REFERENCE : projectReference(project),
    wrong: rows.filter((row) => row.problems.length > 0).sort((a, b) => gravity(a) - gravity(b)),
    well: rows.filter((row) => row.problems.length === 0),
  };
}

/** What keeps a service from its work comes first; what somebody has done on purpose, or only may become trouble, last. */
const GRAVITY = ['restarting', 'oom-killed', 'dead', 'exited', 'unhealthy', 'never-started', 'memory', 'paused'];

function gravity(row: Row): number {
  return Math.min(...row.problems.map(({ kind }) => GRAVITY.indexOf(kind)));
}

const KINDS = ['project', 'loose', 'one-off'] as const;

function troubleFirst(a: Group, b: Group): number {
  const trouble = worst(a) - worst(b);
  if (trouble !== 0) return trouble;
  const kind = KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
  return kind !== 0 ? kind : (a.project ?? '') < (b.project ?? '') ? -1 : 1;
}

function worst({ wrong: [first] }: Group): number {
  return first === undefined ? GRAVITY.length : gravity(first);
}
