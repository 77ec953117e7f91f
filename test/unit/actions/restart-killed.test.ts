import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { containerKinds } from '../../../src/actions/index.ts';
import { systemClock } from '../../../src/clock.ts';
import { type Database, openDatabase } from '../../../src/database/index.ts';
import type { Docker } from '../../../src/docker/index.ts';
import { silentLog } from '../../../src/log.ts';
import { createOperations, type OperationChange, type Operations } from '../../../src/operations/index.ts';
import { container, fakeDocker } from './fake-docker.ts';

const PARAMS = {
  engine: 'local',
  project: 'shop',
  service: 'web',
  number: null,
  containerIdAtRequest: 'aaaa',
  reason: null,
};
const HEALTHCHECK = { intervalMs: 1000, timeoutMs: 1000, retries: 2, startPeriodMs: 0 };

let dataDir = '';

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vakhta-killed-'));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Lets both the made-up time and real file operations go on until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let round = 0; round < 5000 && !isSo(); round++) {
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(250);
  }
  expect(isSo()).toBe(true);
}

/** Nothing is written after this; the made-up time must move for it. */
async function halt(operations: Operations): Promise<void> {
  const halted = operations.stop(0);
  await vi.advanceTimersByTimeAsync(1);
  await halted;
}

/**
 * A process that dies right after its n-th commit: from then on it neither writes nor reaches the Engine.
 * The heartbeat's commits come as time goes and are not counted, so that the n-th is always the same one.
 */
function mortal(database: Database, diesAfter: number) {
  let commits = 0;
  let depth = 0;
  let isProgress = false;
  const isDead = () => commits >= diesAfter;
  let waiting: (() => void)[] = [];
  function committing<T>(work: () => T): T {
    if (isDead()) throw new Error('killed');
    depth += 1;
    let result: T;
    try {
      result = work();
    } finally {
      depth -= 1;
    }
    if (!isProgress) commits += 1;
    isProgress = false;
    const callbacks = waiting;
    waiting = [];
    if (!isDead()) for (const callback of callbacks) callback();
    return result;
  }
  const wrapped: Database = {
    ...database,
    afterCommit: (work) => {
      if (depth > 0) waiting.push(work);
      else work();
    },
    transaction: (work) => (depth > 0 ? work() : committing(() => database.transaction(work))),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return {
        ...statement,
        run: (...values) => {
          isProgress = sql.startsWith('UPDATE operations SET progress = ? WHERE');
          return depth > 0 ? statement.run(...values) : committing(() => statement.run(...values));
        },
      };
    },
  };
  return { database: wrapped, isDead };
}

function hangingService() {
  const engine = fakeDocker(
    container({ healthcheck: HEALTHCHECK, health: { status: 'unhealthy', failingStreak: 3, log: [] } }),
  );
  engine.world.onRestart = async () => {
    engine.world.container = container({
      startedAt: Date.now(),
      healthcheck: HEALTHCHECK,
      health: { status: 'healthy', failingStreak: 0, log: [] },
    });
  };
  return engine;
}

function run(database: Database, docker: Docker) {
  const changes: OperationChange[] = [];
  const operations = createOperations({
    database,
    clock: systemClock,
    log: silentLog,
    kinds: containerKinds({
      docker,
      clock: systemClock,
      dataDir,
      masking: { text: (text) => text, deep: (value) => value },
    }),
    announce: (change) => changes.push(change),
  });
  return { operations, changes };
}

/** `escapes`: what was asked of the Engine in the last instant before death still reaches it. */
async function killedAfter(commits: number, lastCall: 'escapes' | 'is lost') {
  const database = openDatabase(':memory:');
  const engine = hangingService();
  const first = mortal(database, commits);
  const never = () => new Promise<never>(() => undefined);
  const cutOff: Docker = {
    ...engine.docker,
    restart: async (id) => {
      if (lastCall === 'is lost' && first.isDead()) return never();
      await engine.docker.restart(id);
      return first.isDead() ? never() : undefined;
    },
    inspect: (id) => (first.isDead() ? never() : engine.docker.inspect(id)),
  };
  const dying = run(first.database, cutOff);
  dying.operations.start();
  dying.operations.submit({ key: 'asked', kind: 'restart', params: PARAMS, requestedBy: 7 });
  await until(() => first.isDead());
  await halt(dying.operations);

  const [left] = run(database, engine.docker).operations.listActive();
  const steps =
    left === undefined
      ? []
      : run(database, engine.docker)
          .operations.journal(left.id)
          .map((entry) => entry.step);
  const next = run(database, engine.docker);
  next.operations.start();
  await until(() => next.operations.listActive().length === 0);
  const told = next.changes.filter((change) => change.kind !== 'progress');
  const result = {
    left: left?.state ?? 'over',
    step: steps.at(-1) ?? null,
    told: told.map((change) => change.kind),
    end: told.at(-1)?.operation,
    restarts: engine.world.restarts,
  };
  await halt(next.operations);
  database.close();
  return result;
}

/** What must be told after a death, by where it fell. */
function expected(found: Awaited<ReturnType<typeof killedAfter>>, lastCall: 'escapes' | 'is lost') {
  const good = { ok: true, reason: { key: 'operations-restart-healthy' } };
  if (found.left === 'queued') return { told: ['started', 'finished', 'confirmed-good'], restarts: 1, outcome: good };
  if (found.left === 'watching') return { told: ['confirmed-good'], restarts: 1, outcome: good };
  if (found.step === null || found.step === 'evidence') {
    return { told: ['recovered'], restarts: 0, outcome: { ok: null, reason: { key: 'operations-restart-not-begun' } } };
  }
  if (found.restarts === 0) {
    expect(lastCall).toBe('is lost');
    return {
      told: ['recovered'],
      restarts: 0,
      outcome: { ok: null, reason: { key: 'operations-restart-did-not-happen' } },
    };
  }
  return { told: ['recovered', 'confirmed-good'], restarts: 1, outcome: good };
}

describe('a restart that nobody kills', () => {
  it('is told from the request to the end of the watch, and leaves no ear at the Engine', async () => {
    const database = openDatabase(':memory:');
    const engine = hangingService();
    const whole = run(database, engine.docker);
    whole.operations.start();
    whole.operations.submit({ key: 'asked', kind: 'restart', params: PARAMS, requestedBy: 7 });
    await until(() => whole.operations.listActive().length === 0);
    const told = whole.changes.filter((change) => change.kind !== 'progress').map((change) => change.kind);
    expect(told).toEqual(['requested', 'started', 'finished', 'confirmed-good']);
    await halt(whole.operations);
    expect(engine.listening()).toBe(0);
    database.close();
  });
});

describe('a restart whose process is killed after any of its commits', () => {
  it.each(['escapes', 'is lost'] as const)(
    'is reported as it is and never restarts twice, when the last call %s',
    async (lastCall) => {
      const places = new Set<string>();
      for (let commits = 2; ; commits++) {
        const found = await killedAfter(commits, lastCall);
        if (found.left === 'over') break;
        places.add(`${found.left}:${found.step}`);
        const { told, restarts, outcome } = expected(found, lastCall);
        expect({ commits, told: found.told, restarts: found.restarts, outcome: found.end?.outcome }).toMatchObject({
          commits,
          told,
          restarts,
          outcome,
        });
      }
      // Each place was really visited.
      for (const place of [
        'queued:null',
        'running:null',
        'running:evidence',
        'running:restart',
        'running:wait',
        'watching:wait',
      ]) {
        expect(places).toContain(place);
      }
    },
  );
});
