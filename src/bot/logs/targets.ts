import type { ContainerSummary } from '../../docker/index.ts';
import type { LogPick, LogTarget } from '../../logs/index.ts';
import { containerReference, projectReference, serviceHash } from '../taps/reference.ts';

/** Two rows of five stay above the fold of a phone. */
const PER_PAGE = 10;
const MOST_SUGGESTIONS = 6;
/** A container id, or as much of one as people copy. */
const ID = /^[0-9a-f]{6,64}$/;

/** What a log can be read of. `ref`: `k<service>`, `c<container>`, `s<project>`, for callback data. */
export interface Candidate {
  readonly ref: string;
  readonly label: string;
  readonly unwell: boolean;
  readonly target: LogTarget;
  /** The services in it, by key. */
  readonly keys: readonly string[];
}

type Container = ContainerSummary;

export function refOf(target: LogTarget): string {
  if (target.kind === 'service') return `k${serviceHash(target.key)}`;
  return target.kind === 'container' ? `c${target.reference}` : `s${projectReference(target.project)}`;
}

/** Who writes into this log today. A container made anew is found by what it is the successor of. */
export function containersOf<C extends Container>(target: LogTarget, containers: readonly C[]): C[] {
  switch (target.kind) {
    case 'service':
      return containers.filter(({ key, oneOff }) => key === target.key && !oneOff);
    case 'container':
      return containers.filter((container) => containerReference(container) === target.reference);
    case 'project':
      return containers.filter(({ project, oneOff }) => project === target.project && !oneOff);
  }
}

/**
 * Everything that can be picked: what the incident is about, then what is not well, then whole projects, then the rest.
 * Services that are called alike say their project.
 */
export function candidatesIn(containers: readonly Container[], affected: readonly string[] = []): Candidate[] {
  const services = serviceCandidates(containers);
  const rank = ({ keys, unwell, target }: Candidate): number => {
    if (target.kind !== 'project' && keys.some((key) => affected.includes(key))) return 0;
    if (target.kind === 'project') return 2;
    if (unwell) return 1;
    return target.kind === 'service' ? 3 : 4;
  };
  return [...services, ...projectCandidates(containers), ...oneOffCandidates(containers)]
    .map((candidate, index) => ({ candidate, index }))
    .sort((a, b) => rank(a.candidate) - rank(b.candidate) || a.index - b.index)
    .map(({ candidate }) => candidate);
}

function serviceCandidates(containers: readonly Container[]): Candidate[] {
  const byKey = Map.groupBy(
    containers.filter(({ oneOff }) => !oneOff),
    ({ key }) => key,
  );
  const names = Map.groupBy(byKey.values(), ([first]) => first?.service ?? '');
  return [...byKey].flatMap(([key, own]) => {
    const [first] = own;
    if (!first) return [];
    const { project, service } = first;
    const isAlone = (names.get(service)?.length ?? 0) < 2;
    const target: LogTarget = { kind: 'service', key, project, service };
    const label = isAlone || project === null ? service : `${project}/${service}`;
    return [{ ref: refOf(target), label, unwell: own.some(isUnwell), target, keys: [key] }];
  });
}

/** Only what holds several services is worth reading as a whole. */
function projectCandidates(containers: readonly Container[]): Candidate[] {
  const byProject = Map.groupBy(
    containers.filter(({ oneOff, project }) => !oneOff && project !== null),
    ({ project }) => project,
  );
  return [...byProject].flatMap(([project, own]) => {
    const keys = [...new Set(own.map(({ key }) => key))];
    if (project === null || keys.length < 2) return [];
    const target: LogTarget = { kind: 'project', project };
    return [{ ref: refOf(target), label: project, unwell: false, target, keys }];
  });
}

function oneOffCandidates(containers: readonly Container[]): Candidate[] {
  return containers
    .filter(({ oneOff }) => oneOff)
    .map((container) => {
      const target: LogTarget = { kind: 'container', reference: containerReference(container), name: container.name };
      return { ref: refOf(target), label: container.name, unwell: false, target, keys: [container.key] };
    });
}

/** As /status sees it: who has done their work and ended well is not unwell. */
function isUnwell({ state, statusText }: Container): boolean {
  if (state === 'exited') return !statusText.startsWith('Exited (0)');
  return state !== 'running' || statusText.includes('unhealthy');
}

/** The candidates behind a reference; also those that the picker does not list: one replica, a project of one service. */
export function targetOf(ref: string, containers: readonly Container[]): LogTarget | null {
  const found = candidatesIn(containers).find((candidate) => candidate.ref === ref);
  if (found) return found.target;
  const container = containers.find((one) => `c${containerReference(one)}` === ref);
  if (container) return { kind: 'container', reference: containerReference(container), name: container.name };
  const inProject = containers.find(({ project }) => `s${projectReference(project)}` === ref);
  return inProject ? { kind: 'project', project: inProject.project } : null;
}

export type Named =
  | { readonly kind: 'found'; readonly target: LogTarget }
  /** Several are called so. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Candidate[] }
  /** None is; these are called nearly so. */
  | { readonly kind: 'unknown'; readonly candidates: readonly Candidate[] };

/** What a person means by `gateway`, `shop/gateway`, `shop`, `shop-gateway-1` or the beginning of an id. */
export function namedTarget(name: string, containers: readonly Container[]): Named {
  const wanted = name.toLowerCase();
  const all = candidatesIn(containers);
  const exact = all.filter((candidate) => namesOf(candidate).includes(wanted));
  const [only] = exact;
  if (only && exact.length === 1) return { kind: 'found', target: only.target };
  if (only) return { kind: 'ambiguous', candidates: exact };
  const container = containers.find(
    (one) => one.name.toLowerCase() === wanted || (ID.test(wanted) && one.id.startsWith(wanted)),
  );
  if (container) {
    const reference = containerReference(container);
    return { kind: 'found', target: { kind: 'container', reference, name: container.name } };
  }
  return { kind: 'unknown', candidates: similar(wanted, all) };
}

function namesOf({ target, label }: Candidate): string[] {
  const names = target.kind === 'service' ? [target.service, `${target.project ?? '-'}/${target.service}`] : [label];
  return names.map((name) => name.toLowerCase());
}

function similar(wanted: string, all: readonly Candidate[]): Candidate[] {
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  const distanceOf = (candidate: Candidate): number =>
    Math.min(
      ...namesOf(candidate).map((name) =>
        name.includes(wanted) || wanted.includes(name) ? 1 : editDistance(wanted, name, limit),
      ),
    );
  return all
    .map((candidate) => ({ candidate, distance: distanceOf(candidate) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** Levenshtein's; above `limit` it only says that it is more. */
export function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const same = one[at - 1] === other[to - 1] ? 0 : 1;
      next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[other.length] ?? limit + 1;
}

/** One page of candidates, as the message keeps it. */
export function pickOf(
  candidates: readonly Candidate[],
  page: number,
  about: { readonly query: string | null; readonly ambiguous: boolean },
): LogPick {
  const pages = Math.max(1, Math.ceil(candidates.length / PER_PAGE));
  const shown = Math.min(Math.max(0, page), pages - 1);
  const entries = candidates
    .slice(shown * PER_PAGE, (shown + 1) * PER_PAGE)
    .map(({ ref, label, unwell, target }) => ({ ref, label, unwell, project: target.kind === 'project' }));
  return { ...about, page: shown, pages, entries };
}
