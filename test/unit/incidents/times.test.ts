import { describe, expect, test } from 'vitest';
import { createTexts, locales } from '../../../src/document/index.ts';
import { UserError } from '../../../src/errors.ts';
import { shownTimeline, TIME_FIELDS } from '../../../src/incidents/index.ts';
import { ANNA, createRoom, MINUTE, outage, type Room, START } from './room.ts';

function resolvedIncident(room: Room): number {
  const { incidents, clock, cause } = room;
  const { number } = incidents.open(outage, ANNA, cause());
  for (const step of [incidents.take, incidents.mitigate, incidents.restore, incidents.resolve]) {
    clock.advance(10 * MINUTE);
    step(number, ANNA, cause());
  }
  return number;
}

function refusal(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('correcting when something happened', () => {
  test('is written down with the old and the new time, and the timeline then reads in the new order', () => {
    const room = createRoom();
    const number = resolvedIncident(room);
    const corrected = room.incidents.correctTime(number, 'mitigatedAt', START + 5 * MINUTE, ANNA, room.cause());
    expect(corrected.times.mitigatedAt).toBe(START + 5 * MINUTE);
    const timeline = room.incidents.timeline(number);
    expect(timeline.at(-1)).toMatchObject({
      kind: 'time-corrected',
      by: ANNA,
      data: { field: 'mitigatedAt', from: START + 20 * MINUTE, to: START + 5 * MINUTE, relapse: null },
    });
    const shown = shownTimeline(timeline).map(({ entry, at }) => [entry.kind, (at - START) / MINUTE]);
    expect(shown.slice(2)).toEqual([
      ['triaged', 0],
      ['mitigated', 5],
      ['taken', 10],
      ['restored', 30],
      ['resolved', 40],
      ['time-corrected', 40],
    ]);
  });

  test.each([
    ['impactStartedAt', 1, 'impactStartedAt', 'detectedAt'],
    ['detectedAt', 1, 'detectedAt', 'declaredAt'],
    ['acknowledgedAt', -1, 'detectedAt', 'acknowledgedAt'],
    ['mitigatedAt', 31, 'mitigatedAt', 'restoredAt'],
    ['mitigatedAt', -1, 'detectedAt', 'mitigatedAt'],
    ['restoredAt', 19, 'mitigatedAt', 'restoredAt'],
    ['resolvedAt', 29, 'restoredAt', 'resolvedAt'],
    ['declaredAt', 1, 'declaredAt', 'triagedAt'],
  ] as const)('%s at minute %i is refused: %s precedes %s', (field, minute, earlier, later) => {
    const room = createRoom();
    const number = resolvedIncident(room);
    const before = room.current(number);
    const error = refusal(() => room.incidents.correctTime(number, field, START + minute * MINUTE, ANNA, room.cause()));
    expect(error).toMatchObject({ key: 'incidents-time-order', params: { earlier, later } });
    expect(room.incidents.get(number)).toEqual(before);
  });

  test('the start of the impact can be said later; what has not happened cannot, nor the future', () => {
    const room = createRoom();
    const { number } = room.incidents.open(outage, ANNA, room.cause());
    const early = START - 30 * MINUTE;
    expect(room.incidents.correctTime(number, 'impactStartedAt', early, ANNA, room.cause()).times.impactStartedAt).toBe(
      early,
    );
    const correct = (field: 'restoredAt' | 'triagedAt', at: number) => () =>
      room.incidents.correctTime(number, field, at, ANNA, room.cause());
    expect(refusal(correct('restoredAt', START)).key).toBe('incidents-time-not-set');
    expect(refusal(correct('triagedAt', START + 1)).key).toBe('incidents-time-future');
  });

  test('opening with a detection before its impact, or in the future, is refused', () => {
    const { incidents, cause } = createRoom();
    const open = (times: object) => () => incidents.open({ ...outage, ...times }, ANNA, cause());
    expect(refusal(open({ impactStartedAt: START - 1, detectedAt: START - 2 })).key).toBe('incidents-time-order');
    expect(refusal(open({ detectedAt: START + 1 })).key).toBe('incidents-time-future');
    expect(incidents.newest()).toBeNull();
  });

  test('every pair of times has its names in both languages', () => {
    const texts = createTexts();
    for (const locale of locales) {
      const other = texts.t(locale, 'incidents-time-order', { earlier: '?', later: '?', earlierAt: 'a', laterAt: 'b' });
      for (const field of TIME_FIELDS) {
        const params = { earlier: field, later: field, earlierAt: 'a', laterAt: 'b' };
        const named = texts.t(locale, 'incidents-time-order', params);
        for (const part of other.split(/ \([ab]\)/).slice(0, 1)) expect(named).not.toContain(part);
      }
    }
  });
});
