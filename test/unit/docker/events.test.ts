import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDeduper, createLineSplitter, parseEvent, sinceOf } from '../../../src/docker/event-stream.ts';

const ID = 'd'.repeat(64);

function message(action: string, attributes: Record<string, string> = {}): string {
  const Actor = { ID, Attributes: { name: 'shop-api-1', image: 'shop/api:3', ...attributes } };
  const json = JSON.stringify({
    status: action,
    id: ID,
    Type: 'container',
    Action: action,
    Actor,
    scope: 'local',
    time: 1785000000,
  });
  return `${json.slice(0, -1)},"timeNano":1785000000123456789}`;
}

const COMPOSE = {
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': 'api',
  'com.docker.compose.container-number': '1',
};

test('lines are whole however the connection cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z{}":]{1,20}$/), { maxLength: 20 }),
      fc.integer({ min: 1, max: 9 }),
      (lines, size) => {
        const seen: string[] = [];
        const splitter = createLineSplitter((line) => seen.push(line));
        const text = lines.map((line) => `${line}\n`).join('');
        for (let at = 0; at < text.length; at += size) splitter.push(text.slice(at, at + size));
        expect(seen).toEqual(lines);
      },
    ),
  );
});

test('a line without end is dropped, and what follows is read', () => {
  const seen: string[] = [];
  const splitter = createLineSplitter((line) => seen.push(line));
  for (let turn = 0; turn < 30; turn += 1) splitter.push('x'.repeat(100_000));
  splitter.push('\n{"next":1}\n');
  expect(seen).toEqual(['{"next":1}']);
});

test('an end with its code, by the labels of its service', () => {
  expect(parseEvent(message('die', { ...COMPOSE, exitCode: '137', execDuration: '5' }))).toMatchObject({
    kind: 'container',
    key: 'local/shop/api',
    project: 'shop',
    service: 'api',
    number: 1,
    id: ID,
    name: 'shop-api-1',
    image: 'shop/api:3',
    action: 'die',
    exitCode: 137,
    signal: null,
    health: null,
    labels: COMPOSE,
  });
});

test('keeps all nineteen digits of the time', () => {
  const event = parseEvent(message('start', { evil: '"timeNano":111' }));
  expect(event?.timeNano).toBe('1785000000123456789');
  expect(event?.at).toBe(1785000000123);
  expect(sinceOf('1785000000123456789')).toBe('1785000000.123456789');
});

test('reads health and signals', () => {
  expect(parseEvent(message('health_status: unhealthy'))).toMatchObject({
    action: 'health_status',
    health: 'unhealthy',
  });
  expect(parseEvent(message('kill', { signal: '15' }))).toMatchObject({ action: 'kill', signal: 15, exitCode: null });
});

test('leaves out what is not asked for, and what is no event', () => {
  const noise = [
    message('exec_start: sh -c true'),
    message('top'),
    '{}',
    'nonsense',
    '[]',
    'null',
    message('start').replace('"container"', '"image"'),
  ];
  expect(noise.map(parseEvent)).toEqual(noise.map(() => null));
});

test('tells what was seen, and forgets what is old', () => {
  const isNew = createDeduper(2);
  const event = (nano: string) => ({ ...expectEvent(), timeNano: nano });
  expect([
    isNew(event('1')),
    isNew(event('1')),
    isNew(event('2')),
    isNew(event('3')),
    isNew(event('3')),
    isNew(event('1')),
  ]).toEqual([true, false, true, true, false, true]);
  expect(isNew({ ...event('3'), action: 'die' })).toBe(true);
});

function expectEvent() {
  const event = parseEvent(message('start'));
  if (event === null) throw new Error('The sample is no event.');
  return event;
}
