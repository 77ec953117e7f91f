import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MetricId, type MetricIncident, metricsFor, type Recovery } from '../../../src/incidents/index.ts';
import { figuresOf } from '../../../src/incidents/metrics.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Thirty days. */
const period = { fromAt: Date.UTC(2025, 0, 1), toAt: Date.UTC(2025, 0, 31) };

interface Case {
  readonly day: number;
  readonly triagedAfter?: number | null;
  readonly restoredAfter?: number | null;
  readonly impactBefore?: number;
}

/** An incident that was detected at the start of that day of the period; everything else counted from there. */
function incident(given: Case, rest: Partial<MetricIncident> = {}): MetricIncident {
  const detectedAt = period.fromAt + given.day * DAY;
  const after = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : detectedAt + ms);
  return {
    drill: false,
    affected: ['local/shop/gateway'],
    affectedAll: false,
    usersImpacted: true,
    times: {
      impactStartedAt: given.impactBefore === undefined ? null : detectedAt - given.impactBefore,
      detectedAt,
      declaredAt: detectedAt,
      acknowledgedAt: null,
      triagedAt: after(given.triagedAfter),
      mitigatedAt: after(given.restoredAfter),
      restoredAt: after(given.restoredAfter),
      resolvedAt: null,
      closedAt: null,
    },
    ...rest,
  };
}

function recovery(given: Partial<Recovery>): Recovery {
  const whole: Recovery = {
    kind: 'restore',
    passed: true,
    missed: false,
    recoveryTimeMs: null,
    recoveryPointMs: null,
    at: period.fromAt,
  };
  return { ...whole, ...given };
}

function row(id: MetricId, incidents: readonly MetricIncident[], recoveries: readonly Recovery[] = []) {
  const found = metricsFor(incidents, recoveries, period).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
}

test('the rows and targets of the on-call document, in its order', () => {
  const rows = metricsFor([], [], period).map(({ id, target, direction }) => [id, target, direction]);
  expect(rows).toEqual([
    ['rto', 4 * HOUR, 'below'],
    ['rpo', 24 * HOUR, 'below'],
    ['mttr', 15 * MINUTE, 'below'],
    ['mtbf', 30 * DAY, 'at-least'],
    ['pass-rate', 95, 'above'],
  ]);
});

test('with nothing measured there is no figure and no verdict', () => {
  for (const one of metricsFor([], [], period)) {
    expect(one).toMatchObject({ n: 0, mean: null, median: null, p90: null, values: null, ok: null });
  }
});

describe('RTO: from detection to restored', () => {
  test('mean, median and 90th percentile of three, which are listed; the worst is judged', () => {
    const three = [1, 2, 6].map((hours) => incident({ day: hours, restoredAfter: hours * HOUR }));
    expect(row('rto', three)).toMatchObject({
      n: 3,
      mean: 3 * HOUR,
      median: 2 * HOUR,
      p90: 6 * HOUR,
      max: 6 * HOUR,
      values: [HOUR, 2 * HOUR, 6 * HOUR],
      ok: false,
    });
    expect(row('rto', three.slice(0, 2)).ok).toBe(true);
  });

  test('exactly four hours is not below four hours', () => {
    expect(row('rto', [incident({ day: 1, restoredAfter: 4 * HOUR })]).ok).toBe(false);
    expect(row('rto', [incident({ day: 1, restoredAfter: 4 * HOUR - 1 })]).ok).toBe(true);
  });

  test('what is not restored is counted apart; exercises, and what took no service away, are not counted', () => {
    const lost = { usersImpacted: false, affected: [] };
    const four = [
      incident({ day: 1, restoredAfter: HOUR }),
      incident({ day: 2 }),
      incident({ day: 3, restoredAfter: HOUR }, { drill: true }),
      incident({ day: 4, restoredAfter: HOUR }, lost),
    ];
    expect(row('rto', four)).toMatchObject({ n: 1, excluded: 1 });
  });

  test('five and more are not listed', () => {
    const five = [1, 2, 3, 4, 5].map((day) => incident({ day, restoredAfter: day * MINUTE }));
    expect(row('rto', five)).toMatchObject({ n: 5, median: 3 * MINUTE, p90: 5 * MINUTE, values: null });
  });
});

describe('MTTR, as they define it: mean time to triage', () => {
  test('judged by its mean, over all that were detected in the period', () => {
    const four = [
      incident({ day: 0, triagedAfter: 5 * MINUTE }),
      incident({ day: 29, triagedAfter: 20 * MINUTE }),
      incident({ day: -1, triagedAfter: 500 * MINUTE }),
      incident({ day: 30, triagedAfter: 500 * MINUTE }),
      incident({ day: 3 }),
    ];
    expect(row('mttr', four)).toMatchObject({
      n: 2,
      excluded: 1,
      mean: 12.5 * MINUTE,
      median: 12.5 * MINUTE,
      p90: 20 * MINUTE,
      ok: true,
    });
    expect(row('mttr', [incident({ day: 1, triagedAfter: 15 * MINUTE })]).ok).toBe(false);
  });
});

describe('MTBF: (window − unplanned downtime) ÷ failures', () => {
  test('two failures of one and two days in thirty: 13.5 days; 17 days between them', () => {
    const two = [incident({ day: 5, restoredAfter: DAY }), incident({ day: 23, restoredAfter: 2 * DAY })];
    expect(row('mtbf', two)).toMatchObject({ n: 2, mean: 13.5 * DAY, median: 17 * DAY, values: [17 * DAY], ok: false });
  });

  test('fewer than two failures: not to be said', () => {
    expect(row('mtbf', [incident({ day: 5, restoredAfter: DAY })])).toMatchObject({ n: 1, mean: null, ok: null });
  });

  test('downtimes that overlap count once, from the first impact on', () => {
    const two = [
      incident({ day: 10, restoredAfter: 4 * DAY, impactBefore: DAY }),
      incident({ day: 12, restoredAfter: DAY }),
    ];
    expect(row('mtbf', two)).toMatchObject({ n: 2, mean: (25 * DAY) / 2, values: null });
  });

  test('downtime is cut to the window, and what began before it is downtime but no failure of it', () => {
    const three = [
      incident({ day: -5, restoredAfter: 6 * DAY }),
      incident({ day: 10, restoredAfter: DAY }),
      incident({ day: 28 }),
    ];
    expect(row('mtbf', three)).toMatchObject({ n: 2, mean: (26 * DAY) / 2 });
  });

  test('thirty days are enough', () => {
    const two = [incident({ day: 1, restoredAfter: 0 }), incident({ day: 40, restoredAfter: 0 })];
    const sixty = { fromAt: period.fromAt, toAt: period.fromAt + 60 * DAY };
    expect(metricsFor(two, [], sixty).find(({ id }) => id === 'mtbf')).toMatchObject({ mean: 30 * DAY, ok: true });
  });
});

describe('RPO: the recovery point that restores and drills really reached', () => {
  test('the worst is judged; what failed or measured nothing is not a figure', () => {
    const some = [
      recovery({ recoveryPointMs: 2 * HOUR }),
      recovery({ kind: 'scheduled-drill', recoveryPointMs: 25 * HOUR }),
      recovery({ kind: 'drill', recoveryPointMs: 663 * DAY }),
      recovery({ kind: 'scheduled-drill', recoveryPointMs: null }),
      recovery({ passed: false, recoveryPointMs: HOUR }),
      recovery({ recoveryPointMs: HOUR, at: period.toAt }),
    ];
    expect(row('rpo', [], some)).toMatchObject({ n: 2, excluded: 1, max: 25 * HOUR, median: 13.5 * HOUR, ok: false });
    expect(row('rpo', [], some.slice(0, 1))).toMatchObject({ n: 1, ok: true });
  });
});

describe('pass rate: (restores and scheduled drills that passed) ÷ (those attempted + those missed)', () => {
  test('a missed drill counts as one that did not pass; drills by hand do not count', () => {
    const some = [
      recovery({}),
      recovery({ kind: 'scheduled-drill' }),
      recovery({ kind: 'scheduled-drill', passed: false }),
      recovery({ kind: 'scheduled-drill', passed: false, missed: true }),
      recovery({ kind: 'drill', passed: false }),
    ];
    expect(row('pass-rate', [], some)).toMatchObject({ n: 4, mean: 50, median: null, ok: false });
  });

  test('95% is not above 95%', () => {
    const twenty = Array.from({ length: 20 }, (_, index) => recovery({ passed: index > 0 }));
    expect(row('pass-rate', [], twenty)).toMatchObject({ mean: 95, ok: false });
    expect(row('pass-rate', [], [...twenty, recovery({})])).toMatchObject({ n: 21, ok: true });
  });
});

test('90th percentile by nearest rank: the 9th of ten, the 18th of twenty', () => {
  const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);
  expect(figuresOf(upTo(10))).toMatchObject({ mean: 5.5, median: 5.5, p90: 9, max: 10 });
  expect(figuresOf(upTo(20)).p90).toBe(18);
});

test('no metric is ever negative, and median and percentile lie between the ends', () => {
  const one = fc
    .record({ day: fc.integer({ min: -5, max: 35 }), triaged: fc.nat(DAY), restored: fc.option(fc.nat(5 * DAY)) })
    .map(({ day, triaged, restored }) => incident({ day, triagedAfter: triaged, restoredAfter: restored }));
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), (incidents) => {
      for (const { mean, median, p90, max } of metricsFor(incidents, [], period)) {
        for (const value of [mean, median, p90, max]) expect(value ?? 0).toBeGreaterThanOrEqual(0);
        if (max !== null) expect(p90 ?? 0).toBeLessThanOrEqual(max);
        if (p90 !== null) expect(median ?? 0).toBeLessThanOrEqual(p90);
      }
    }),
  );
});
