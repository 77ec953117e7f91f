import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import {
  type Action,
  actionsFor,
  type Incident,
  type IncidentTimes,
  POSTMORTEM_FIELDS,
  SEVERITIES,
  TIME_FIELDS,
} from '../../../src/incidents/index.ts';
import { ANNA, BORIS, createRoom, GATEWAY, MINUTE, outage, type Room, START, WORKER } from './room.ts';

/** Written out here a second time, from the issue, on purpose: the test must not share the room's own table. */
const ORDER: readonly (readonly [keyof IncidentTimes, keyof IncidentTimes])[] = [
  ['impactStartedAt', 'detectedAt'],
  ['detectedAt', 'declaredAt'],
  ['declaredAt', 'triagedAt'],
  ['detectedAt', 'acknowledgedAt'],
  ['detectedAt', 'mitigatedAt'],
  ['mitigatedAt', 'restoredAt'],
  ['restoredAt', 'resolvedAt'],
  ['resolvedAt', 'closedAt'],
];

function expectOrder({ times }: Incident): void {
  for (const [earlier, later] of ORDER) {
    const [first, second] = [times[earlier], times[later]];
    if (first !== null && second !== null) expect(second, `${later} after ${earlier}`).toBeGreaterThanOrEqual(first);
  }
  if (times.resolvedAt !== null) expect(times.restoredAt).not.toBeNull();
  if (times.restoredAt !== null) expect(times.mitigatedAt).not.toBeNull();
}

function expectedState({ times, rootCause, resolution, prevention }: Incident): string {
  if (times.resolvedAt === null) return times.mitigatedAt === null ? 'open' : 'mitigated';
  return rootCause !== null && resolution !== null && prevention !== null ? 'closed' : 'resolved';
}

type Doing = (room: Room, number: number) => unknown;

/** For each action that this room carries out, a call that only the state can refuse. */
const ATTEMPTS: Partial<Record<Action, Doing>> = {
  take: (room, number) => room.incidents.take(number, BORIS, room.cause()),
  note: (room, number) => room.incidents.note(number, { text: 'x', message: null }, ANNA, room.cause()),
  severity: (room, number) => room.incidents.changeSeverity(number, 'P3', ANNA, room.cause()),
  mitigate: (room, number) => room.incidents.mitigate(number, ANNA, room.cause()),
  restore: (room, number) => room.incidents.restore(number, ANNA, room.cause()),
  resolve: (room, number) => room.incidents.resolve(number, ANNA, room.cause()),
  reopen: (room, number) => room.incidents.reopen(number, ANNA, room.cause()),
  postmortem: (room, number) => room.incidents.setPostmortem(number, 'rootCause', 'why', ANNA, room.cause()),
  'correct-time': (room, number) =>
    room.incidents.correctTime(number, 'detectedAt', room.current(number).times.detectedAt, ANNA, room.cause()),
};

class RolledBack extends Error {}

/** Whether the call is let through; leaves no trace. */
function isAllowed(room: Room, doing: Doing, number: number): boolean {
  try {
    room.database.transaction(() => {
      doing(room, number);
      throw new RolledBack();
    });
  } catch (error) {
    if (error instanceof UserError) return false;
    if (!(error instanceof RolledBack)) throw error;
  }
  return true;
}

function expectActions(room: Room, number: number): void {
  const incident = room.current(number);
  const offered = actionsFor(incident);
  for (const [action, doing] of Object.entries(ATTEMPTS)) {
    expect(isAllowed(room, doing, number), `${action} when ${incident.state}`).toBe(
      offered.some((one) => one === action),
    );
  }
  const active = incident.state === 'open' || incident.state === 'mitigated';
  expect(offered.includes('restart')).toBe(active);
  expect(offered).toEqual(expect.arrayContaining(['logs', 'report']));
}

const minutes = fc.integer({ min: -600, max: 600 });
const doing: fc.Arbitrary<Doing> = fc.oneof(
  fc.constantFrom(...Object.values(ATTEMPTS)),
  fc.constantFrom(...SEVERITIES).map(
    (severity): Doing =>
      (room, number) =>
        room.incidents.changeSeverity(number, severity, BORIS, room.cause()),
  ),
  fc.tuple(fc.constantFrom(...TIME_FIELDS), minutes).map(
    ([field, offset]): Doing =>
      (room, number) =>
        room.incidents.correctTime(number, field, room.clock.now() + offset * MINUTE, ANNA, room.cause()),
  ),
  fc.constantFrom(...POSTMORTEM_FIELDS).map(
    (field): Doing =>
      (room, number) =>
        room.incidents.setPostmortem(number, field, 'written', ANNA, room.cause()),
  ),
  fc.tuple(fc.constantFrom(GATEWAY, WORKER), fc.constantFrom('op-1', 'op-2'), fc.boolean()).map(
    ([key, operation, well]): Doing =>
      (room, number) => {
        const { markRecovered, unmarkRecovered } = room.incidents;
        return (well ? markRecovered : unmarkRecovered)(number, key, operation, room.cause());
      },
  ),
);

describe('whatever people do in whatever order, and also when the clock is set back', () => {
  test('times keep their order, the state follows from them, and the buttons are exactly what would not be refused', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(doing, minutes), { maxLength: 14 }), (steps) => {
        const room = createRoom();
        const { number } = room.incidents.open({ ...outage, detectedAt: START - 5 * MINUTE }, ANNA, room.cause());
        let written = room.incidents.timeline(number).length;
        expectActions(room, number);
        for (const [step, pause] of steps) {
          room.clock.advance(pause * MINUTE);
          try {
            step(room, number);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
          }
          const incident = room.current(number);
          expectOrder(incident);
          expect(incident.state).toBe(expectedState(incident));
          expectActions(room, number);
          const timeline = room.incidents.timeline(number).length;
          expect(timeline).toBeGreaterThanOrEqual(written);
          written = timeline;
        }
        room.database.close();
      }),
      { numRuns: 150 },
    );
  });
});

describe('the way of an incident', () => {
  test('from open to closed, with the times of each step', () => {
    const { incidents, clock, cause } = createRoom();
    const { number } = incidents.open({ ...outage, triageStartedAt: START - MINUTE }, ANNA, cause());
    clock.advance(MINUTE);
    incidents.take(number, ANNA, cause());
    clock.advance(MINUTE);
    expect(incidents.mitigate(number, ANNA, cause()).state).toBe('mitigated');
    clock.advance(MINUTE);
    incidents.restore(number, ANNA, cause());
    clock.advance(MINUTE);
    expect(incidents.resolve(number, ANNA, cause()).state).toBe('resolved');
    clock.advance(MINUTE);
    for (const field of POSTMORTEM_FIELDS) incidents.setPostmortem(number, field, `the ${field}`, ANNA, cause());
    expect(incidents.get(number)).toMatchObject({
      state: 'closed',
      takenBy: ANNA,
      rootCause: 'the rootCause',
      times: {
        detectedAt: START - MINUTE,
        declaredAt: START,
        triagedAt: START,
        acknowledgedAt: START + MINUTE,
        mitigatedAt: START + 2 * MINUTE,
        restoredAt: START + 3 * MINUTE,
        resolvedAt: START + 4 * MINUTE,
        closedAt: START + 5 * MINUTE,
      },
    });
    expect(incidents.timeline(number).map((entry) => entry.kind)).toEqual([
      'detected',
      'triage-started',
      'declared',
      'triaged',
      'taken',
      'mitigated',
      'restored',
      'resolved',
      'postmortem',
      'postmortem',
      'postmortem',
      'closed',
    ]);
  });

  test('resolving says that it is mitigated and restored, too, where nobody had', () => {
    const { incidents, clock, cause } = createRoom();
    const { number } = incidents.open(outage, ANNA, cause());
    clock.advance(MINUTE);
    const { times, restoredBy } = incidents.resolve(number, BORIS, cause());
    expect([times.mitigatedAt, times.restoredAt, times.resolvedAt]).toEqual(Array(3).fill(START + MINUTE));
    expect(restoredBy).toBe(BORIS);
  });

  test('reopening keeps the first detection and acknowledgement, and writes down what it withdrew', () => {
    const { incidents, clock, cause } = createRoom();
    const { number } = incidents.open(outage, ANNA, cause());
    incidents.take(number, ANNA, cause());
    clock.advance(MINUTE);
    incidents.resolve(number, ANNA, cause());
    clock.advance(MINUTE);
    const reopened = incidents.reopen(number, BORIS, cause());
    expect(reopened).toMatchObject({
      state: 'open',
      times: { detectedAt: START, acknowledgedAt: START, mitigatedAt: null, restoredAt: null, resolvedAt: null },
    });
    expect(incidents.timeline(number).at(-1)).toMatchObject({
      kind: 'reopened',
      by: BORIS,
      data: { restoredAt: START + MINUTE, resolvedAt: START + MINUTE, closedAt: null },
    });
    clock.advance(MINUTE);
    expect(incidents.resolve(number, ANNA, cause()).times.resolvedAt).toBe(START + 3 * MINUTE);
  });

  test('the acknowledgement is the first one; another person takes over without moving it', () => {
    const { incidents, clock, cause } = createRoom();
    const { number } = incidents.open(outage, ANNA, cause());
    clock.advance(MINUTE);
    incidents.take(number, ANNA, cause());
    clock.advance(MINUTE);
    expect(incidents.take(number, BORIS, cause())).toMatchObject({
      takenBy: BORIS,
      times: { acknowledgedAt: START + MINUTE },
    });
    const entries = incidents.timeline(number).length;
    incidents.take(number, BORIS, cause());
    expect(incidents.timeline(number)).toHaveLength(entries);
  });

  test('what each state offers', () => {
    const { incidents, cause, current } = createRoom();
    const { number } = incidents.open(outage, ANNA, cause());
    const active = ['take', 'note', 'logs', 'restart', 'severity', 'resolve', 'correct-time', 'report'];
    const over = ['note', 'logs', 'reopen', 'postmortem', 'correct-time', 'report'];
    const offered = () => new Set(actionsFor(current(number)));
    expect(offered()).toEqual(new Set([...active, 'mitigate', 'restore']));
    incidents.mitigate(number, ANNA, cause());
    expect(offered()).toEqual(new Set([...active, 'restore']));
    incidents.restore(number, ANNA, cause());
    expect(offered()).toEqual(new Set([...active]));
    incidents.resolve(number, ANNA, cause());
    expect(offered()).toEqual(new Set([...over, 'severity']));
    for (const field of POSTMORTEM_FIELDS) incidents.setPostmortem(number, field, 'x', ANNA, cause());
    expect(offered()).toEqual(new Set([...over]));
  });

  test('a refusal says what is the matter', () => {
    const { incidents, cause } = createRoom();
    const { number } = incidents.open(outage, ANNA, cause());
    expect(() => incidents.reopen(number, ANNA, cause())).toThrow('incidents-not-resolved');
    incidents.resolve(number, ANNA, cause());
    expect(() => incidents.resolve(number, ANNA, cause())).toThrow('incidents-already-resolved');
    expect(() => incidents.take(99, ANNA, cause())).toThrow('incidents-unknown');
  });
});
