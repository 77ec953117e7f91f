import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saveEvidence } from '../../../src/actions/evidence.ts';
import { createMasker } from '../../../src/masking/index.ts';
import { container, fakeDocker } from './fake-docker.ts';

let dataDir = '';

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vakhta-evidence-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function save(logs: () => Promise<string[]>, deadlineMs?: number) {
  const detail = container({ raw: { Config: { Env: ['API_TOKEN=abcdef123456'] }, Id: 'aaaa' } });
  const { docker, world } = fakeDocker(detail);
  world.logs = logs;
  const masking = createMasker({ known: ['our-own-secret'] });
  return saveEvidence({
    docker,
    masking,
    dataDir,
    operationId: 'op1',
    detail,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
}

describe('evidence', () => {
  it('is saved where only its owner reads it, without secrets', async () => {
    const saved = await save(async () => ['it said our-own-secret', 'and fell']);
    expect(saved.notes).toEqual([]);
    expect(saved.files.map((file) => file.path)).toEqual(['evidence/op1/logs.txt', 'evidence/op1/inspect.json']);
    const [logs, inspect] = saved.files.map((file) => readFileSync(join(dataDir, file.path), 'utf8'));
    expect(logs).toMatch(/^stdout it said \S+\nstdout and fell\n$/);
    expect(logs).not.toContain('our-own-secret');
    expect(inspect).toContain('API_TOKEN');
    expect(inspect).not.toContain('abcdef123456');
    for (const { path, bytes } of saved.files) {
      expect(statSync(join(dataDir, path))).toMatchObject({ size: bytes });
      expect(statSync(join(dataDir, path)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(dataDir, 'evidence/op1')).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'evidence')).mode & 0o777).toBe(0o700);
  });

  it('that fails is said, and takes the rest along', async () => {
    const saved = await save(() => Promise.reject(new Error('log driver none')));
    expect(saved.files.map((file) => file.what)).toEqual(['inspect']);
    expect(saved.notes).toEqual([
      { key: 'operations-evidence-failed', params: { what: 'logs', problem: 'log driver none' } },
    ]);
  });

  it('that is slow is said, and not waited for', async () => {
    const saved = await save(() => new Promise(() => undefined), 20);
    expect(saved.files.map((file) => file.what)).toEqual(['inspect']);
    expect(saved.notes).toMatchObject([{ key: 'operations-evidence-slow', params: { what: 'logs' } }]);
  });

  it('that finds no room does not throw', async () => {
    writeFileSync(join(dataDir, 'evidence'), 'a file where the folder should be');
    const saved = await save(async () => ['line']);
    expect(saved.files).toEqual([]);
    expect(saved.notes.map((note) => note.params.what)).toEqual(['logs', 'inspect']);
  });
});
