/**
 * The five rows of "Success Metrics" in the on-call document, as pure functions. RTO and RPO are targets; what is
 * measured against them are the times actually reached. Definitions are the document's own (MTTR there is the mean time
 * to *triage*), MTBF the usual (window − unplanned downtime) ÷ failures.
 */
import type { Incident } from './incident.ts';

/** One attempt to get data back: for real, by hand as an exercise, or on schedule. `missed`: was due and never ran. */
export interface Recovery {
  readonly kind: 'restore' | 'drill' | 'scheduled-drill';
  readonly passed: boolean;
  readonly missed: boolean;
  readonly recoveryTimeMs: number | null;
  /** Age of the newest data that came back, at the moment of the failure. */
  readonly recoveryPointMs: number | null;
  readonly at: number;
}

/** The shape of `targets` in vakhta.yaml: milliseconds, and a percentage. */
export interface MetricTargets {
  readonly rto: number;
  readonly rpo: number;
  readonly timeToTriage: number;
  readonly mtbf: number;
  readonly passRatePercent: number;
}

const HOUR = 3_600_000;

export const DEFAULT_TARGETS: MetricTargets = {
  rto: 4 * HOUR,
  rpo: 24 * HOUR,
  timeToTriage: HOUR / 4,
  mtbf: 30 * 24 * HOUR,
  passRatePercent: 95,
};

/** From (inclusive) to (exclusive), UTC milliseconds. The caller does not let it reach into the future or before the first day of use. */
export interface Period {
  readonly fromAt: number;
  readonly toAt: number;
}

export type MetricId = 'rto' | 'rpo' | 'mttr' | 'mtbf' | 'pass-rate';

export interface MetricRow {
  readonly id: MetricId;
  readonly unit: 'ms' | 'percent';
  readonly target: number;
  /** How the target reads: `below` it (durations), `above` it (pass rate), `at-least` it (MTBF). */
  readonly direction: 'below' | 'above' | 'at-least';
  /** How many were measured (MTBF: failures; pass rate: attempted + missed). 0: no data yet. */
  readonly n: number;
  /** How many belong here but have no value yet (not restored, no recovery point measured). */
  readonly excluded: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly p90: number | null;
  readonly max: number | null;
  /** The single values where they are fewer than five: a mean of three says little. MTBF: the gaps between failures. */
  readonly values: readonly number[] | null;
  /** RTO and RPO are promises for each case, so the worst one is judged; MTTR, MTBF and pass rate by the mean. `null`: cannot be said. */
  readonly ok: boolean | null;
}

export type MetricIncident = Pick<Incident, 'drill' | 'affected' | 'affectedAll' | 'usersImpacted' | 'times'>;

/** The rows rto, rpo, mttr, mtbf, pass-rate, in the order of the document. Incidents count in the period in which they were detected. */
export function metricsFor(
  incidents: readonly MetricIncident[],
  recoveries: readonly Recovery[],
  period: Period,
  targets: MetricTargets = DEFAULT_TARGETS,
): MetricRow[] {
  const real = incidents.filter((incident) => !incident.drill);
  const detected = real.filter((incident) => isWithin(incident.times.detectedAt, period));
  const attempts = recoveries.filter((recovery) => isWithin(recovery.at, period));
  return [
    timeToRestore(detected, targets.rto),
    recoveryPoint(attempts, targets.rpo),
    timeToTriage(detected, targets.timeToTriage),
    timeBetweenFailures(real, period, targets.mtbf),
    passRate(attempts, targets.passRatePercent),
  ];
}

/** A failure is an incident that took something away from somebody: a service, or what users see. */
export function isFailure(incident: MetricIncident): boolean {
  return incident.usersImpacted || incident.affectedAll || incident.affected.length > 0;
}

function timeToRestore(detected: readonly MetricIncident[], target: number): MetricRow {
  const all = detected
    .filter(isFailure)
    .map(({ times }) => (times.restoredAt === null ? null : times.restoredAt - times.detectedAt));
  return durations('rto', all, target, (row) => row.max);
}

/** What a restore or scheduled drill gave back, where it worked. A drill by hand takes any backup, however old: that proves no point. */
function recoveryPoint(attempts: readonly Recovery[], target: number): MetricRow {
  const all = attempts
    .filter(({ kind, passed, missed }) => kind !== 'drill' && passed && !missed)
    .map((attempt) => attempt.recoveryPointMs);
  return durations('rpo', all, target, (row) => row.max);
}

function timeToTriage(detected: readonly MetricIncident[], target: number): MetricRow {
  const all = detected.map(({ times }) => (times.triagedAt === null ? null : times.triagedAt - times.detectedAt));
  return durations('mttr', all, target, (row) => row.mean);
}

type Judged = Pick<MetricRow, 'mean' | 'max'>;

function durations(
  id: MetricId,
  all: readonly (number | null)[],
  target: number,
  judged: (row: Judged) => number | null,
): MetricRow {
  const values = all.filter((value) => value !== null);
  const figures = figuresOf(values);
  const measured = judged(figures);
  return {
    id,
    unit: 'ms',
    target,
    direction: 'below',
    n: values.length,
    excluded: all.length - values.length,
    ...figures,
    ok: measured === null ? null : measured < target,
  };
}

/** (window − unplanned downtime) ÷ failures; cannot be said with fewer than two. Downtimes that overlap count once. */
function timeBetweenFailures(real: readonly MetricIncident[], period: Period, target: number): MetricRow {
  const outages = real.filter(isFailure).map((incident) => outageOf(incident, period));
  const failures = real.filter((incident) => isFailure(incident) && isWithin(incident.times.detectedAt, period));
  const spans = union(outages, period);
  const down = spans.reduce((sum, span) => sum + span.toAt - span.fromAt, 0);
  const n = failures.length;
  const mean = n < 2 ? null : (period.toAt - period.fromAt - down) / n;
  const gaps = spans.slice(1).map((span, index) => span.fromAt - (spans[index]?.toAt ?? span.fromAt));
  return {
    id: 'mtbf',
    unit: 'ms',
    target,
    direction: 'at-least',
    n,
    excluded: 0,
    ...figuresOf(n < 2 ? [] : gaps),
    mean,
    ok: mean === null ? null : mean >= target,
  };
}

/** From the first impact until it was restored, or still going on. */
function outageOf({ times }: MetricIncident, period: Period): Period {
  return { fromAt: times.impactStartedAt ?? times.detectedAt, toAt: times.restoredAt ?? period.toAt };
}

/** Spans cut to the window, in order, overlapping ones joined. */
function union(spans: readonly Period[], window: Period): Period[] {
  const cut = spans
    .filter((span) => span.fromAt < window.toAt && span.toAt >= window.fromAt)
    .map((span) => ({
      fromAt: Math.max(span.fromAt, window.fromAt),
      toAt: Math.min(Math.max(span.toAt, span.fromAt), window.toAt),
    }))
    .sort((a, b) => a.fromAt - b.fromAt);
  const joined: Period[] = [];
  for (const span of cut) {
    const last = joined.at(-1);
    if (last === undefined || span.fromAt > last.toAt) joined.push(span);
    else joined[joined.length - 1] = { fromAt: last.fromAt, toAt: Math.max(last.toAt, span.toAt) };
  }
  return joined;
}

/** (restores and scheduled drills that passed) ÷ (those attempted + those missed). Drills by hand are practice and do not count. */
function passRate(attempts: readonly Recovery[], targetPercent: number): MetricRow {
  const counted = attempts.filter((attempt) => attempt.kind !== 'drill');
  const passed = counted.filter((attempt) => attempt.passed && !attempt.missed).length;
  const percent = counted.length === 0 ? null : (100 * passed) / counted.length;
  return {
    id: 'pass-rate',
    unit: 'percent',
    target: targetPercent,
    direction: 'above',
    n: counted.length,
    excluded: 0,
    mean: percent,
    median: null,
    p90: null,
    max: null,
    values: null,
    ok: percent === null ? null : percent > targetPercent,
  };
}

type Figures = Pick<MetricRow, 'mean' | 'median' | 'p90' | 'max' | 'values'>;

/** Mean, median (middle two averaged), 90th percentile by nearest rank (the ⌈0.9 n⌉-th smallest). */
export function figuresOf(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const at = (rank: number): number | null => sorted[rank - 1] ?? null;
  const [low, high] = [at(Math.ceil(n / 2)), at(Math.floor(n / 2) + 1)];
  return {
    mean: n === 0 ? null : sorted.reduce((sum, value) => sum + value, 0) / n,
    median: low === null || high === null ? null : (low + high) / 2,
    p90: at(Math.ceil(0.9 * n)),
    max: at(n),
    values: n > 0 && n < 5 ? [...values] : null,
  };
}

function isWithin(at: number, period: Period): boolean {
  return at >= period.fromAt && at < period.toAt;
}
