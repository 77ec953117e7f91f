import { describe, expect, test, vi } from 'vitest';
import { ANNA, BORIS, createRoom, GATEWAY, MINUTE, outage, type Room, START, WORKER } from './room.ts';

const restart = {
  operationId: 'op-1',
  operation: 'restart',
  targets: [GATEWAY],
  outcome: 'succeeded',
  durationMs: 4000,
  detail: '',
} as const;
const file = { fileName: 'a.png', mime: 'image/png', path: 'evidence/a.png', fileId: null, sizeBytes: 5, caption: 'a' };
const message = { chatId: -100, messageId: 7 };

type Mutation = (room: Room, cause: string) => unknown;
const resolveFirst = ({ incidents }: Room) => incidents.resolve(1, ANNA, 'before');

/** Each change, with what must have happened before it. */
const MUTATIONS: Record<string, { readonly first?: (room: Room) => unknown; readonly run: Mutation }> = {
  open: { run: ({ incidents }, cause) => incidents.open(outage, ANNA, cause) },
  take: { run: ({ incidents }, cause) => incidents.take(1, ANNA, cause) },
  note: { run: ({ incidents }, cause) => incidents.note(1, { text: 'looking', message: null }, ANNA, cause) },
  editNote: {
    first: ({ incidents }) => incidents.note(1, { text: 'lookin', message }, ANNA, 'before'),
    run: ({ incidents }, cause) => incidents.editNote(message, 'looking', ANNA, cause),
  },
  attach: { run: ({ incidents }, cause) => incidents.attach(1, { ...file, message: null }, ANNA, cause) },
  changeSeverity: { run: ({ incidents }, cause) => incidents.changeSeverity(1, 'P0', ANNA, cause) },
  mitigate: { run: ({ incidents }, cause) => incidents.mitigate(1, ANNA, cause) },
  restore: { run: ({ incidents }, cause) => incidents.restore(1, ANNA, cause) },
  resolve: { run: ({ incidents }, cause) => incidents.resolve(1, ANNA, cause) },
  reopen: { first: resolveFirst, run: ({ incidents }, cause) => incidents.reopen(1, ANNA, cause) },
  setPostmortem: {
    first: resolveFirst,
    run: ({ incidents }, cause) => incidents.setPostmortem(1, 'resolution', 'restarted', ANNA, cause),
  },
  correctTime: { run: ({ incidents }, cause) => incidents.correctTime(1, 'detectedAt', START - MINUTE, ANNA, cause) },
  addEvidence: {
    run: ({ incidents }, cause) =>
      incidents.addEvidence(1, { source: 'host', data: { load: 1 }, at: START }, ANNA, cause),
  },
  recordOperation: { run: ({ incidents }, cause) => incidents.recordOperation(1, restart, ANNA, cause) },
  markRecovered: { run: ({ incidents }, cause) => incidents.markRecovered(1, GATEWAY, 'op-1', cause) },
  unmarkRecovered: {
    first: ({ incidents }) => {
      incidents.markRecovered(1, GATEWAY, 'op-1', 'before');
      incidents.markRecovered(1, WORKER, 'op-2', 'before');
    },
    run: ({ incidents }, cause) => incidents.unmarkRecovered(1, GATEWAY, 'op-1', cause),
  },
};

const TABLES = [
  'incidents',
  'incident_timeline',
  'incident_causes',
  'incident_messages',
  'incident_evidence',
  'incident_attachments',
  'incident_recoveries',
];

function everything({ database }: Room): unknown {
  return TABLES.map((table) => database.prepare(`SELECT * FROM ${table}`).all());
}

function prepared(first?: (room: Room) => unknown): Room {
  const room = createRoom();
  room.incidents.open(outage, ANNA, 'opening');
  first?.(room);
  return room;
}

describe.each(Object.entries(MUTATIONS))('%s', (_name, { first, run }) => {
  test('changes something once for one cause, and announces it once', () => {
    const room = prepared(first);
    const [before, announcements] = [everything(room), room.announced.length];
    const result = run(room, 'update-9:1');
    const after = everything(room);
    expect(after).not.toEqual(before);
    expect(room.announced).toHaveLength(announcements + 1);
    expect(room.announced.at(-1)).toMatchObject({ cause: 'update-9:1', incident: result });

    room.clock.advance(MINUTE);
    expect(run(room, 'update-9:1')).toEqual(result);
    expect(everything(room)).toEqual(after);
    expect(room.announced).toHaveLength(announcements + 1);
  });

  test('leaves nothing behind when the announcement cannot be written', () => {
    const room = prepared(first);
    const before = everything(room);
    expect(() =>
      room.database.transaction(() => {
        run(room, 'update-9:1');
        throw new Error('killed');
      }),
    ).toThrow('killed');
    expect(everything(room)).toEqual(before);
    run(room, 'update-9:1');
    expect(everything(room)).not.toEqual(before);
  });
});

test('announce is called inside the transaction: what it throws undoes the change', () => {
  const announce = vi.fn();
  const room = createRoom({ announce });
  const { number } = room.incidents.open(outage, ANNA, room.cause());
  const before = everything(room);
  announce.mockImplementation(() => {
    throw new Error('outbox is full');
  });
  expect(() => room.incidents.resolve(number, ANNA, room.cause())).toThrow('outbox is full');
  expect(everything(room)).toEqual(before);
});

test('one cause can do several different things, and the same thing to several incidents', () => {
  const { incidents, cause } = createRoom();
  const first = incidents.open(outage, ANNA, cause()).number;
  const second = incidents.open(outage, ANNA, cause()).number;
  incidents.resolve(first, ANNA, 'same');
  incidents.setPostmortem(first, 'rootCause', 'a', ANNA, 'same');
  incidents.setPostmortem(first, 'prevention', 'b', ANNA, 'same');
  incidents.resolve(second, BORIS, 'same');
  expect(incidents.get(first)).toMatchObject({ state: 'resolved', rootCause: 'a', prevention: 'b' });
  expect(incidents.get(second)).toMatchObject({ state: 'resolved' });
});

test('the timeline is append-only, also for who writes SQL', () => {
  const { incidents, database, cause } = createRoom();
  incidents.open(outage, ANNA, cause());
  expect(() => database.prepare('DELETE FROM incident_timeline').run()).toThrow('append-only');
  expect(() => database.prepare('UPDATE incident_timeline SET at = 0').run()).toThrow('append-only');
});

test('a number is never used twice', () => {
  const { incidents, database, cause } = createRoom();
  const { number } = incidents.open(outage, ANNA, cause());
  database.prepare('DROP TRIGGER incident_timeline_is_append_only_delete').run();
  for (const table of [...TABLES].reverse()) database.prepare(`DELETE FROM ${table}`).run();
  expect(incidents.open(outage, ANNA, cause()).number).toBe(number + 1);
});
