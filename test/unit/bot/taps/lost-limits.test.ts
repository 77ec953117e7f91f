import { expect, test } from 'vitest';
import { limitsLostByRecreate } from '../../../../src/bot/taps/lost-limits.ts';

const container = (service: string, createdAt: number, project = 'shop') => ({ project, service, createdAt });
const memory = (service: string, finishedAt: number, ok = true, project = 'shop') => ({
  kind: 'memory',
  params: { engine: 'local', project, service, bytes: 1 },
  outcome: { ok, reason: { key: 'x', params: {} }, tookMs: 1 },
  finishedAt,
});

test('names the services whose present containers were given another limit', () => {
  const containers = [
    container('cache', 100),
    container('web', 300),
    container('db', 100),
    container('cache', 100, 'mail'),
  ];
  const operations = [
    memory('cache', 200),
    memory('cache', 250),
    // Made anew since: it has what the file says already.
    memory('web', 200),
    memory('db', 200, false),
    memory('cache', 200, true, 'mail'),
    { ...memory('db', 200), kind: 'restart' },
  ];
  expect(limitsLostByRecreate('shop', containers, operations)).toEqual(['cache']);
});

test('names nothing where nobody changed a limit', () => {
  expect(limitsLostByRecreate('shop', [container('cache', 100)], [])).toEqual([]);
});
