import { expect, test } from 'vitest';
import { shownTimeline } from '../../../src/incidents/index.ts';
import { ANNA, BORIS, createRoom, GATEWAY, MINUTE, outage, START } from './room.ts';

const message = { chatId: -100, messageId: 7 };
const photo = {
  fileName: 'graph.png',
  mime: 'image/png',
  path: null,
  fileId: 'AgAD',
  sizeBytes: 2048,
  caption: 'befor',
};

test('editing the message edits the note and keeps what it was', () => {
  const { incidents, clock, cause } = createRoom();
  const { number } = incidents.open(outage, ANNA, cause());
  incidents.note(number, { text: 'disk is ful', message }, BORIS, cause());
  clock.advance(MINUTE);
  incidents.editNote(message, 'disk is full', BORIS, cause());
  clock.advance(MINUTE);
  incidents.editNote(message, 'disk was full', BORIS, cause());

  const timeline = incidents.timeline(number);
  expect(timeline.filter(({ kind }) => kind.startsWith('note')).map(({ data }) => data)).toMatchObject([
    { text: 'disk is ful' },
    { from: 'disk is ful', to: 'disk is full' },
    { from: 'disk is full', to: 'disk was full' },
  ]);
  expect(shownTimeline(timeline).at(-1)).toMatchObject({
    text: 'disk was full',
    at: START,
    editedAt: START + 2 * MINUTE,
    entry: { kind: 'note', by: BORIS },
  });
});

test('an edited message that is no note is none of our business; an edit that changes nothing is not written', () => {
  const { incidents, cause } = createRoom();
  const { number } = incidents.open(outage, ANNA, cause());
  expect(incidents.editNote(message, 'hello', ANNA, cause())).toBeNull();
  incidents.note(number, { text: 'x', message }, ANNA, cause());
  const entries = incidents.timeline(number).length;
  incidents.editNote(message, ' x ', ANNA, cause());
  expect(incidents.timeline(number)).toHaveLength(entries);
});

test('one message is one note, also when it comes with another cause', () => {
  const { incidents, cause } = createRoom();
  const { number } = incidents.open(outage, ANNA, cause());
  incidents.note(number, { text: 'x', message }, ANNA, cause());
  incidents.note(number, { text: 'x', message }, ANNA, cause());
  incidents.attach(number, { ...photo, message }, ANNA, cause());
  expect(incidents.timeline(number).filter(({ kind }) => kind === 'note')).toHaveLength(1);
  expect(incidents.attachments(number)).toEqual([]);
});

test('a file is kept with its caption, and the caption follows the edited message, also to nothing', () => {
  const { incidents, cause } = createRoom();
  const { number } = incidents.open(outage, ANNA, cause());
  incidents.attach(number, { ...photo, message }, ANNA, cause());
  incidents.editNote(message, 'before', ANNA, cause());
  expect(incidents.attachments(number)).toMatchObject([
    { fileName: 'graph.png', fileId: 'AgAD', caption: 'before', by: ANNA },
  ]);
  expect(shownTimeline(incidents.timeline(number)).at(-1)?.text).toBe('before');
  incidents.editNote(message, '', ANNA, cause());
  expect(incidents.attachments(number)).toMatchObject([{ caption: '' }]);
});

test('a text that is empty or too long is refused with the limit', () => {
  const { incidents, cause } = createRoom();
  const { number } = incidents.open(outage, ANNA, cause());
  const note = (text: string) => () => incidents.note(number, { text, message: null }, ANNA, cause());
  expect(note(' \n ')).toThrow('incidents-text-empty');
  expect(note('x'.repeat(5000))).toThrow('incidents-text-too-long {"max":4096,"length":5000}');
  expect(() => incidents.open({ ...outage, summary: '' }, ANNA, cause())).toThrow('incidents-text-empty');
});

test('evidence is kept as it was, masked before it is stored', () => {
  const { incidents, cause } = createRoom({ mask: (value) => ({ masked: value }) });
  const opening = [{ source: 'host', data: { load: [1, 2, 3] }, at: START }];
  const { number } = incidents.open({ ...outage, evidence: opening }, ANNA, cause());
  incidents.addEvidence(number, { source: 'logs', data: ['panic'], at: START, operationId: 'op-1' }, 'vakhta', cause());
  expect(incidents.evidence(number)).toMatchObject([
    { source: 'host', data: { masked: { load: [1, 2, 3] } }, operationId: null },
    { source: 'logs', data: { masked: ['panic'] }, operationId: 'op-1' },
  ]);
});

test('the board shows what is active first, the worst on top, then the newest of what is over', () => {
  const { incidents, cause } = createRoom();
  const open = (severity: 'P0' | 'P1' | 'P3') => incidents.open({ ...outage, severity }, ANNA, cause()).number;
  for (const severity of ['P3', 'P1', 'P1', 'P0', 'P0'] as const) open(severity);
  incidents.resolve(4, ANNA, cause());
  incidents.resolve(1, ANNA, cause());
  incidents.mitigate(2, ANNA, cause());
  const numbers = (query: Parameters<typeof incidents.list>[0]) =>
    incidents.list(query).items.map(({ number }) => number);
  expect(numbers({ page: 0, pageSize: 10 })).toEqual([5, 3, 2, 4, 1]);
  expect(numbers({ page: 1, pageSize: 2 })).toEqual([2, 4]);
  expect(numbers({ state: 'active', page: 0, pageSize: 10 })).toEqual([5, 3, 2]);
  expect(numbers({ state: 'mitigated', page: 0, pageSize: 10 })).toEqual([2]);
  expect(incidents.list({ page: 99, pageSize: 2 })).toMatchObject({
    page: 2,
    pages: 3,
    total: 5,
    items: [{ number: 1 }],
  });
  expect(incidents.newest()?.number).toBe(5);
  expect(incidents.get(2)?.affected).toContain(GATEWAY);
});

test('a secret in evidence is masked, also when its source forgot to', () => {
  const { incidents, cause } = createRoom();
  const { number } = incidents.open(outage, ANNA, cause());
  const data = { env: ['DB_PASSWORD=hunter2-hunter2'] };
  incidents.addEvidence(number, { source: 'inspect', data, at: START }, 'vakhta', cause());
  expect(JSON.stringify(incidents.evidence(number))).not.toContain('hunter2');
});
