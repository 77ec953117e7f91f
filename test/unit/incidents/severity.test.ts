import { describe, expect, test } from 'vitest';
import { DEFAULT_MATRIX, responseOf, severityMatrix } from '../../../src/incidents/index.ts';
import { ANNA, createRoom, MINUTE, outage, START } from './room.ts';

test.each([
  ['P0', 15, ['slack', 'phone'], ['CTO', 'DevOps']],
  ['P1', 60, ['slack'], ['DevOps lead']],
  ['P2', 4 * 60, ['slack'], ['DevOps lead']],
  ['P3', 24 * 60, ['slack'], ['DevOps lead']],
] as const)('%s: %i minutes, as the on-call document has it', (severity, minutes, notify, escalation) => {
  expect(DEFAULT_MATRIX[severity]).toEqual({ severity, responseMs: minutes * MINUTE, notify, escalation });
});

test('the configuration changes the response times that it names', () => {
  const matrix = severityMatrix({ P1: 30 * MINUTE });
  expect(matrix.P1).toEqual({ ...DEFAULT_MATRIX.P1, responseMs: 30 * MINUTE });
  expect(matrix.P0).toEqual(DEFAULT_MATRIX.P0);
});

describe('how an incident stands against its response time', () => {
  test('late from the moment after its time, while nobody has taken it', () => {
    const { incidents, cause } = createRoom();
    const incident = incidents.open(outage, ANNA, cause());
    const at = (minutes: number) => responseOf(incident, DEFAULT_MATRIX, START + minutes * MINUTE);
    expect(at(60)).toEqual({ dueAt: START + 60 * MINUTE, runningMs: 60 * MINUTE, answeredAfterMs: null, late: false });
    expect(at(61)).toMatchObject({ runningMs: 61 * MINUTE, late: true });
  });

  test('taken in time stays in time; taken late stays late; the clock stops when it is resolved', () => {
    const { incidents, clock, cause } = createRoom();
    const first = incidents.open(outage, ANNA, cause());
    clock.advance(59 * MINUTE);
    incidents.take(first.number, ANNA, cause());
    clock.advance(MINUTE);
    const resolved = incidents.resolve(first.number, ANNA, cause());
    expect(responseOf(resolved, DEFAULT_MATRIX, START + 999 * MINUTE)).toMatchObject({
      answeredAfterMs: 59 * MINUTE,
      runningMs: 60 * MINUTE,
      late: false,
    });
    const second = incidents.open({ ...outage, detectedAt: START - MINUTE }, ANNA, cause());
    expect(
      responseOf(incidents.take(second.number, ANNA, cause()), DEFAULT_MATRIX, START + 999 * MINUTE),
    ).toMatchObject({ answeredAfterMs: 61 * MINUTE, late: true });
  });
});
