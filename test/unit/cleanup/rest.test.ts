import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { diskOf } from '../../../src/cleanup/engine-disk.ts';
import { growthBetween } from '../../../src/cleanup/growth.ts';
import {
  limitCommand,
  logLimitOverride,
  unlimitedProjects,
  unlimitedServices,
} from '../../../src/cleanup/log-limit.ts';
import { isOfOpenIncident } from '../../../src/cleanup/needed.ts';
import { isOwnPath } from '../../../src/cleanup/own-data.ts';
import type { State } from '../../../src/incidents/index.ts';
import { log } from './facts.ts';

const MIB = 1024 * 1024;

describe('what grew', () => {
  it('comes most first; what is new has grown by all it has; noise and what shrank is left out', () => {
    const before = [
      { kind: 'volume', id: 'db', name: 'db', bytes: 10 * MIB },
      { kind: 'log', id: 'a', name: 'a', bytes: 5 * MIB },
      { kind: 'container', id: 'c', name: 'c', bytes: 9 * MIB },
    ] as const;
    const now = [
      { kind: 'volume', id: 'db', name: 'db', bytes: 12 * MIB },
      { kind: 'log', id: 'a', name: 'a', bytes: 5 * MIB + 1000 },
      { kind: 'container', id: 'c', name: 'c', bytes: 0 },
      { kind: 'log', id: 'b', name: 'b', bytes: 3 * MIB },
    ] as const;
    expect(growthBetween(before, now)).toEqual([
      { kind: 'log', name: 'b', bytes: 3 * MIB },
      { kind: 'volume', name: 'db', bytes: 2 * MIB },
    ]);
  });
});

describe('the setting that bounds logs', () => {
  const logs = [
    log({ containerId: '1', project: 'shop', service: 'web' }),
    log({ containerId: '2', project: 'shop', service: 'web' }),
    log({ containerId: '3', project: 'shop', service: 'api', files: 'unreadable' }),
    log({ containerId: '4', project: 'shop', service: 'db', hasMaxSize: true }),
    log({ containerId: '5', project: 'calm', service: 'x', driver: 'journald' }),
    log({ containerId: '6' }),
  ];

  it('is for services of compose that have none, each once', () => {
    expect(unlimitedProjects(logs)).toEqual(['shop']);
    expect(unlimitedServices(logs, 'shop')).toEqual(['api', 'web']);
  });

  it('is a compose file whose values are texts, as compose wants them', () => {
    const text = logLimitOverride(['api', 'web']);
    const logging = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } };
    expect(parse(text)).toEqual({ services: { api: { logging }, web: { logging } } });
    expect(text).not.toContain('&');
  });
});

describe('the disk that the Engine writes to', () => {
  const disk = (mount: string) => ({
    ...{
      mount,
      device: '/dev/x',
      totalBytes: 1,
      usedBytes: 1,
      availableBytes: 1,
      usedPercent: 1,
      inodesUsedPercent: null,
    },
  });

  it('is the one with the longest mount point above its folder', () => {
    const disks = { value: [disk('/'), disk('/var'), disk('/var/lib'), disk('/var/lib/dock')], reason: null };
    expect(diskOf(disks, '/var/lib/docker')?.mount).toBe('/var/lib');
    expect(diskOf(disks, '/srv/docker')?.mount).toBe('/');
    expect(diskOf({ value: null, reason: 'host-in-container' }, '/var/lib/docker')).toBeNull();
  });
});

describe('own files', () => {
  it.each(['evidence/ab12', 'reports/incident-3-2026-01-01.md'])('%s may be cleaned', (path) => {
    expect(isOwnPath(path)).toBe(true);
  });

  it.each([
    'evidence',
    'evidence/',
    'evidence/..',
    'evidence/../vakhta.db',
    'evidence/a/b',
    'vakhta.db',
    'attachments/1',
    '/evidence/a',
    'reports/.x',
  ])('%s may not', (path) => {
    expect(isOwnPath(path)).toBe(false);
  });

  it('of an open incident, or of what still runs, are needed', () => {
    const ended = { ok: true, reason: { key: 'x', params: {} }, tookMs: 1 };
    const known = new Map([
      ['open', { incident: 1, outcome: ended }],
      ['done', { incident: 2, outcome: ended }],
      ['runs', { incident: null, outcome: null }],
    ]);
    const states = new Map<number, { state: State }>([
      [1, { state: 'mitigated' }],
      [2, { state: 'closed' }],
    ]);
    const operations = { get: (id: string) => known.get(id) ?? null };
    const incidents = { get: (number: number) => states.get(number) ?? null };
    const needed = (path: string) => isOfOpenIncident(path, operations, incidents);
    expect(['evidence/open', 'evidence/runs', 'reports/incident-1-2026-01-01.md'].every(needed)).toBe(true);
    expect(['evidence/done', 'evidence/unknown', 'reports/incident-2-2026-01-01.md', 'reports/x.md'].some(needed)).toBe(
      false,
    );
  });
});

it('the command that limits logs names the project, its folder and its own files, so that no second project comes up', () => {
  const origin = { workingDir: '/srv/my shop', configFiles: ['base.yml', '/etc/prod.yml'], major: 1 } as const;
  expect(limitCommand('shop', origin, 'l.yml')).toBe(
    "cd '/srv/my shop' && docker-compose -p shop -f base.yml -f /etc/prod.yml -f l.yml up -d",
  );
  expect(limitCommand('shop', null, 'l.yml')).toBe('docker compose -p shop -f docker-compose.yml -f l.yml up -d');
  expect(limitCommand("it's", null, 'l.yml')).toContain(`-p 'it'\\''s' `);
});
