import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { STEPS } from '../../src/backups/restore/journal.ts';
import type { RestoreParams } from '../../src/backups/types.ts';
import type { Docker } from '../../src/docker/index.ts';
import { createScene, OLD, type Scene, treeAt } from './support/restore-scene.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

/** Side by side: most of a case is waiting for the Engine. */
const LANES = 4;
const LONG_MS = 400_000;

let shared: SharedEngine;
let docker: Docker;
const scenes: Scene[] = [];

beforeAll(() => {
  shared = sharedEngine();
  docker = shared.docker();
});

afterAll(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
  docker.close();
});

const told = z.looseObject({
  kind: z.string(),
  id: z.string(),
  state: z.string(),
  outcome: z.looseObject({ ok: z.boolean().nullable(), reason: z.looseObject({ key: z.string() }) }).nullable(),
});
type Told = z.infer<typeof told>;

/** One process, until it is dead by its own hand or has its outcome. */
function live(
  scene: Scene,
  killAt: string,
  params: RestoreParams | null,
): Promise<{ killed: boolean; last: Told | null }> {
  const args = ['test/engine/restore-killed-process.ts', scene.dataDir, socket(), inject('engineRun'), killAt];
  const child = spawn(process.execPath, params === null ? args : [...args, JSON.stringify(params)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    errors += bytes.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code, signal) => {
      if (signal === null && code !== 0) return reject(new Error(errors));
      const last = out
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => told.parse(JSON.parse(line)))
        .at(-1);
      resolve({ killed: signal === 'SIGKILL', last: last ?? null });
    });
  });
}

function socket(): string {
  if (shared.host.kind !== 'unix') throw new Error('the tests speak to a socket');
  return shared.host.socketPath;
}

interface Lane {
  readonly scene: Scene;
  readonly prepared: Awaited<ReturnType<Scene['prepare']>>;
}

/** Runs every case once, as many at a time as there are lanes. Answers what went wrong, by case. */
async function inLanes(
  name: string,
  cases: readonly string[],
  later: string | undefined,
  work: (lane: Lane, one: string) => Promise<void>,
): Promise<Record<string, string>> {
  const left = [...cases];
  const failures: Record<string, string> = {};
  const lane = async (_: unknown, number: number) => {
    const { host, api, services } = shared;
    const project = `${name}${number}`;
    const scene = createScene({ host, run: inject('engineRun'), api, services, docker, project });
    scenes.push(scene);
    const prepared = await scene.prepare(later === undefined ? {} : { later });
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      try {
        await work({ scene, prepared }, one);
      } catch (error) {
        failures[one] = error instanceof Error ? error.message : String(error);
      }
      writeFileSync(join(prepared.root, 'state'), OLD);
      writeFileSync(join(prepared.root, 'extra'), 'written since');
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return failures;
}

/** Whole old or whole new data, the service running as before, nothing of ours left. */
async function expectWhole({ scene, prepared }: Lane, last: Told | null, which: 'old' | 'new'): Promise<void> {
  expect(treeAt(prepared.root)).toEqual(which === 'old' ? prepared.oldTree : prepared.newTree);
  await scene.healthy(prepared.service.id);
  expect(await scene.policyOf(prepared.service.id)).toBe('always');
  expect(await scene.leftovers(last?.id ?? '')).toEqual([]);
}

describe('a restore that is killed', () => {
  it(
    'at any of its steps ends in the old data before the commit and in the new one after it',
    async () => {
      const begun = [...STEPS, 'release', 'clean-up']
        .filter((step) => step !== 'config')
        .map((step) => `${step}:begun`);
      // A step that is over and not yet said to be: all but these leave what the beginning of the next one leaves.
      const points = [...begun, 'safety:worked', 'apply:worked', 'commit:worked'];
      const failures = await inLanes('killed', [...points, 'apply:emptied'], undefined, async (lane, point) => {
        const params = lane.scene.params(lane.prepared.backup);
        const first = await live(lane.scene, point, params);
        expect(first.killed, point).toBe(true);
        const { killed, last } = await live(lane.scene, '-', null);
        expect({ killed, kind: last?.kind }).toEqual({ killed: false, kind: 'recovered' });
        const committed = /^(commit|release|clean-up):/.test(point);
        await expectWhole(lane, last, committed ? 'new' : 'old');
        expect(last?.outcome?.ok).toBe(committed ? true : /^(verify|stage):/.test(point) ? null : false);
      });
      expect(failures).toEqual({});
    },
    LONG_MS,
  );

  it(
    'twice in a row on its way back ends in the old data',
    async () => {
      const points = [
        ...['back:begun', 'back-stop:begun', 'back-apply:begun', 'back-apply:worked', 'back-start:begun'],
        ...['back-start:worked', 'clean-up:begun'],
      ];
      const failures = await inLanes('back', points, 'reject', async (lane, point) => {
        const params = lane.scene.params(lane.prepared.backup);
        const first = await live(lane.scene, point, params);
        expect(first.killed, point).toBe(true);
        const second = await live(lane.scene, point, null);
        const isOver = point.startsWith('back-done') || point.startsWith('back-start');
        if (!isOver) expect(second.killed, point).toBe(true);
        const { last } = second.killed ? await live(lane.scene, '-', null) : second;
        await expectWhole(lane, last, 'old');
        expect(last?.outcome).toMatchObject({ ok: false, reason: { key: 'backups-restore-back' } });
      });
      expect(failures).toEqual({});
    },
    LONG_MS,
  );
});
