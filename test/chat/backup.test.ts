import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { projectReference } from '../../src/bot/taps/reference.ts';
import type { RunningService } from '../engine/support/services.ts';
import { type Hand, hand, isQuestion, leads, removeVolume, volumeOf, writer } from './support/backups.ts';
import { buttonsOf, dataEnding, en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';

const SETTINGS = `people:
  - { id: ${ANNA}, name: Anna Petrova }
  - { id: ${BEN}, name: Ben Carter, access: viewer }
`;

let scene: Scene;
let anna: Hand;
let db: RunningService;

beforeAll(async () => {
  scene = await createScene({ settings: SETTINGS });
  db = await scene.run(writer);
  anna = hand(scene, withAnna);
}, 120_000);

afterAll(async () => {
  if (!scene) return;
  await scene.remove();
  await removeVolume(scene.engine, volumeOf(scene.project));
}, 60_000);

/** The page of the set, opened by its name. */
const openSet = () => anna.command(`/backup ${scene.project}`, (_, now) => leads(now, 'k.b.'));

/** The newest backup's own page. */
async function openBackup(): Promise<PhoneMessage> {
  return anna.tap(await openSet(), 'k.o.', (_, now) => leads(now, 'k.t.'));
}

test('what has no backup yet stands first and says so', async () => {
  const home = await anna.command('/backup', (_, now) => leads(now, 'k.s.'));
  expect(textOf(home)).toContain(ru('bot-backup-title-wrong', { wrong: 1, of: 1 }));
  expect(textOf(home)).toContain(`${scene.project} · ${ru('bot-backup-no-backup', { volumes: 1 })}`);
  await anna.command('/backup nobody', (text) => text.includes(scene.project) && text.includes('nobody'));
});

test('a backup says before what it costs, shows how far it is, and is verified at its end', async () => {
  const asked = await anna.tap(await openSet(), 'k.b.', (_, now) => isQuestion(now));
  expect(textOf(asked)).toContain(`${volumeOf(scene.project)} · `);
  expect(textOf(asked)).toContain(ru('bot-backup-fact-stands', { services: 'db' }));
  await scene.phone.tapAnswered(withAnna, asked, dataEnding(asked, '.go'));
  const twice = await scene.phone.tapAnswered(withAnna, asked, { data: dataEnding(asked, '.go').data });
  expect(twice.answer?.text).toMatch(new RegExp(`${ru('bot-redeem-running')}|${ru('bot-redeem-used')}`));
  const made = await anna.wait(
    asked.message_id + 1,
    (_, now) => leads(now, 'k.v.') && leads(now, 'k.g.'),
    'the outcome',
  );
  expect(textOf(made)).toMatch(/^✅/);
  const [stored] = readdirSync(join(scene.vakhta.dataDir, 'backups', scene.project));
  expect(made && buttonsOf(made).map(({ data }) => data)).toEqual([`k.v.${stored}`, `k.g.${stored}`, `k.o.${stored}`]);
});

test('a drill by hand ends in one message, and the backup shows it', async () => {
  const page = await openBackup();
  const depth = await anna.tap(page, 'k.g.', (_, now) => leads(now, 'k.g2.'));
  expect(textOf(depth)).toContain(ru('bot-backup-drill-what'));
  const drilled = await anna.tap(
    depth,
    'k.g2.',
    (text, now) => now.message_id > depth.message_id && /^[✅❌]/u.test(text),
  );
  expect(textOf(drilled)).toMatch(/^✅/);
  const after = await anna.tap(drilled, 'k.o.', (_, now) => leads(now, 'k.t.'));
  expect(textOf(after)).toContain('🎯');
});

test('its files can be browsed, and a small one is sent; nothing of it stays on the disk', async () => {
  const root = await anna.tap(await openBackup(), 'k.t.', (_, now) => leads(now, 'k.f.') && leads(now, 'k.e.'));
  expect(textOf(root)).toContain('note.txt');
  const folder = await anna.tap(root, 'k.f.', (text) => text.includes('app.conf'));
  const file = await anna.tap(folder, 'k.e.', (_, now) => leads(now, 'k.d.'));
  expect(textOf(file)).toContain('rw-r--r--');
  const sent = await anna.tap(file, 'k.d.', (_, now) => now.document !== undefined);
  expect(sent.document?.file_name).toBe('app.conf');
  expect(textOf(sent)).toContain(`${volumeOf(scene.project)}:/conf/app.conf`);
  await expect.poll(() => readdirSync(join(scene.vakhta.dataDir, 'reports'))).toEqual([]);
});

test('whoever may only look sees everything and is refused everything that does something', async () => {
  const ben = hand(scene, withBen);
  const set = await ben.command(`/backup ${scene.project}`, (_, now) => leads(now, 'k.b.'));
  const missing = en('oncall-access-missing', { needed: 'responder', has: 'viewer' });
  for (const data of ['k.b.', 'k.v.']) {
    const button = buttonsOf(set).find((one) => one.data?.startsWith(data) === true);
    const { answer } = await scene.phone.tapAnswered(withBen, set, { data: button?.data ?? '' });
    expect(answer, data).toMatchObject({ showAlert: true, text: missing });
  }
});

test('a project that is gone keeps its backups in sight', async () => {
  await db.remove();
  const set = await anna.command(`/backup ${scene.project}`, (text) => text.includes(ru('bot-backup-project-gone')));
  expect(leads(set, 'k.b.')).toBe(false);
  expect(leads(set, `r.s.${projectReference(scene.project)}`)).toBe(true);
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
