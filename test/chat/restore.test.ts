import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { At, PhoneMessage } from '../../sandbox/client.ts';
import type { RunningService } from '../engine/support/services.ts';
import {
  backUp,
  type Hand,
  hand,
  inService,
  isQuestion,
  leads,
  removeVolume,
  volumeOf,
  writer,
} from './support/backups.ts';
import { buttonsOf, dataEnding, en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, OPS, type Scene, withAnna, withBen } from './support/scene.ts';
import { NOTHING_BY_ITSELF } from './support/vakhta.ts';

const SETTINGS = `people:
  - { id: ${ANNA}, name: Anna Petrova }
  - { id: ${BEN}, name: Ben Carter, access: responder }
${NOTHING_BY_ITSELF}`;
const ROWS = `sqlite3 -cmd ".timeout 5000" /data/shop.db "SELECT count(*) FROM orders WHERE note = 'first'"`;
const OLD_SECRET = 'old-pass-6f1c2e9a';
const NEW_SECRET = 'new-pass-b07d31e4';

let scene: Scene;
let anna: Hand;
let db: RunningService;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-restore-'));
  writeFileSync(join(folder, 'compose.yaml'), 'services: { db: { image: vakhta-test/sqlite } }\n');
  writeFileSync(join(folder, '.env'), `DB_PASSWORD=${OLD_SECRET}\nPORT=8080\n`, { mode: 0o600 });
  scene = await createScene({ settings: SETTINGS });
  anna = hand(scene, withAnna);
  const base = 'com.docker.compose.project';
  const labels = {
    [`${base}.working_dir`]: folder,
    [`${base}.config_files`]: join(folder, 'compose.yaml'),
    [`${base}.environment_file`]: join(folder, '.env'),
  };
  db = await scene.run((project) => {
    const spec = writer(project);
    return { ...spec, labels: { ...spec.labels, ...labels } };
  });
  await vi.waitFor(async () => expect(await inService(scene.engine, db.id, ROWS)).toContain('1'), { timeout: 30_000 });
  await backUp(anna, scene);
}, 120_000);

afterAll(async () => {
  if (!scene) return;
  await scene.remove();
  await removeVolume(scene.engine, volumeOf(scene.project));
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** From `/restore` to what is chosen. */
async function choose(me: Hand): Promise<PhoneMessage> {
  const sets = await me.command('/restore', (_, now) => leads(now, 'r.s.'));
  const backups = await me.tap(sets, 'r.s.', (_, now) => leads(now, 'r.b.'));
  // The newest may be what a restore put aside.
  const best = buttonsOf(backups).find(({ label }) => label.startsWith('⭐'));
  return me.tap(backups, best?.data ?? '', (_, now) => leads(now, 'r.y.'));
}

/** The dry run, in the message of the choice. */
const tryOut = (me: Hand, choice: PhoneMessage) => me.tap(choice, 'r.y.', (_, now) => leads(now, 'r.a.'));

function typing(me: Hand, run: PhoneMessage): Promise<PhoneMessage> {
  return me.tap(run, 'r.x.', (_, now) => now.message_id > run.message_id && (leads(now, 'r.n.') || isAskedToType(now)));
}

const isAskedToType = (message: PhoneMessage) =>
  [en, ru].some((words) => textOf(message).includes(words('bot-restore-backup-name-how')));

test('deleted data comes back, exactly, by the name that was typed', async () => {
  await inService(scene.engine, db.id, 'rm -rf /data/* && echo later > /data/later.txt');
  const run = await tryOut(anna, await choose(anna));
  expect(textOf(run)).toMatch(/^✅/);
  expect(textOf(run)).toContain('− /later.txt');
  expect(textOf(run)).toMatch(/⏸ .*: db$/m);
  const asked = await typing(anna, run);
  await scene.phone.send(withAnna, `${scene.project}x`);
  await anna.wait(
    asked.message_id,
    (text) => text.includes(ru('bot-restore-backup-name-wrong', { set: scene.project })),
    'a refusal',
  );
  const typed = await scene.phone.send(withAnna, scene.project);
  const red = await anna.wait(typed.message_id, (_, now) => isQuestion(now), 'the question in red');
  expect(textOf(red)).toContain(ru('bot-restore-backup-fact-safety'));
  // Nothing was touched so far.
  expect(await inService(scene.engine, db.id, 'ls /data')).toContain('later.txt');
  await scene.phone.tapAnswered(withAnna, red, dataEnding(red, '.go'));
  const twice = await scene.phone.tapAnswered(withAnna, red, { data: dataEnding(red, '.go').data });
  expect(twice.answer?.text).toMatch(new RegExp(`${ru('bot-redeem-running')}|${ru('bot-redeem-used')}`));
  await anna.wait(
    red.message_id,
    (text) => text.includes(`✅ ${ru('bot-restore-backup-step-verify')}`),
    'the first step done',
  );
  const done = await anna.wait(red.message_id + 1, (text) => /^[✅❌❔]/u.test(text), 'the outcome');
  expect(textOf(done)).toMatch(/^✅/);
  const files = await inService(scene.engine, db.id, 'ls /data');
  expect(files).toContain('note.txt');
  expect(files).not.toContain('later.txt');
  expect(await inService(scene.engine, db.id, ROWS)).toContain('1');
});

test('a responder may try it out and is refused the restore itself', async () => {
  const ben = hand(scene, withBen);
  const run = await tryOut(ben, await choose(ben));
  const button = buttonsOf(run).find(({ data }) => data?.startsWith('r.x.') === true);
  const { answer } = await scene.phone.tapAnswered(withBen, run, { data: button?.data ?? '' });
  expect(answer).toMatchObject({
    showAlert: true,
    text: en('oncall-access-missing', { needed: 'admin', has: 'responder' }),
  });
});

test('one file is tried out by itself, asked for in a group by a forced reply, and can still be called off', async () => {
  await inService(scene.engine, db.id, 'echo broken > /data/note.txt; echo stays > /data/other.txt');
  const at: At = { person: ANNA, chat: OPS };
  const inGroup = hand(scene, at);
  const choice = await choose(inGroup);
  const root = await inGroup.tap(choice, 'k.t.', (text) => text.includes('note.txt'));
  const number =
    textOf(root)
      .split('\n')
      .findIndex((line) => line.includes('note.txt')) - 1;
  const place = buttonsOf(root)[number]?.data ?? '';
  expect(place).toMatch(/^k\.e\./);
  const file = await inGroup.tap(root, place, (_, now) => leads(now, 'r.c.'));
  const alone = await inGroup.tap(file, 'r.c.', (text, now) => leads(now, 'r.y.') && text.includes('/note.txt'));
  const run = await tryOut(inGroup, alone);
  expect(textOf(run)).toContain('~ /note.txt');
  expect(textOf(run)).not.toContain('other.txt');
  const asked = await typing(inGroup, run);
  const typed = await scene.phone.reply(at, asked, scene.project);
  const red = await inGroup.wait(typed.message_id, (_, now) => isQuestion(now), 'the question in red');
  await scene.phone.tapAnswered(at, red, dataEnding(red, '.no'));
  await inGroup.wait(red.message_id, (text) => text.includes(en('bot-redeem-cancelled')), 'that it is called off');
  expect(await inService(scene.engine, db.id, 'cat /data/note.txt')).toContain('broken');
});

test('configuration comes back only when ticked, after its diff was shown without its secrets', async () => {
  writeFileSync(join(folder, '.env'), `DB_PASSWORD=${NEW_SECRET}\nPORT=9090\n`, { mode: 0o600 });
  let page = await anna.tap(await choose(anna), 'r.c.', (text) =>
    text.includes(ru('bot-restore-backup-nothing-chosen')),
  );
  page = await anna.tap(page, 'r.g.', (text, now) => leads(now, 'r.d.') && text.includes('.env'));
  const number = textOf(page)
    .split('\n')
    .filter((line) => line.includes('☐'))
    .findIndex((line) => line.includes('.env'));
  const diff = buttonsOf(page).filter(({ data }) => data?.startsWith('r.d.') === true)[number]?.data ?? '';
  const shown = await anna.tap(page, diff, (text) => text.includes('PORT'));
  expect(textOf(shown)).not.toContain(OLD_SECRET);
  expect(textOf(shown)).not.toContain(NEW_SECRET);
  page = await anna.tap(shown, 'r.g.', (_, now) => leads(now, 'r.d.'));
  const ticks = buttonsOf(page).filter(({ data, label }) => data?.startsWith('r.g.') === true && label.startsWith('☐'));
  page = await anna.tap(page, ticks[number]?.data ?? '', (text) => text.includes('☑'));
  page = await anna.tap(page, 'r.c.', (text, now) => leads(now, 'r.y.') && text.includes('.env'));
  const run = await tryOut(anna, page);
  expect(textOf(run)).toContain(ru('bot-restore-backup-config-changed'));
  expect(textOf(run)).not.toContain(volumeOf(scene.project));
  await typing(anna, run);
  const typed = await scene.phone.send(withAnna, scene.project);
  const red = await anna.wait(typed.message_id, (_, now) => isQuestion(now), 'the question in red');
  await scene.phone.tapAnswered(withAnna, red, dataEnding(red, '.go'));
  const done = await anna.wait(red.message_id + 1, (text) => /^[✅❌❔]/u.test(text), 'the outcome');
  expect(textOf(done)).toMatch(/^✅/);
  expect(readFileSync(join(folder, '.env'), 'utf8')).toContain(OLD_SECRET);
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
