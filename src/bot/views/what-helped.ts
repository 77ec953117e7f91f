import {
  type Efficacy,
  PROJECT_VERBS,
  type ProjectVerb,
  type VerbName,
  verbsFor,
  type WhatHelped,
} from '../../actions/index.ts';
import type { ContainerSummary, ServiceKey } from '../../docker/index.ts';
import type { Question, Reason } from '../../operations/index.ts';
import { tap } from '../taps/data.ts';
import { containerReference, projectReference } from '../taps/reference.ts';
import type { Rooms } from './rooms.ts';
import type { Reader } from './view.ts';

const SHOWN = 2;

/** What helped this service before, after the failure that it has now: at most two lines, the most helpful first. */
function helpedReasons({ now }: WhatHelped): Reason[] {
  return now.slice(0, SHOWN).map(helpedReason);
}

/** "Restart helped 4 of 5 times after an OOM kill, median 22 s." */
function helpedReason({ action, failure, helped, of, medianMs }: Efficacy): Reason {
  const about = { action, failure: failure.kind, code: failure.exitCode ?? 'unknown', count: of };
  return medianMs === null
    ? { key: 'bot-helped-never', params: about }
    : { key: 'bot-helped', params: { ...about, helped, median: medianMs } };
}

/** The same as sentences, for a page about the service; empty where nothing is known or nothing is wrong. */
export function helpedLines(key: ServiceKey, { t }: Pick<Reader, 't'>, rooms: Pick<Rooms, 'actions'>): string[] {
  const helped = rooms.actions.whatHelped(key);
  return helpedReasons(helped).map((reason) => t(reason.key, reason.params));
}

/** What a question about one action says: how that action did, and which other one did better. */
export function helpedFacts(
  action: string,
  { failure, now, all }: WhatHelped,
): { facts: Reason[]; warnings: Reason[] } {
  // Nothing is wrong: what it "did not help" against was nothing either.
  if (failure.kind === 'none') return { facts: [], warnings: [] };
  const own = now.find((record) => record.action === action);
  const [best] = now;
  const isBeaten = best !== undefined && best.action !== action && best.helped > 0;
  const better = isBeaten ? [helpedReason(best)] : [];
  if (own !== undefined && own.helped === 0) return { facts: better, warnings: [helpedReason(own)] };
  // After another failure it never helped: worth knowing before it is tried as a cure for everything.
  const never = all.find(
    (record) =>
      record.action === action && record.helped === 0 && record.failure.kind !== failure.kind && record.of > 1,
  );
  const facts = own === undefined ? [] : [helpedReason(own)];
  return {
    facts: [...facts, ...(never === undefined || own === undefined ? [] : [helpedReason(never)]), ...better],
    warnings: [],
  };
}

/** An action that helped before, with what its button sends. */
export interface Proven {
  readonly of: 'container' | 'project';
  readonly verb: VerbName | ProjectVerb;
  readonly data: string;
}

type Candidate = Pick<ContainerSummary, 'key' | 'number' | 'oneOff' | 'name' | 'state' | 'project' | 'service'>;

/** What helped most after the failure that it has now and can be done to it as it stands; null where nothing did, or nothing is wrong. */
export function proven(container: Candidate, { failure, now }: WhatHelped): Proven | null {
  if (container.oneOff || failure.kind === 'none') return null;
  for (const { action, helped } of now) {
    const found = helped > 0 ? doable(action, container) : null;
    if (found !== null) return found;
  }
  return null;
}

function doable(action: string, container: Candidate): Proven | null {
  const verb = verbsFor(container.state).find((name) => name === action);
  if (verb !== undefined) return { of: 'container', verb, data: tap('a', verb, containerReference(container)) };
  const whole = PROJECT_VERBS.find((name) => `project-${name}` === action);
  if (whole === undefined || container.project === null) return null;
  // Starting a project starts only what stands.
  if (whole === 'start' && container.state !== 'exited' && container.state !== 'created') return null;
  return { of: 'project', verb: whole, data: tap('j', whole, projectReference(container.project)) };
}

/** Beside the question about one action: another one with the better record. Nothing where there is none. */
export function betterAction(
  action: string,
  container: Candidate,
  helped: WhatHelped,
): Pick<Question, 'alternative'> | undefined {
  const best = proven(container, helped);
  if (best === null || (best.of === 'container' && best.verb === action)) return undefined;
  return { alternative: { label: provenReason(best, container), data: best.data } };
}

/** "Restart gateway", "Recreate shop". */
function provenReason({ of, verb }: Proven, { service, project }: Candidate): Reason {
  return of === 'container'
    ? { key: 'bot-button-act', params: { verb, name: service } }
    : { key: 'bot-project-do', params: { verb, project: project ?? '' } };
}

export function provenLabel(best: Proven, container: Candidate, { t }: Pick<Reader, 't'>): string {
  const { key, params } = provenReason(best, container);
  return t(key, params);
}
