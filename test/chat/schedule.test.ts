import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { At, PhoneMessage } from '../../sandbox/client.ts';
import { openDatabase } from '../../src/database/index.ts';
import { type Hand, hand, writer } from './support/backups.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';

/** Nothing comes by itself but what a test lets be due. */
const SETTINGS = `people:
  - { id: ${ANNA}, name: Anna Petrova }
  - { id: ${BEN}, name: Ben Carter, access: responder }
schedules: { verify: null, jitter: 0s }
`;

let scene: Scene;
let ben: Hand;
let anna: Hand;

beforeAll(async () => {
  scene = await createScene({ settings: SETTINGS, services: (project) => [writer(project)] });
  ben = hand(scene, withBen);
  anna = hand(scene, withAnna);
}, 120_000);

afterAll(async () => {
  if (scene) await scene.remove();
}, 60_000);

const leadsTo = (message: PhoneMessage, data: string) => buttonsOf(message).some((button) => button.data === data);
const reminders = async (at: At, title: string) => {
  const state = await scene.phone.state(at.person);
  return (state.messages[String(at.chat)] ?? []).filter((message) => textOf(message).includes(title));
};

/** As if its time had come while the bot was away. */
async function letBeDue(job: string): Promise<void> {
  await scene.vakhta.kill();
  const database = openDatabase(join(scene.vakhta.dataDir, 'vakhta.db'));
  try {
    const changed = database
      .prepare('UPDATE schedule_jobs SET due_at = ? WHERE job = ?')
      .run(Date.now() - 1_000, `${job}:${scene.project}`);
    expect(changed.changes).toBe(1);
  } finally {
    database.close();
  }
  await scene.vakhta.start();
}

function readRow(sql: string, ...values: string[]): unknown {
  const database = openDatabase(join(scene.vakhta.dataDir, 'vakhta.db'));
  try {
    return database.prepare(sql).get(...values);
  } finally {
    database.close();
  }
}

function resultOf(job: string): string | null {
  const row = readRow('SELECT result FROM schedule_jobs WHERE job = ?', `${job}:${scene.project}`);
  return z.object({ result: z.string().nullable() }).parse(row).result;
}

function postedReminders(): number {
  const row = readRow("SELECT count(*) AS count FROM posted WHERE subject = 'drill-reminder:1'");
  return z.object({ count: z.number() }).parse(row).count;
}

const titleIn = (say: typeof en) => say('bot-drill-title', { set: scene.project });

test('/schedule lists what runs by itself; a pause is seen by everybody', async () => {
  const page = await ben.command('/schedule', (text) => text.includes(en('bot-schedule-set', { set: scene.project })));
  expect(textOf(page)).toContain(en('bot-schedule-job-backup'));
  expect(textOf(page)).toContain(en('bot-schedule-no-last'));
  const paused = await ben.tap(page, 'w.p.drill.', (text) => text.includes('⏸'));
  expect(textOf(paused)).toContain(en('bot-schedule-paused', { who: 'Ben Carter' }));
  const hers = await anna.command('/schedule', (text) =>
    text.includes(ru('bot-schedule-paused', { who: 'Ben Carter' })),
  );
  const resumed = await anna.tap(hers, 'w.r.drill.', (text) => !text.includes('⏸'));
  expect(textOf(resumed)).toContain(ru('bot-schedule-next'));
}, 60_000);

test('a nightly backup that was missed is made up for, without a word', async () => {
  const before = await scene.phone.state(BEN);
  await letBeDue('backup');
  await expect.poll(() => resultOf('backup'), { timeout: 60_000, interval: 200 }).toBe('succeeded');
  const page = await ben.command('/schedule', (text) => text.includes(en('bot-schedule-result-succeeded')));
  expect(textOf(page)).toContain(en('bot-schedule-last'));
  const after = await scene.phone.state(BEN);
  const sent = (state: typeof after) => (state.messages[String(BEN)] ?? []).length;
  // The command and its answer.
  expect(sent(after)).toBe(sent(before) + 2);
}, 90_000);

test('the monthly restore test is asked for once, also when the process is killed in the middle', async () => {
  await letBeDue('drill');
  const asked = await ben.wait(0, (text) => text.includes(titleIn(en)), 'the reminder');
  await anna.wait(0, (text) => text.includes(titleIn(ru)), 'Anna’s reminder');
  expect(buttonsOf(asked).map(({ label }) => label)).toEqual([
    en('bot-drill-button-run'),
    en('bot-drill-button-tomorrow'),
    en('bot-drill-button-skip'),
  ]);
  // Killed before Telegram's answers are written, nobody would know which messages to keep up to date.
  await expect.poll(postedReminders).toBe(2);
  await scene.vakhta.kill();
  await scene.vakhta.start();
  await ben.command('/schedule', (text) => text.includes(en('bot-schedule-result-asked')));
  expect(await reminders(withBen, titleIn(en))).toHaveLength(1);
  expect(await reminders(withAnna, titleIn(ru))).toHaveLength(1);
}, 60_000);

test('tomorrow, said by one, is seen by the other, who runs it all the same: it counts in the pass rate', async () => {
  const [his] = await reminders(withBen, titleIn(en));
  const [hers] = await reminders(withAnna, titleIn(ru));
  if (his === undefined || hers === undefined) throw new Error('nobody was asked');
  await ben.tap(his, 'w.t.1', (text, now) => now.message_id === his.message_id && text.includes('⏰'));
  const postponed = await anna.wait(
    hers.message_id,
    (text, now) =>
      now.message_id === hers.message_id && text.includes(ru('bot-drill-postponed', { who: 'Ben Carter' })),
    'what Ben said',
  );
  expect(leadsTo(postponed, 'w.t.1')).toBe(false);
  await anna.tap(
    postponed,
    'w.d.1',
    (text, now) =>
      now.message_id >= hers.message_id &&
      text.startsWith('✅') &&
      text.includes(ru('bot-operation-drill', { target: scene.project })),
  );
  await ben.wait(
    his.message_id,
    (text, now) => now.message_id === his.message_id && text.includes(en('bot-drill-done', { who: 'Anna Petrova' })),
    'its result in Ben’s reminder',
  );
  const rate = await ben.command('/metrics', (text) => text.includes(en('bot-metric-pass-rate')));
  expect(textOf(rate)).toContain('100%');
}, 90_000);

test('skipped with a reason it counts as missed, and too late is said to who comes after', async () => {
  await letBeDue('drill');
  const asked = await ben.wait(0, (_, now) => leadsTo(now, 'w.s.2'), 'the second reminder');
  const hers = await anna.wait(0, (_, now) => leadsTo(now, 'w.s.2'), 'Anna’s second reminder');
  const question = await ben.tap(
    asked,
    'w.s.2',
    (text, now) => now.message_id > asked.message_id && text.includes(en('bot-drill-skip-how')),
  );
  await scene.phone.send(withBen, 'We move house this week');
  await ben.wait(
    question.message_id,
    (text) => text.includes(en('bot-drill-skip-kept', { set: scene.project })),
    'a word',
  );
  const skipped = ru('bot-drill-skipped', { who: 'Ben Carter', reason: 'We move house this week' });
  const over = await anna.wait(
    hers.message_id,
    (text, now) => now.message_id === hers.message_id && text.includes(skipped),
    'Ben’s reason',
  );
  expect(buttonsOf(over)).toEqual([]);
  const home = await ben.command('/backup', (text) =>
    text.includes(en('bot-backup-rate', { passed: 1, of: 2, rate: '50%' })),
  );
  expect(textOf(home)).toContain(scene.project);
  const rate = await ben.command('/metrics', (text) => text.includes('50%'));
  expect(textOf(rate)).toContain(en('bot-metric-pass-rate'));
  await scene.expectClean();
}, 90_000);
