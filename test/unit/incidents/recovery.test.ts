import { expect, test } from 'vitest';
import { ANNA, createRoom, GATEWAY, MINUTE, outage, START, WORKER } from './room.ts';

function openedRoom(input = {}) {
  const room = createRoom();
  room.incidents.open({ ...outage, ...input }, ANNA, room.cause());
  room.clock.advance(MINUTE);
  const mark = (key: string, operation: string) => room.incidents.markRecovered(1, key, operation, room.cause());
  const unmark = (key: string, operation: string) => room.incidents.unmarkRecovered(1, key, operation, room.cause());
  return { ...room, mark, unmark };
}

test('when the last affected service has verifiably recovered, the incident is restored by vakhta', () => {
  const { mark, incidents, announced } = openedRoom();
  expect(mark(GATEWAY, 'op-1').times.restoredAt).toBeNull();
  expect(announced.at(-1)?.kind).toBe('recovered');
  expect(mark('local/shop/other', 'op-2').times.restoredAt).toBeNull();
  const restored = mark(WORKER, 'op-3');
  expect(restored).toMatchObject({ state: 'mitigated', restoredBy: 'vakhta', times: { restoredAt: START + MINUTE } });
  expect(announced.at(-1)?.kind).toBe('restored');
  expect(incidents.timeline(1).at(-1)).toMatchObject({ kind: 'restored', by: 'vakhta', data: { implied: false } });
});

test('when the service falls again, what the bot had concluded is withdrawn and written down', () => {
  const { mark, unmark, incidents } = openedRoom();
  mark(GATEWAY, 'op-1');
  mark(WORKER, 'op-2');
  const fallen = unmark(GATEWAY, 'op-1');
  expect(fallen).toMatchObject({ state: 'open', restoredBy: null, times: { restoredAt: null, mitigatedAt: null } });
  expect(incidents.recovered(1)).toEqual([WORKER]);
  expect(incidents.timeline(1).slice(-2)).toMatchObject([
    {
      kind: 'time-corrected',
      by: 'vakhta',
      data: { field: 'restoredAt', from: START + MINUTE, to: null, relapse: GATEWAY },
    },
    { kind: 'time-corrected', by: 'vakhta', data: { field: 'mitigatedAt', to: null } },
  ]);
  expect(mark(GATEWAY, 'op-3').times.restoredAt).toBe(START + MINUTE);
});

test('what a person said stays: mitigated by Anna, restored by Anna, or a time that she corrected', () => {
  const mitigated = openedRoom();
  mitigated.incidents.mitigate(1, ANNA, mitigated.cause());
  mitigated.mark(GATEWAY, 'op-1');
  mitigated.mark(WORKER, 'op-2');
  expect(mitigated.unmark(WORKER, 'op-2')).toMatchObject({ state: 'mitigated', times: { restoredAt: null } });

  const restored = openedRoom();
  restored.mark(GATEWAY, 'op-1');
  restored.incidents.restore(1, ANNA, restored.cause());
  expect(restored.unmark(GATEWAY, 'op-1').times.restoredAt).toBe(START + MINUTE);

  const corrected = openedRoom();
  corrected.mark(GATEWAY, 'op-1');
  corrected.mark(WORKER, 'op-2');
  corrected.clock.advance(MINUTE);
  corrected.incidents.correctTime(1, 'restoredAt', START + 2 * MINUTE, ANNA, corrected.cause());
  expect(corrected.unmark(GATEWAY, 'op-1').times.restoredAt).toBe(START + 2 * MINUTE);
});

test('only the operation that vouched for the service takes its word back', () => {
  const { mark, unmark } = openedRoom();
  mark(GATEWAY, 'op-1');
  mark(WORKER, 'op-2');
  mark(GATEWAY, 'op-3');
  expect(unmark(GATEWAY, 'op-1').times.restoredAt).toBe(START + MINUTE);
  expect(unmark(GATEWAY, 'op-3').times.restoredAt).toBeNull();
});

test('a recovery after the incident is over changes nothing and is not refused', () => {
  const { mark, unmark, incidents, cause, announced } = openedRoom();
  mark(GATEWAY, 'op-1');
  const resolved = incidents.resolve(1, ANNA, cause());
  const announcements = announced.length;
  expect(mark(WORKER, 'op-2')).toEqual(resolved);
  expect(announced).toHaveLength(announcements);
  expect(unmark(GATEWAY, 'op-1').times).toEqual(resolved.times);
});

test('what was verified before it was reopened proves nothing afterwards', () => {
  const { mark, incidents, cause } = openedRoom();
  mark(GATEWAY, 'op-1');
  mark(WORKER, 'op-2');
  incidents.resolve(1, ANNA, cause());
  incidents.reopen(1, ANNA, cause());
  expect(mark(WORKER, 'op-3').times.restoredAt).toBeNull();
  expect(mark(GATEWAY, 'op-4').times.restoredAt).not.toBeNull();
});

test('where nobody named a service, nothing is concluded', () => {
  const { mark } = openedRoom({ affected: [], affectedAll: true });
  expect(mark(GATEWAY, 'op-1').times.restoredAt).toBeNull();
});

test('where everything is affected, services that are well again conclude nothing', () => {
  const { mark } = openedRoom({ affected: [GATEWAY], affectedAll: true });
  expect(mark(GATEWAY, 'op-1').times).toMatchObject({ mitigatedAt: null, restoredAt: null });
});
