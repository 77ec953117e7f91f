import { describe, expect, it } from 'vitest';
import type { FailureKind, WhatHelped } from '../../../../src/actions/index.ts';
import { bestVerb, entriesOf, isSick, offersFor } from '../../../../src/bot/taps/restart-choice.ts';
import { container } from '../../actions/fake-docker.ts';

function history(kind: FailureKind, ...records: [action: string, helped: number, of: number][]): WhatHelped {
  const failure = { kind, exitCode: null };
  const now = records.map(([action, helped, of]) => ({
    action,
    failure,
    helped,
    of,
    medianMs: helped > 0 ? 1000 : null,
  }));
  return { failure, now, all: now };
}

describe('what is offered first', () => {
  it.each([
    ['running', history('unhealthy'), 'restart'],
    ['restarting', history('crash'), 'restart'],
    ['exited', history('crash'), 'start'],
    ['paused', history('none'), 'unpause'],
    ['running', history('oom', ['memory', 2, 2], ['restart', 0, 3]), 'memory'],
    ['restarting', history('oom', ['restart', 0, 3]), 'memory'],
    ['running', history('unhealthy', ['stop', 3, 3], ['restart', 1, 3]), 'restart'],
    ['exited', history('crash', ['unpause', 3, 3], ['restart', 1, 2]), 'restart'],
  ] as const)('to one that is %s', (state, helped, expected) => {
    expect(bestVerb({ state }, helped)).toBe(expected);
  });

  it('goes to one that has just fallen and looks well again', () => {
    const up = (statusText: string) => offersFor([container({ statusText })], () => history('oom')).length;
    expect(['Up 3 seconds', 'Up Less than a second', 'Up 1 second', 'Up 3 minutes'].map(up)).toEqual([1, 1, 1, 0]);
    expect(offersFor([container({ statusText: 'Up 3 seconds' })], () => history('unhealthy'))).toEqual([]);
  });

  it('is the whole project where that helped best', () => {
    const [offer] = offersFor([container({ state: 'restarting' })], () =>
      history('crash', ['project-recreate', 1, 1], ['restart', 0, 3]),
    );
    expect(offer).toMatchObject({ verb: 'project-recreate', name: 'web' });
    expect(offer?.data).toMatch(/^j\.recreate\./);
    const stopped = offersFor([container({ state: 'restarting' })], () => history('crash', ['project-stop', 1, 1]));
    expect(stopped.map(({ verb }) => verb)).toEqual(['restart']);
  });

  it('goes to at most three that are sick, by a name that tells them apart', () => {
    const sick = ['a', 'b', 'c', 'd'].map((service) => container({ service, key: service, state: 'restarting' }));
    expect(offersFor(sick, () => history('crash')).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    const twins = [1, 2].map((number) => container({ number, name: `shop-web-${number}`, state: 'restarting' }));
    expect(offersFor(twins, () => history('crash')).map(({ name }) => name)).toEqual(['shop-web-1', 'shop-web-2']);
  });
});

describe('who is sick', () => {
  it.each([
    [{ state: 'running', statusText: 'Up 3 minutes (unhealthy)' }, true],
    [{ state: 'running', statusText: 'Up 3 minutes (healthy)' }, false],
    [{ state: 'exited', statusText: 'Exited (0) 3 hours ago' }, false],
    [{ state: 'exited', statusText: 'Exited (137) 3 hours ago' }, true],
    [{ state: 'created', statusText: 'Created' }, false],
    [{ state: 'restarting', statusText: 'Restarting (1) 2 seconds ago', oneOff: true }, false],
  ] as const)('%j', (over, expected) => {
    expect(isSick(container(over))).toBe(expected);
  });
});

describe('the services to pick from', () => {
  it('lead to the question, or to the containers where there are several', () => {
    const one = container({ service: 'db', key: 'local/shop/db' });
    const twins = [1, 2].map((number) => container({ number, id: String(number), name: `shop-web-${number}` }));
    const entries = entriesOf([one, ...twins]);
    expect(entries.map(({ label }) => label)).toEqual(['db', 'web']);
    expect(entries.map(({ data }) => data.split('.').slice(0, 2).join('.'))).toEqual(['a.restart', 'a.of']);
    for (const { data } of entries) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  });
});
