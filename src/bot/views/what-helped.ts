import type { Efficacy, WhatHelped } from '../../actions/index.ts';
import type { ServiceKey } from '../../docker/index.ts';
import type { Reason } from '../../operations/index.ts';
import type { Rooms } from './rooms.ts';
import type { Reader } from './view.ts';

const SHOWN = 2;

/** What helped this service before, after the failure that it has now: at most two lines, the most helpful first. */
export function helpedReasons({ now }: WhatHelped): Reason[] {
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
