import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { backupParams } from '../../src/backups/create/params.ts';
import type { Proof } from '../../src/backups/index.ts';
import type { BackupParts } from '../../src/backups/parts.ts';
import { type Docker, HELPER_LABEL } from '../../src/docker/index.ts';
import type { Json, Operation, OperationChange } from '../../src/operations/index.ts';
import { createDrillStage, type DrillStage, submit } from './support/drill-stage.ts';
import { NODE_IMAGE } from './support/images.ts';
import type { ServiceSpec } from './support/services.ts';
import { type SharedEngine, sharedEngine } from './support/shared-engine.ts';

const PROJECT = 'drilled';
const VOLUME = 'drilled_db';
const ROWS = 200;
const SECRET = 'hunter2-hunter2-hunter2';

/** A real database in a service: refuses data of another format, a damaged file, and to begin without its password. */
const APP = `
const { DatabaseSync } = require('node:sqlite');
const { existsSync, readFileSync } = require('node:fs');
const die = (why) => { console.error('FATAL: ' + why); process.exit(3); };
if (process.env.DB_PASSWORD !== '${SECRET}') die('no password');
if (!existsSync('/etc/shop.conf')) die('no configuration');
if (existsSync('/data/format') && readFileSync('/data/format', 'utf8') !== '1') die('format ' + process.env.DB_PASSWORD);
const isNew = !existsSync('/data/shop.db');
if (isNew && existsSync('/data/marker')) die('the database is gone');
const db = new DatabaseSync('/data/shop.db');
if (isNew) {
  require('node:fs').writeFileSync('/data/marker', 'made');
  db.exec('CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT)');
  for (let n = 0; n < ${ROWS}; n += 1) db.prepare('INSERT INTO orders (note) VALUES (?)').run(('order ' + n).padEnd(2000, '.'));
}
if (db.prepare('PRAGMA integrity_check').get().integrity_check !== 'ok') die('integrity');
require('node:http').createServer((request, response) => {
  const { n } = db.prepare('SELECT count(*) AS n FROM orders').get();
  response.writeHead(n >= ${ROWS} ? 200 : 500);
  response.end(String(n));
}).listen(8080);
`;

const SERVICE: ServiceSpec = {
  project: PROJECT,
  service: 'db',
  image: NODE_IMAGE,
  cmd: ['node', '--no-warnings', '-e', APP],
  env: { DB_PASSWORD: SECRET },
  mounts: { [VOLUME]: '/data' },
  healthcheck: { cmd: 'wget -q -O /dev/null http://127.0.0.1:8080/', retries: 3, startPeriodMs: 15_000 },
};

/** Counts the rows from inside the copy, beside the running service. */
const count = (rows: number) =>
  `const { DatabaseSync } = require('node:sqlite');
   const { n } = new DatabaseSync('/data/shop.db', { readOnly: true }).prepare('SELECT count(*) AS n FROM orders').get();
   console.log('rows', n); process.exit(n === ${rows} ? 0 : 9);`;
const probed = (probe: object) => ({
  roots: [hostFolder],
  sets: {
    [PROJECT]: {
      paths: [join(hostFolder, 'uploads'), join(hostFolder, 'one.txt')],
      probe: { service: 'db', ...probe },
    },
  },
});
const probeOf = (rows: number, timeout = '10s') =>
  probed({ command: ['node', '--no-warnings', '-e', count(rows)], timeout });

let shared: SharedEngine;
let docker: Docker;
let dataDir: string;
let hostFolder: string;
let backup: string;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  shared = sharedEngine();
  docker = shared.docker();
  dataDir = mkdtempSync(join(tmpdir(), 'vakhta-drill-'));
  hostFolder = mkdtempSync(join(tmpdir(), 'vakhta-drill-host-'));
  mkdirSync(join(hostFolder, 'uploads'));
  writeFileSync(join(hostFolder, 'uploads', 'photo'), 'a photo');
  writeFileSync(join(hostFolder, 'one.txt'), 'a single file');
  const project = join(hostFolder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'shop.conf'), 'listen 8080');
  await shared.services.run({
    ...SERVICE,
    mounts: { ...SERVICE.mounts, [join(project, 'shop.conf')]: '/etc/shop.conf' },
    labels: { 'com.docker.compose.project.working_dir': project },
  });
  await vi.waitFor(async () => expect((await live()).health?.status).toBe('healthy'), { timeout: 30_000 });
  const { stage, told } = open();
  backup = await backUp(stage, told);
  await closeAll();
});

afterEach(closeAll);

afterAll(async () => {
  await shared.services.removeAll();
  await shared.api.ask('DELETE', `/volumes/${VOLUME}`);
  docker.close();
  for (const path of [dataDir, hostFolder]) rmSync(path, { recursive: true, force: true });
});

async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

async function live() {
  const [found] = (await docker.listDetails()).filter(({ project }) => project === PROJECT);
  if (found === undefined) throw new Error('the service is gone');
  return found;
}

function open(backups: object = probeOf(ROWS), change: (parts: BackupParts) => BackupParts = (parts) => parts) {
  const changes: OperationChange[] = [];
  const run = inject('engineRun');
  const stage = createDrillStage({
    host: shared.host,
    run,
    dataDir,
    backups,
    change,
    told: (one) => changes.push(one),
  });
  stage.operations.start();
  closers.push(() => stage.close());
  const told = (id: string, kind: OperationChange['kind'] = 'finished'): Promise<Operation> =>
    vi.waitFor(
      () => {
        const found = changes.find((one) => one.kind === kind && one.operation.id === id);
        if (found === undefined) throw new Error(`told so far: ${changes.map((one) => one.kind).join(' ')}`);
        return found.operation;
      },
      { timeout: 60_000, interval: 50 },
    );
  return { stage, told, changes };
}

type Told = ReturnType<typeof open>['told'];

async function backUp({ operations, parts }: DrillStage, told: Told): Promise<string> {
  const set = await parts.sets.find(PROJECT);
  if (set === null) throw new Error('there is no such set');
  const ended = await told(submit(operations, 'backup', JSON.parse(JSON.stringify(backupParams(set)))));
  expect(ended).toMatchObject({ state: 'succeeded' });
  const [newest] = parts.index.list(PROJECT);
  if (newest === undefined) throw new Error('there is no backup');
  return newest.id;
}

function params(more: { level?: 2 | 3; backup?: string; scheduled?: boolean } = {}) {
  const target = { engine: 'local', project: PROJECT, services: ['db'], name: PROJECT, set: PROJECT };
  return { ...target, backup, scheduled: false, level: 3, ...more };
}

function proofOf({ parts }: DrillStage, id: string): Proof | undefined {
  return parts.proofs.list({ set: PROJECT }).find((proof) => proof.id === id);
}

const labelled = z.array(z.looseObject({ Id: z.string().optional(), Name: z.string().optional() }));

/** Names of all that drills have on the Engine. */
async function made(): Promise<string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [HELPER_LABEL] }));
  const ask = (path: string) => shared.api.ask('GET', `${path}filters=${filters}`);
  const containers = labelled.parse(await ask('/containers/json?all=true&'));
  const { Volumes: volumes } = z.object({ Volumes: labelled.nullable() }).parse(await ask('/volumes?'));
  const networks = labelled.parse(await ask('/networks?'));
  return [...containers, ...(volumes ?? []), ...networks].map(({ Name, Id }) => Name ?? Id ?? '');
}

/** Turns one bit over in the middle of the archive, until `restore`. */
function flipBit(id = backup): { name: string; restore(): void } {
  const folder = join(dataDir, 'backups', PROJECT, id);
  const name = readdirSync(folder).find((file) => file.endsWith('.tar.zst') && file.startsWith('tree')) ?? '';
  const path = join(folder, name);
  const good = readFileSync(path);
  const bad = Buffer.from(good);
  const at = Math.floor(bad.length / 2);
  bad[at] = (bad[at] ?? 0) ^ 0x10;
  writeFileSync(path, bad);
  return { name, restore: () => writeFileSync(path, good) };
}

describe('a backup that is good', () => {
  it('passes its verification: every byte, and the configuration accounted for', async () => {
    const { stage, told } = open();
    const id = submit(stage.operations, 'backup-verify', params());
    const ended = await told(id);
    expect(ended).toMatchObject({ state: 'succeeded', outcome: { reason: { key: 'backups-verify-passed' } } });
    // The test's compose file is nowhere: the backup says so itself, and the verification passes it on.
    expect(ended.outcome?.notes?.map(({ key }) => key)).toContain('backups-proof-gaps');
    expect(proofOf(stage, id)).toMatchObject({ kind: 'verify', level: 1, result: 'passed', backup });
  });

  it('is drilled: the service runs on a copy of the data, which its own probe counts, while the real one goes on', async () => {
    const before = await live();
    const { stage, told, changes } = open();
    const id = submit(stage.operations, 'drill', params({ scheduled: true }));
    const ended = await told(id);
    expect(ended.outcome).toMatchObject({ ok: true, reason: { key: 'backups-drill-passed-started' } });
    expect(ended.outcome?.reason.params).toMatchObject({ services: 'db', rto: 4 * 3_600_000 });
    // It does not run without its configuration, which lies beside its compose file.
    expect(ended.outcome?.notes).toContainEqual({
      key: 'backups-copy-read-only',
      params: { service: 'db', names: '/etc/shop.conf', more: 0 },
    });
    const proof = proofOf(stage, id);
    expect(proof).toMatchObject({ kind: 'drill', level: 3, result: 'passed', scheduled: true, reason: null });
    expect(proof?.recoveryTimeMs).toBeGreaterThan(0);
    expect(proof?.recoveryTimeMs).toBeLessThanOrEqual(proof?.tookMs ?? 0);
    expect(proof?.recoveryPointMs).toBeGreaterThan(0);
    const steps = stage.operations.journal(id).map(({ step }) => step);
    // A volume, a folder of the host, and a single file of it.
    const scratch = ['scratch:0', 'scratch:1', 'scratch:2'];
    expect(steps).toEqual(['space', ...scratch, 'network', 'copy:db', 'healthy:0', 'probe', 'clean-up', 'proof']);
    expect(JSON.stringify(stage.operations.journal(id))).not.toContain(SECRET);
    expect(changes.some(({ kind }) => kind === 'progress')).toBe(true);
    expect(await made()).toEqual([]);
    expect((await live()).startedAt).toBe(before.startedAt);
  });

  it('fails its drill when its own probe finds other rows, in what the copy printed', async () => {
    const { stage, told } = open(probeOf(ROWS + 1, '2s'));
    const id = submit(stage.operations, 'drill', params());
    expect((await told(id)).outcome).toMatchObject({
      ok: false,
      reason: { key: 'backups-probe-exit', params: { service: 'db', code: 9 } },
      lastLines: [`rows ${ROWS}`],
    });
    expect(proofOf(stage, id)).toMatchObject({ level: 3, result: 'failed', recoveryTimeMs: null });
    expect(await made()).toEqual([]);
  });

  it('is asked over HTTP from inside the network, where nothing is published', async () => {
    const { stage, told } = open(probed({ http: { port: 8080, status: 200 }, timeout: '3s' }));
    expect((await told(submit(stage.operations, 'drill', params()))).outcome).toMatchObject({
      ok: true,
      reason: { key: 'backups-drill-passed-started' },
    });
  });

  it('is compared only, and in so many words, where the copy of its service cannot be given what that needs', async () => {
    const elsewhere = join(hostFolder, 'uploads');
    const { stage, told } = open(probeOf(ROWS), (parts) => ({ ...parts, hostRoot: elsewhere }));
    const id = submit(stage.operations, 'drill', params());
    const { outcome } = await told(id);
    expect(outcome).toMatchObject({ ok: true, reason: { key: 'backups-drill-passed-compared' } });
    const notes = outcome?.notes?.map(({ key }) => key) ?? [];
    const why = ['backups-drill-only-compared', 'backups-copy-without-mounts', 'backups-copy-exited'];
    expect(notes).toEqual(expect.arrayContaining([...why, 'backups-copy-says-nothing']));
    expect(proofOf(stage, id)).toMatchObject({ level: 2, result: 'passed' });
    expect(await made()).toEqual([]);
  });

  it('is compared only, where that was asked; once at a time, and its project has not to wait for it', async () => {
    const { stage, told } = open();
    const id = submit(stage.operations, 'drill', params({ level: 2 }));
    const second = { key: 'second', kind: 'drill', params: params(), requestedBy: 2 };
    expect(stage.operations.submit(second)).toMatchObject({ ok: false, reason: 'busy', operation: { id } });
    const verified = submit(stage.operations, 'backup-verify', params());
    expect((await told(id)).outcome).toMatchObject({ ok: true, reason: { key: 'backups-drill-passed-compared' } });
    expect((await told(verified)).state).toBe('succeeded');
    expect(proofOf(stage, id)).toMatchObject({ level: 2, result: 'passed' });
    expect(await made()).toEqual([]);
  });

  it('fails its drill when what came back is not what was stored', async () => {
    const { stage, told } = open(probeOf(ROWS), (parts) => ({
      ...parts,
      works: { ...parts.works, writeTree: (job, more) => parts.works.writeTree({ ...job, only: ['marker'] }, more) },
    }));
    const id = submit(stage.operations, 'drill', params({ level: 2 }));
    const { outcome } = await told(id);
    expect(outcome).toMatchObject({ ok: false, reason: { key: 'backups-drill-differs' } });
    expect(outcome?.reason.params).toMatchObject({ name: VOLUME, first: 'shop.db' });
    expect(await made()).toEqual([]);
  });

  it('counts as interrupted when its drill is cancelled, and nothing is left of it', async () => {
    const { stage, told } = open();
    const id = submit(stage.operations, 'drill', params());
    await vi.waitFor(() => expect(stage.operations.journal(id).map(({ step }) => step)).toContain('healthy:0'), {
      timeout: 30_000,
      interval: 20,
    });
    expect(await made()).not.toEqual([]);
    stage.operations.cancel(id);
    expect(await told(id)).toMatchObject({
      state: 'cancelled',
      outcome: { reason: { key: 'backups-drill-interrupted' } },
    });
    expect(proofOf(stage, id)).toMatchObject({ result: 'interrupted' });
    expect(await made()).toEqual([]);
  });

  it('fails its drill when the Engine has no room for what is unpacked, and says where', async () => {
    const small = { type: 'tmpfs', device: 'tmpfs', o: 'size=64k' };
    const { stage, told } = open(probeOf(ROWS), (parts) => ({
      ...parts,
      storage: {
        ...parts.storage,
        createVolume: (spec, call) => parts.storage.createVolume({ ...spec, options: small }, call),
      },
    }));
    const id = submit(stage.operations, 'drill', params());
    expect((await told(id)).outcome).toMatchObject({
      ok: false,
      reason: { key: 'backups-proof-no-space-scratch', params: { name: VOLUME } },
    });
    expect(proofOf(stage, id)).toMatchObject({ result: 'failed' });
    expect(stage.parts.index.get(backup)?.state).toBe('whole');
    expect(await made()).toEqual([]);
  });
});

describe('a backup with one bit turned over', () => {
  it('fails its verification and its drill, by name, and is marked; put right, it passes again', async () => {
    const { stage, told } = open();
    const { name, restore } = flipBit();
    closers.push(restore);
    const verified = await told(submit(stage.operations, 'backup-verify', params()));
    expect(verified.outcome).toMatchObject({ ok: false, reason: { key: 'backups-proof-damaged', params: { name } } });
    expect(verified.outcome?.notes?.[0]?.params).toMatchObject({ name });
    expect(stage.parts.index.get(backup)?.state).toBe('damaged');
    const drilled = submit(stage.operations, 'drill', params());
    expect((await told(drilled)).outcome).toMatchObject({ ok: false, reason: { key: 'backups-proof-damaged' } });
    expect(proofOf(stage, drilled)).toMatchObject({ result: 'failed', reason: { key: 'backups-proof-damaged' } });
    expect(await made()).toEqual([]);

    restore();
    const again = await told(submit(stage.operations, 'backup-verify', params()));
    expect(again.state).toBe('succeeded');
    expect(stage.parts.index.get(backup)?.state).toBe('whole');
  });
});

describe('SIGKILL in the middle of a drill', () => {
  it.each(['scratch:0', 'network', 'copy:db', 'healthy:0'])(
    'in %s: nothing is left at the next start, and the proof is interrupted',
    async (step) => {
      const first = runProcess(params(), `in ${step}`);
      await first.ended;
      const { id } = await first.until(({ kind }) => kind === 'requested');
      expect(await made()).not.toEqual([]);
      expect(first.changes.map(({ kind }) => kind)).not.toContain('finished');
      // Killed once more while it takes away what the first one left.
      if (step === 'healthy:0') await runProcess(undefined, 'in clean-up').ended;
      const second = runProcess();
      const recovered = await second.until(({ kind }) => kind === 'recovered');
      await second.kill();
      expect(recovered).toMatchObject({
        id,
        state: 'interrupted',
        outcome: { reason: { key: 'backups-drill-interrupted' } },
      });
      expect(await made()).toEqual([]);
      const { stage } = open();
      expect(proofOf(stage, id)).toMatchObject({ kind: 'drill', level: 3, result: 'interrupted', backup });
    },
  );

  interface Line {
    readonly kind: string;
    readonly id: string;
    readonly state?: string;
    readonly step?: string | null;
    readonly outcome?: unknown;
  }

  function runProcess(asked?: Json, killAt?: string) {
    if (shared.host.kind !== 'unix') throw new Error('the private Engine listens on a socket');
    const script = join(import.meta.dirname, 'drill-process.ts');
    const args = [script, dataDir, shared.host.socketPath, inject('engineRun')];
    const child: ChildProcess = spawn(process.execPath, asked === undefined ? args : [...args, JSON.stringify(asked)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...(killAt === undefined ? {} : { VAKHTA_KILL_AT: killAt }) },
    });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const changes: Line[] = [];
    if (child.stdout === null) throw new Error('no stdout');
    createInterface({ input: child.stdout }).on('line', (line) => changes.push(JSON.parse(line)));
    const kill = async () => {
      child.kill('SIGKILL');
      await ended;
    };
    closers.push(kill);
    return {
      changes,
      ended,
      kill,
      until: (is: (line: Line) => boolean): Promise<Line> =>
        vi.waitFor(
          () => {
            const found = changes.find(is);
            if (found === undefined) throw new Error(`told so far: ${changes.map(({ kind }) => kind).join(' ')}`);
            return found;
          },
          { timeout: 60_000, interval: 5 },
        ),
    };
  }
});

describe('an application that rejects what was restored', () => {
  it('fails the drill with its exit code and its last words, masked; the data were the same', async () => {
    const { id: running } = await live();
    await docker.storage.exec(running, { argv: ['sh', '-c', 'printf 2 > /data/format'], timeoutMs: 10_000 });
    const { stage, told } = open();
    const newer = await backUp(stage, told);
    const id = submit(stage.operations, 'drill', params({ backup: newer }));
    const { outcome } = await told(id);
    expect(outcome).toMatchObject({
      ok: false,
      reason: { key: 'backups-copy-exited', params: { service: 'db', code: 3 } },
    });
    expect(outcome?.lastLines?.join('\n')).toContain('FATAL: format');
    expect(proofOf(stage, id)).toMatchObject({ level: 3, result: 'failed' });
    // The data are what they were: it is not the backup that is damaged.
    expect(stage.parts.index.get(newer)?.state).toBe('whole');
    expect(await made()).toEqual([]);
  });
});

describe('a service that is gone from the Engine', () => {
  it('is copied from the backup’s own description; what its environment lacks is said', async () => {
    const [{ id: running, image }] = [await live()];
    expect(image).toBe(NODE_IMAGE);
    await shared.api.ask('DELETE', `/containers/${running}?force=true`);
    const { stage, told } = open();
    const id = submit(stage.operations, 'drill', params());
    const { outcome } = await told(id);
    // Its password stands in no file of this backup: the copy ends without it, and one knows why.
    expect(outcome).toMatchObject({ ok: false, reason: { key: 'backups-copy-exited' } });
    const notes = outcome?.notes?.map(({ key }) => key) ?? [];
    expect(notes).toEqual(expect.arrayContaining(['backups-copy-from-backup', 'backups-copy-env-unknown']));
    expect(await made()).toEqual([]);
  });
});
