import { type VerbName, verbsFor, type WhatHelped } from '../../actions/index.ts';
import type { ContainerSummary } from '../../docker/index.ts';
import { type Candidate, candidatesIn, containersOf } from '../logs/targets.ts';
import { proven } from '../views/what-helped.ts';
import { tap } from './data.ts';
import { containerReference, projectReference } from './reference.ts';

/** A button of the picker: what it says and where it leads. */
export interface Entry {
  readonly label: string;
  readonly data: string;
  readonly unwell: boolean;
}

/** What a sick container is offered at once. */
export interface Offer {
  readonly verb: OfferedVerb | OfferedForAll;
  readonly name: string;
  readonly data: string;
  readonly key: string;
}

const OFFERED = ['restart', 'start', 'unpause', 'memory'] as const;
export type OfferedVerb = (typeof OFFERED)[number];
const OFFERED_FOR_ALL = ['project-restart', 'project-start', 'project-recreate'] as const;
type OfferedForAll = (typeof OFFERED_FOR_ALL)[number];

/** More at once is an outage of everything: then the projects are the better choice. */
const MOST_OFFERS = 3;

/** A job that ended with 0 has done its work. */
export function isSick({ state, statusText, oneOff }: ContainerSummary): boolean {
  if (oneOff || state === 'created') return false;
  return state === 'running' ? statusText.includes('(unhealthy)') : !statusText.startsWith('Exited (0)');
}

/** A service that falls again and again looks well right after each start. */
function hasJustFallen({ state, statusText, oneOff }: ContainerSummary, { failure }: WhatHelped): boolean {
  const fell = failure.kind === 'oom' || failure.kind === 'crash';
  return fell && !oneOff && state === 'running' && /^Up (?:Less than|\d+) ?(?:a )?seconds?/.test(statusText);
}

/** The first offers: each sick container with the action that helped it best, or else the one that fits its state. */
export function offersFor(containers: readonly ContainerSummary[], whatHelped: (key: string) => WhatHelped): Offer[] {
  return containers
    .filter((container) => isSick(container) || hasJustFallen(container, whatHelped(container.key)))
    .slice(0, MOST_OFFERS)
    .map((container) => {
      const helped = whatHelped(container.key);
      const isAlone = containers.filter((other) => other.service === container.service).length === 1;
      const name = isAlone ? container.service : container.name;
      const about = { name, key: container.key };
      const whole = wholeProject(container, helped);
      if (whole !== null) return { ...about, ...whole };
      const verb = bestVerb(container, helped);
      return { ...about, verb, data: tap('a', verb, containerReference(container)) };
    });
}

/** Where an action on all of its project helped best before. */
function wholeProject(container: ContainerSummary, helped: WhatHelped): Pick<Offer, 'verb' | 'data'> | null {
  const best = proven(container, helped);
  const verb = OFFERED_FOR_ALL.find((name) => best?.of === 'project' && name === `project-${best.verb}`);
  return best === null || verb === undefined ? null : { verb, data: best.data };
}

/** What helped most after this failure; without that what fits the state, and not what never helped. */
export function bestVerb({ state }: Pick<ContainerSummary, 'state'>, { failure, now }: WhatHelped): OfferedVerb {
  const possible: readonly VerbName[] = verbsFor(state);
  const fits = OFFERED.filter((verb) => possible.includes(verb));
  const proven = now.find((record) => record.helped > 0 && fits.some((verb) => verb === record.action));
  const known = fits.find((verb) => verb === proven?.action);
  if (known !== undefined) return known;
  if (state === 'paused') return 'unpause';
  const failed = now.filter((record) => record.helped === 0).map((record) => record.action);
  if (failure.kind === 'oom' && failed.includes('restart')) return 'memory';
  return state === 'exited' ? 'start' : 'restart';
}

/** Every service, sick ones first; where there are several containers of one, it leads to them. */
export function entriesOf(containers: readonly ContainerSummary[]): Entry[] {
  return candidatesIn(containers)
    .filter(({ target }) => target.kind !== 'project')
    .flatMap((candidate) => entryOf(candidate, containers));
}

export function entryOf(candidate: Candidate, containers: readonly ContainerSummary[]): Entry[] {
  const { target, label, ref } = candidate;
  if (target.kind === 'project')
    return [{ label, data: tap('j', 'restart', projectReference(target.project)), unwell: false }];
  const own = containersOf(target, containers);
  const [first] = own;
  if (first === undefined) return [];
  const data = own.length === 1 ? tap('a', 'restart', containerReference(first)) : tap('a', 'of', ref);
  return [{ label, data, unwell: own.some(isSick) }];
}

/** The containers of one service, one by one. */
export function replicaEntries(containers: readonly ContainerSummary[]): Entry[] {
  return containers.map((container) => ({
    label: container.name,
    data: tap('a', 'restart', containerReference(container)),
    unwell: isSick(container),
  }));
}

export function projectEntries(containers: readonly ContainerSummary[]): Entry[] {
  const projects = Map.groupBy(
    containers.filter(({ project, oneOff }) => project !== null && !oneOff),
    ({ project }) => project,
  );
  return [...projects].flatMap(([project, own]) =>
    project === null
      ? []
      : [{ label: project, data: tap('j', 'restart', projectReference(project)), unwell: own.some(isSick) }],
  );
}
