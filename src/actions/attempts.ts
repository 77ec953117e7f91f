import type { BadEvent } from '../recorder/index.ts';

/** What was wrong with a service when an action was asked for. */
export const FAILURES = ['oom', 'crash', 'unhealthy', 'none'] as const;
export type FailureKind = (typeof FAILURES)[number];

export interface Failure {
  readonly kind: FailureKind;
  /** Of a crash; null for the others and where it is not known. */
  readonly exitCode: number | null;
}

export const NO_FAILURE: Failure = { kind: 'none', exitCode: null };

/** What a container is like now, as far as it says what is wrong. */
export interface Seen {
  readonly state: string;
  readonly health: string | null;
}

/** The kernel's word and the end it caused come a moment apart, in either order. */
const SAME_DEATH_MS = 2000;
/** A service that runs (again) has a failure only while the last one is this fresh: Docker waits at most a minute between starts. */
const FRESH_MS = 10 * 60_000;

/** The failure of a service: what its containers are like, and what went wrong with it before (oldest first). */
export function failureOf(seen: readonly Seen[], events: readonly BadEvent[], now: number): Failure {
  if (seen.some((container) => container.health === 'unhealthy')) return { kind: 'unhealthy', exitCode: null };
  const isDown = seen.length === 0 || seen.some(({ state }) => state !== 'running' && state !== 'paused');
  const deaths = events.filter((event) => event.kind !== 'unhealthy' && (isDown || now - event.at <= FRESH_MS));
  const last = deaths.at(-1);
  if (last === undefined) {
    const sick = events.at(-1);
    const isWell = seen.every((container) => container.health === 'healthy');
    return sick !== undefined && !isWell && now - sick.at <= FRESH_MS
      ? { kind: sick.kind, exitCode: null }
      : NO_FAILURE;
  }
  const isOom = deaths.some((event) => event.kind === 'oom' && last.at - event.at <= SAME_DEATH_MS);
  return isOom ? { kind: 'oom', exitCode: null } : { kind: 'crash', exitCode: last.exitCode };
}

/** One action that ended: what was wrong, and whether that was over afterwards and stayed over while it was watched. */
export interface Attempt {
  readonly action: string;
  readonly failure: Failure;
  readonly helped: boolean;
  readonly tookMs: number;
}

/** How often one action helped after one failure. */
export interface Efficacy {
  readonly action: string;
  readonly failure: Failure;
  readonly helped: number;
  readonly of: number;
  /** Of those that helped, milliseconds; null when none did. */
  readonly medianMs: number | null;
}

/** What every action did after every failure, the most helpful first within a failure. */
export function efficacies(attempts: readonly Attempt[]): Efficacy[] {
  const groups = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const key = JSON.stringify([attempt.action, attempt.failure.kind, attempt.failure.exitCode]);
    groups.set(key, [...(groups.get(key) ?? []), attempt]);
  }
  return [...groups.values()]
    .flatMap((group): Efficacy[] => {
      const [first] = group;
      if (first === undefined) return [];
      const good = group.filter((attempt) => attempt.helped);
      const medianMs = good.length === 0 ? null : median(good.map((attempt) => attempt.tookMs));
      return [{ action: first.action, failure: first.failure, helped: good.length, of: group.length, medianMs }];
    })
    .sort(moreHelpful);
}

/**
 * Of a service's record: what belongs to a failure, the most helpful action first. A crash with another exit code is
 * another failure; where nothing is known of this code, all crashes count together.
 */
export function recordAfter(failure: Failure, attempts: readonly Attempt[]): Efficacy[] {
  const same = attempts.filter(
    ({ failure: { kind, exitCode } }) => kind === failure.kind && exitCode === failure.exitCode,
  );
  if (same.length > 0 || failure.kind !== 'crash') return efficacies(same);
  const crashes = attempts.filter((attempt) => attempt.failure.kind === 'crash');
  return efficacies(crashes.map((attempt) => ({ ...attempt, failure: { kind: 'crash', exitCode: null } })));
}

/** By what is to be expected of the next try: one success of one says less than nine of ten. */
function moreHelpful(one: Efficacy, other: Efficacy): number {
  const byChance = expected(other) - expected(one);
  if (byChance !== 0) return byChance;
  const byTime = (one.medianMs ?? Number.MAX_SAFE_INTEGER) - (other.medianMs ?? Number.MAX_SAFE_INTEGER);
  return byTime !== 0 ? byTime : one.action < other.action ? -1 : 1;
}

/** Laplace's rule of succession. */
function expected({ helped, of }: Efficacy): number {
  return (helped + 1) / (of + 2);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[middle - 1] ?? upper) + upper) / 2);
}
