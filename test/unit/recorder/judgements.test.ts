import { describe, expect, test } from 'vitest';
import type { ContainerAction, ContainerDetail, ContainerEvent } from '../../../src/docker/index.ts';
import { changesBetween, outageBetween } from '../../../src/recorder/changes.ts';
import { emptyMemory, judgeEvent, missedCrashes } from '../../../src/recorder/crashes.ts';
import type { BadEvent, Sample } from '../../../src/recorder/index.ts';
import { troubleBeganAt } from '../../../src/recorder/trouble.ts';
import { container } from '../triage/world.ts';

const MINUTE = 60_000;

function event(action: ContainerAction, at: number, parts: Partial<ContainerEvent> = {}): ContainerEvent {
  return {
    ...{ kind: 'container', engine: 'local', project: 'shop', service: 'api', number: 1, name: 'shop-api-1' },
    ...{ key: 'local/shop/api', id: 'id-shop-api-1', image: 'api', labels: {} },
    ...{ exitCode: null, signal: null, health: null, action, at, timeNano: `${at}000000` },
    ...parts,
  };
}

/** Runs the events through the judge; what it concluded, as `kind@at`. */
function judged(events: readonly ContainerEvent[], policy: string | null = 'always'): string[] {
  let memory = emptyMemory;
  const found: string[] = [];
  for (const one of events) {
    const judgement = judgeEvent(memory, one, policy);
    memory = judgement.memory;
    if (judgement.bad !== null) found.push(`${judgement.bad.kind}@${judgement.bad.at}`);
    if (judgement.change !== null) found.push(`${judgement.change.kind}@${judgement.change.at}`);
  }
  return found;
}

const kill = (at: number, signal = 15) => event('kill', at, { signal });
const die = (at: number, exitCode: number) => event('die', at, { exitCode });

describe('from the order of events', () => {
  test.each<[string, ContainerEvent[], string[]]>([
    ['a crash is a death alone', [die(1, 1), event('start', 2)], ['crash@1']],
    ['a stop by hand is none', [kill(1), die(2, 137), event('stop', 3)], []],
    [
      'a stop and a later start are a restart by hand',
      [kill(1), die(2, 0), event('stop', 3), event('start', 9)],
      ['restarted-by-hand@9'],
    ],
    [
      'docker restart',
      [kill(1), die(2, 0), event('stop', 3), event('start', 4), event('restart', 5)],
      ['restarted-by-hand@4'],
    ],
    [
      'docker restart of one in its back-off',
      [event('stop', 1), event('start', 2), event('restart', 3)],
      ['restarted-by-hand@2'],
    ],
    ['docker kill', [kill(1, 9), die(2, 137)], []],
    ['a signal that asks for a reload ends nothing', [kill(1, 1), die(2, 1)], ['crash@2']],
    ['a signal of long ago ended nothing', [kill(1), die(20 * MINUTE, 1)], [`crash@${20 * MINUTE}`]],
    [
      'after a restart by hand a death is a crash again',
      [kill(1), die(2, 0), event('start', 3), die(4, 1)],
      ['restarted-by-hand@3', 'crash@4'],
    ],
    [
      'an OOM kill is told beside the crash, whichever comes first',
      [event('oom', 1), die(2, 137)],
      ['oom@1', 'crash@2'],
    ],
    ['a child that was killed for memory', [event('oom', 1)], ['oom@1']],
    [
      'failing health',
      [event('health_status', 1, { health: 'unhealthy' }), event('health_status', 2, { health: 'healthy' })],
      ['unhealthy@1'],
    ],
    ['a container that is gone is forgotten', [kill(1), die(2, 0), event('destroy', 3), event('start', 4)], []],
  ])('%s', (_name, events, expected) => {
    expect(judged(events)).toEqual(expected);
  });

  test('an end with 0 is a crash only where the service is meant to run always', () => {
    expect(judged([die(1, 0)], 'unless-stopped')).toEqual(['crash@1']);
    expect(judged([die(1, 0)], 'on-failure')).toEqual([]);
    expect(judged([die(1, 0)], null)).toEqual([]);
  });
});

describe('between two pictures', () => {
  const api = container({ service: 'api' });
  const compared = (before: ContainerDetail[], now: ContainerDetail[], parts = {}) =>
    changesBetween({ before, now, at: 9_000, engineRestarted: false, ...parts }).map(({ kind, key, at, detail }) => ({
      kind,
      key,
      at,
      ...detail,
    }));

  test('nothing changed, nothing told; a restart by the policy is no change', () => {
    expect(compared([api], [api])).toEqual([]);
    expect(compared([api], [{ ...api, startedAt: 5_000, restartCount: 1 }])).toEqual([]);
  });

  test('a new start without a higher count is a restart by hand, unless the Engine was restarted', () => {
    const started = [{ ...api, startedAt: 5_000 }];
    expect(compared([api], started)).toMatchObject([
      { kind: 'restarted-by-hand', at: 5_000, containerName: 'shop-api-1' },
    ]);
    expect(compared([{ ...api, restartCount: 8 }], started)).toMatchObject([{ kind: 'restarted-by-hand' }]);
    expect(compared([api], started, { engineRestarted: true })).toEqual([]);
  });

  test('the start that a crash looping container was waiting for is nobody’s', () => {
    const waiting = { ...api, state: 'restarting' as const, restartCount: 3 };
    expect(compared([waiting], [{ ...api, startedAt: 5_000, restartCount: 3 }])).toEqual([]);
    expect(compared([waiting], [{ ...api, startedAt: 5_000, restartCount: 0 }])).toMatchObject([
      { kind: 'restarted-by-hand' },
    ]);
  });

  test('a new container: its image, its configuration, or only that it is new', () => {
    const anew = { ...api, id: 'new', createdAt: 4_000 };
    expect(compared([api], [anew])).toMatchObject([{ kind: 'recreated', at: 4_000 }]);
    expect(compared([api], [{ ...anew, imageId: 'sha256:222222222222aaaa' }])).toMatchObject([
      { kind: 'image', from: '111111111111', to: '222222222222' },
    ]);
    expect(compared([api], [{ ...anew, configHash: 'hash-2', envNames: ['HOME'] }])).toMatchObject([
      { kind: 'config', from: 'hash-1', to: 'hash-2', envAdded: ['HOME'], envRemoved: ['PATH'] },
    ]);
    const digest = (hex: string) => ({ imageDigest: `registry/api@sha256:${hex}` });
    expect(
      compared([{ ...api, ...digest('a'.repeat(64)) }], [{ ...anew, ...digest('b'.repeat(64)), imageId: 'sha256:2' }]),
    ).toMatchObject([{ kind: 'image', from: 'a'.repeat(12), to: 'b'.repeat(12) }]);
  });

  test('what came and what went; scaled services are told apart; one-off containers are nobody', () => {
    const second = container({ service: 'api', number: 2, createdAt: 7_000 });
    expect(compared([api], [api, second])).toMatchObject([{ kind: 'created', at: 7_000, containerName: 'shop-api-2' }]);
    expect(compared([api, second], [api])).toMatchObject([{ kind: 'removed', at: 9_000, containerName: 'shop-api-2' }]);
    expect(compared([api], [api, container({ service: 'api', number: 3, oneOff: true })])).toEqual([]);
    const back = { ...api, id: 'new', imageId: 'sha256:3333' };
    expect(compared([], [back], { lastKnown: () => api })).toMatchObject([{ kind: 'image' }]);
  });

  test('the whole machine', () => {
    const picture = (bootId: string | null, ...containers: ContainerDetail[]) => ({ at: 1, bootId, containers });
    const seen = { blind: true, engineWasDown: false };
    const web = container({ service: 'web' });
    const anew = [api, web].map((one) => ({ ...one, startedAt: 5_000 }));
    expect(outageBetween(picture('a'), picture('b'), seen)).toBe('host-reboot');
    expect(outageBetween(picture('a'), picture(null), seen)).toBeNull();
    expect(outageBetween(picture('a'), picture('a'), { blind: true, engineWasDown: true })).toBe('engine-restart');
    expect(outageBetween(picture('a', api, web), picture('a', ...anew), seen)).toBe('engine-restart');
    expect(outageBetween(picture('a', api, web), picture('a', ...anew), { ...seen, blind: false })).toBeNull();
    expect(outageBetween(picture('a', api, web), picture('a', api, ...anew.slice(1)), seen)).toBeNull();
    expect(outageBetween(picture('a', api), picture('a', ...anew.slice(0, 1)), seen)).toBeNull();
  });

  test('crashes that nobody heard', () => {
    const missed = (now: Partial<ContainerDetail>) =>
      missedCrashes([api], [{ ...api, ...now }], 9_000).map(({ kind, at, exitCode }) => ({ kind, at, exitCode }));
    expect(missed({ restartCount: 2, finishedAt: 4_000, exitCode: 3 })).toEqual([
      { kind: 'crash', at: 4_000, exitCode: 3 },
    ]);
    expect(missed({ state: 'exited', exitCode: 1, finishedAt: 4_000 })).toEqual([
      { kind: 'crash', at: 4_000, exitCode: 1 },
    ]);
    expect(missed({ state: 'exited', exitCode: 143, finishedAt: 4_000 })).toEqual([]);
    expect(missed({ restartCount: 1, finishedAt: 99_000 })).toMatchObject([{ at: 9_000 }]);
    const log = [{ at: 6_000, exitCode: 1, output: '' }];
    expect(missed({ health: { status: 'unhealthy', failingStreak: 2, log } })).toEqual([
      { kind: 'unhealthy', at: 6_000, exitCode: null },
    ]);
  });
});

describe('when the trouble began', () => {
  const bad = (minute: number): BadEvent => ({
    at: minute * MINUTE,
    key: 'k',
    containerId: 'c',
    kind: 'crash',
    exitCode: 1,
  });
  const sample = (minute: number, parts: Partial<Sample> = {}): Sample => ({
    ...{ at: minute * MINUTE, key: 'k', containerId: 'c', state: 'running', health: null, restartCount: 0 },
    ...{ cpuPercent: null, memoryBytes: null, memoryLimitBytes: null, hostMemoryBytes: null },
    ...parts,
  });
  const well = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => sample(from + n));
  const began = (events: BadEvent[], samples: Sample[], now: number) => {
    const at = troubleBeganAt(events, samples, now * MINUTE);
    return at === null ? null : at / MINUTE;
  };

  test.each<[string, BadEvent[], Sample[], number, number | null]>([
    ['nothing is known', [], [], 100, null],
    ['a loop that goes on began with its first crash', [bad(90), bad(92), bad(95)], well(80, 99), 100, 90],
    ['a crash of the morning that was overcome does not count', [bad(10), bad(95)], well(11, 99), 100, 95],
    ['all was overcome', [bad(10), bad(12)], well(13, 99), 100, null],
    ['it lies where it fell', [bad(10)], [sample(11, { state: 'exited' })], 100, 10],
    ['while nobody looked it is not thought well', [bad(10), bad(70)], [], 100, 10],
    ['unhealthy for long', [], [sample(50, { health: 'unhealthy' }), sample(60, { health: 'unhealthy' })], 61, 50],
    ['what is still to come is not known', [bad(200)], [], 100, null],
  ])('%s', (_name, events, samples, now, expected) => {
    expect(began(events, samples, now)).toBe(expected);
  });
});
