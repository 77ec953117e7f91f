import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { PhoneMessage } from '../../sandbox/client.ts';
import type { ComposeProject } from '../engine/support/compose-project.ts';
import { SQLITE_IMAGE } from '../engine/support/images.ts';
import { backUp, type Hand, hand, inService, isQuestion, leads } from './support/backups.ts';
import { buttonsOf, dataEnding, en, textOf } from './support/messages.ts';
import { projectOf } from './support/project.ts';
import { createScene, type Scene, withBen } from './support/scene.ts';

const ROWS = 'sqlite3 -cmd ".timeout 5000" /data/shop.db';
const STAMP = '20250131-023000';

/** Writes orders all the time; will not start over data that is marked as broken. */
const database = {
  image: SQLITE_IMAGE,
  command: [
    'sh',
    '-c',
    `trap 'exit 0' TERM; test -e /data/broken && { echo "ERROR: these data are of a newer version"; exit 3; }; ${ROWS} "PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS orders (note TEXT)"; while :; do ${ROWS} "INSERT INTO orders VALUES ('order')"; sleep 0.2; done`,
  ],
  healthcheck: {
    test: ['CMD-SHELL', `${ROWS} "PRAGMA quick_check; SELECT 1 FROM orders LIMIT 1" | grep -q ok`],
    interval: '1s',
    timeout: '2s',
    retries: 5,
  },
  volumes: ['ledger:/data'],
  networks: ['back'],
  restart: 'always',
  stop_grace_period: '3s',
};

let scene: Scene;
let shop: ComposeProject;
let archives: string;
let ben: Hand;

beforeAll(async () => {
  archives = mkdtempSync(join(tmpdir(), 'vakhta-archives-'));
  scene = await createScene({ settings: settings() });
  ben = hand(scene, withBen);
  shop = await projectOf(scene);
  await shop.rewrite({ db: database });
  await shop.compose(['up', '-d']);
  await vi.waitFor(async () => expect(await rows("note = 'order'")).toBeGreaterThan(0), { timeout: 30_000 });
}, 120_000);

afterAll(async () => {
  await shop.remove();
  await scene.remove();
  rmSync(archives, { recursive: true, force: true });
}, 60_000);

function settings(): string {
  const schedules = { backup: null, verify: null, drill: null };
  return JSON.stringify({ backups: { importFrom: [archives] }, schedules });
}

const listed = z.array(z.object({ Id: z.string(), Status: z.string() }));

/** The container of the database as it is now: compose makes others. */
async function db() {
  const filters = JSON.stringify({ label: [`com.docker.compose.project=${scene.project}`] });
  const [found] = listed.parse(
    await scene.engine.ask('GET', `/containers/json?filters=${encodeURIComponent(filters)}`),
  );
  if (found === undefined) throw new Error('the database does not run');
  return found;
}

const said = async (script: string) => inService(scene.engine, (await db()).Id, script);
const rows = async (where: string) =>
  Number.parseInt(await said(`${ROWS} "SELECT count(*) FROM orders WHERE ${where}"`), 10);

async function drill(from: PhoneMessage): Promise<PhoneMessage> {
  const depth = await ben.tap(from, 'k.g.', (_, now) => leads(now, 'k.g3.'));
  return ben.tap(depth, 'k.g3.', (text, now) => now.message_id > depth.message_id && /^[✅❌]/u.test(text));
}

/** From `/restore` over the dry run and the typed name to the outcome, of the newest good backup. */
async function restore(): Promise<PhoneMessage> {
  const sets = await ben.command('/restore', (_, now) => leads(now, 'r.s.'));
  const backups = await ben.tap(sets, 'r.s.', (_, now) => leads(now, 'r.b.'));
  const best = buttonsOf(backups).find(({ label }) => label.startsWith('⭐'));
  const choice = await ben.tap(backups, best?.data ?? '', (_, now) => leads(now, 'r.y.'));
  const run = await ben.tap(choice, 'r.y.', (_, now) => leads(now, 'r.a.') && leads(now, 'r.x.'));
  await ben.tap(run, 'r.x.', (text, now) => now.message_id > run.message_id && text.includes(scene.project));
  const typed = await scene.phone.send(withBen, scene.project);
  const red = await ben.wait(typed.message_id, (_, now) => isQuestion(now), 'the question in red');
  await scene.phone.tapAnswered(withBen, red, dataEnding(red, '.go'));
  return ben.wait(red.message_id + 1, (text) => /^[✅❌❔]/u.test(text), 'the outcome');
}

test('a database that is written to is backed up, and proven by a copy of it that starts on the restored data', async () => {
  await said(`${ROWS} "INSERT INTO orders VALUES ('before the loss')"`);
  await backUp(ben, scene);
  const set = await ben.command(`/backup ${scene.project}`, (_, now) => leads(now, 'k.o.'));
  const one = await ben.tap(set, 'k.o.', (_, now) => leads(now, 'k.g.'));
  const done = await drill(one);
  expect(textOf(done)).toMatch(/^✅/);
  expect(textOf(done)).toContain('db');
});

test('its volume and its containers are deleted: the restore brings both back, with the rows', async () => {
  await shop.compose(['down', '-v', '-t', '1']);
  await expect(db()).rejects.toThrow();
  const done = await restore();
  expect(textOf(done)).toMatch(/^✅/);
  expect(await rows("note = 'before the loss'")).toBe(1);
  expect((await db()).Status).toContain('(healthy)');
});

test('data that the application rejects are taken back by themselves, and the person is told which ones are there', async () => {
  await said('touch /data/broken');
  await backUp(ben, scene);
  await said(`rm /data/broken && ${ROWS} "INSERT INTO orders VALUES ('after the backup')"`);
  const done = await restore();
  expect(textOf(done)).toMatch(/^❌/);
  expect(textOf(done)).toContain('db');
  expect(await rows("note = 'after the backup'")).toBe(1);
  expect(await rows("note = 'before the loss'")).toBe(1);
  expect((await db()).Status).toContain('(healthy)');
});

/** As their script would have saved this project. */
function saveAsTheScriptDid(): void {
  const work = mkdtempSync(join(tmpdir(), 'vakhta-script-'));
  const folder = join(work, STAMP);
  for (const part of ['volumes', 'config', 'state', 'logs', 'data']) mkdirSync(join(folder, part), { recursive: true });
  const data = join(folder, 'data');
  execFileSync('sqlite3', [
    join(data, 'shop.db'),
    "CREATE TABLE orders (note TEXT); INSERT INTO orders VALUES ('old')",
  ]);
  execFileSync('tar', ['czf', join(folder, 'volumes', `${scene.project}_ledger.tar.gz`), '-C', data, '.']);
  rmSync(data, { recursive: true });
  writeFileSync(join(folder, 'metadata.txt'), 'Backup of the shop\n');
  const archive = join(archives, `codefoundry-${STAMP}.tar.gz`);
  execFileSync('tar', ['czf', archive, '-C', work, STAMP]);
  writeFileSync(
    `${archive}.sha256`,
    `${createHash('sha256').update(readFileSync(archive)).digest('hex')}  ${archive}\n`,
  );
  rmSync(work, { recursive: true });
}

test('an archive of their script is imported, says what it lacks, and is drilled', async () => {
  const none = await ben.command('/backup import', (text) => text.includes(en('bot-backup-imports-none')));
  saveAsTheScriptDid();
  const list = await ben.tap(none, 'k.i.', (_, now) => leads(now, 'k.y.'));
  expect(textOf(list)).toContain(`codefoundry-${STAMP}.tar.gz`);
  const asked = await ben.tap(list, 'k.y.', (_, now) => isQuestion(now));
  await scene.phone.tapAnswered(withBen, asked, dataEnding(asked, '.go'));
  const done = await ben.wait(
    asked.message_id + 1,
    (text, now) => /^[✅❌]/u.test(text) && leads(now, 'k.g.'),
    'the import',
  );
  expect(textOf(done)).toMatch(/^✅/);
  expect(textOf(done)).toContain(en('backups-import-lacks-secrets', { names: '.env', count: 1 }));
  const drilled = await drill(done);
  expect(textOf(drilled)).toMatch(/^✅/);
  const again = await ben.command('/backup import', (text) => text.includes(en('bot-backup-imports-done')));
  expect(leads(again, 'k.y.')).toBe(false);
});

test('nothing was refused by Telegram or logged as an error', () => scene.expectClean());
