import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { crashLooping } from '../engine/support/samples.ts';
import { readRows } from './support/data-folder.ts';
import { en, textOf } from './support/messages.ts';
import { BEN, createScene, MALLORY, type Scene, withAnna, withBen } from './support/scene.ts';
import { askedBy, beginTriage, type Conversation } from './support/triage.ts';

/** Half past the hour everywhere but where the test says otherwise: UTC+5:30 all year round. */
const ZONE = 'Asia/Kolkata';
const ZONE_MS = 5.5 * 3_600_000;
const MINUTE_MS = 60_000;
const PHOTO = {
  kind: 'photo',
  name: 'screen.jpg',
  mime: 'image/jpeg',
  bytes: new Uint8Array([255, 216, 255]),
} as const;

let scene: Scene;

beforeAll(async () => {
  scene = await createScene({ env: { TZ: ZONE } });
  await scene.run(crashLooping);
});

afterAll(async () => {
  await scene.expectClean();
  await scene.remove();
});

/** What the bot answers to a message: the newest one after it that is no triage. */
async function answerTo(messageId: number): Promise<string> {
  const message = await scene.phone.waitForMessage(
    BEN,
    (candidate) => candidate.message_id > messageId && askedBy(candidate) === null,
    'an answer',
  );
  return textOf(message);
}

async function say(text: string): Promise<string> {
  const { message_id } = await scene.phone.send(withBen, text);
  return answerTo(message_id);
}

function draftOf(triage: Conversation): Record<string, unknown> {
  const id = triage.prefix.slice(2);
  return readRows(scene.vakhta.dataDir, `SELECT * FROM triage_drafts WHERE id = '${id}'`)[0] ?? {};
}

function incidents(): Record<string, unknown>[] {
  return readRows(scene.vakhta.dataDir, 'SELECT * FROM incidents ORDER BY number');
}

describe('where a tap is asked for', () => {
  let triage: Conversation;
  beforeEach(async () => {
    triage = await beginTriage(scene, withBen);
    return async () => {
      await triage.tap('cancel');
    };
  });

  test('text is told that it is not, and the question stays', async () => {
    await triage.tap('sev.P2');
    await triage.asks('affected');
    expect(await say('everything, I think')).toBe(en('bot-triage-tap-expected'));
    expect(askedBy(await triage.now())).toBe('affected');
    await triage.tap('all');
    await triage.asks('users');
    expect(await say('yes')).toBe(en('bot-triage-tap-expected'));
    expect(askedBy(await triage.now())).toBe('users');
    expect(draftOf(triage)).toMatchObject({ step: 'users', state: 'active' });
  });

  test('a photo and what is neither text nor photo are told so as well', async () => {
    const [photo] = await scene.phone.file(withBen, PHOTO);
    expect(await answerTo(photo?.message_id ?? 0)).toBe(en('bot-triage-tap-expected'));
    // A sticker: the sandbox has no button for it, so its update is made by hand.
    const { message_id } = await sticker();
    expect(await answerTo(message_id)).toBe(en('bot-triage-tap-expected'));
    expect(askedBy(await triage.now())).toBe('offer');
  });

  test('a second /triage points to the first one and begins nothing', async () => {
    const { message_id } = await scene.phone.send(withBen, '/triage');
    const answer = await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id > message_id && askedBy(message) === null,
      'an answer',
    );
    expect(textOf(answer)).toBe(en('bot-triage-active'));
    expect(answer.reply_to_message?.message_id).toBe(triage.messageId);
    await triage.tap('sev.P1');
    await triage.asks('affected');
    const active = readRows(scene.vakhta.dataDir, "SELECT id FROM triage_drafts WHERE state = 'active'");
    expect(active).toEqual([{ id: triage.prefix.slice(2) }]);
  });

  test('back goes one question back, and the answers are kept', async () => {
    await triage.tap('sev.P0');
    await triage.tap('all');
    await triage.tap('users.1');
    await triage.asks('impact');
    await triage.tap('back');
    await triage.asks('users');
    await triage.tap('back');
    await triage.asks('affected');
    await triage.tap('back');
    const offer = await triage.asks('offer');
    expect(askedBy(offer)).toBe('offer');
    expect(JSON.parse(String(draftOf(triage).answers))).toMatchObject({ severity: 'P0', usersImpacted: true });
  });

  test('a button that no version knows does no harm', async () => {
    const answer = await triage.tap('dance');
    expect(answer.answer?.text).toBe(en('bot-button-old').slice(0, 200));
    const gone = await triage.tap('svc.0123456789');
    expect(gone.answer).toMatchObject({ text: en('bot-service-gone'), showAlert: true });
    expect(askedBy(await triage.now())).toBe('offer');
  });

  test('a stranger who knows what a button says is not heard at all', async () => {
    await scene.phone.update({ callback_query: tapOf(triage, MALLORY, 'Mallory') });
    await triage.tap('sev.P1');
    await triage.asks('affected');
    expect(draftOf(triage)).toMatchObject({ state: 'active', incident: null });
    expect(scene.vakhta.log.filter((line) => line.userId === MALLORY)).toHaveLength(1);
    expect(readRows(scene.vakhta.dataDir, `SELECT lane FROM inbox WHERE lane LIKE '%${MALLORY}%'`)).toEqual([]);
  });
});

test('/cancel ends the triage without an incident', async () => {
  const before = incidents().length;
  const triage = await beginTriage(scene, withBen);
  await triage.tap('sev.P1');
  expect(await say('/cancel')).toBe(en('bot-cancelled-triage'));
  await triage.until((message) => textOf(message).includes(en('bot-triage-cancelled')), 'the end of the triage');
  expect(draftOf(triage)).toMatchObject({ state: 'cancelled' });
  expect(await say('/cancel')).toBe(en('bot-nothing-to-cancel'));
  expect(await say('hello')).toBe(en('bot-not-understood'));
  expect(incidents()).toHaveLength(before);
  // Its buttons are gone from the message, but an old phone may still show them.
  const late = await triage.tap('accept');
  expect(late.answer?.text).toBe(en('bot-button-old').slice(0, 200));
  expect(incidents()).toHaveLength(before);
});

test('a button of a triage that became an incident says which', async () => {
  const triage = await beginTriage(scene, withBen);
  await triage.tap('accept');
  await triage.asks('opened');
  const number = incidents().length;
  for (const answer of ['accept', 'sev.P0', 'summary', 'cancel']) {
    const late = await triage.tap(answer);
    expect(late.answer?.text).toBe(en('bot-triage-is-incident', { number }));
  }
  expect(incidents()).toHaveLength(number);
  expect(incidents()[number - 1]).toMatchObject({ state: 'open' });
});

describe('the summary', () => {
  let triage: Conversation;
  beforeEach(async () => {
    triage = await beginTriage(scene, withBen);
    for (const answer of ['sev.P2', 'none', 'users.0', 'impact.low']) await triage.tap(answer);
    await triage.asks('summary');
    return async () => {
      if (draftOf(triage).state === 'active') await triage.tap('cancel');
    };
  });

  test('can be typed, in any script and with markup, which stays text', async () => {
    const hostile = '*db* <b>down</b> `x` \u202Eабв & #1 /status @ben';
    await scene.phone.send(withBen, `${hostile}\n  second line`);
    await triage.asks('opened');
    expect(incidents().at(-1)).toMatchObject({ summary: `${hostile} second line`, severity: 'P2' });
  });

  test('of too many characters, a photo, or nothing visible is refused, and the question stays', async () => {
    const before = incidents().length;
    // Telegram cuts what a person pastes into messages of at most 4,096.
    expect(await say('x'.repeat(4096))).toBe(en('triage-summary-long', { length: 4096, max: 500 }));
    const tail = await say('y'.repeat(904));
    expect(tail).toBe(en('triage-summary-long', { length: 904, max: 500 }));
    const [photo] = await scene.phone.file(withBen, { ...PHOTO, caption: 'it is down' });
    expect(await answerTo(photo?.message_id ?? 0)).toBe(en('bot-triage-text-expected'));
    const { message_id } = await sticker();
    expect(await answerTo(message_id)).toBe(en('bot-triage-text-expected'));
    expect(askedBy(await triage.now())).toBe('summary');
    expect(incidents()).toHaveLength(before);
    await scene.phone.send(withBen, 'z'.repeat(500));
    await triage.asks('opened');
    expect(String(incidents().at(-1)?.summary)).toHaveLength(500);
  });
});

describe('when it was noticed', () => {
  let triage: Conversation;
  beforeEach(async () => {
    triage = await beginTriage(scene, withBen);
    await triage.tap('when');
    await triage.asks('noticed');
    return async () => {
      if (draftOf(triage).state === 'active') await triage.tap('cancel');
    };
  });

  async function detectedAt(): Promise<number> {
    await triage.tap('accept');
    await triage.asks('opened');
    return Number(incidents().at(-1)?.detected_at);
  }

  test.each([5, 15, 30, 60])('can be tapped: %i minutes ago', async (minutes) => {
    const earliest = Date.now() - minutes * MINUTE_MS;
    await triage.tap(`ago.${minutes}`);
    await triage.asks('offer');
    const latest = Date.now() - minutes * MINUTE_MS;
    const at = await detectedAt();
    expect(at).toBeGreaterThanOrEqual(earliest);
    expect(at).toBeLessThanOrEqual(latest);
  });

  test('is now unless something else is said, also after changing one’s mind', async () => {
    await triage.tap('ago.60');
    await triage.asks('offer');
    await triage.tap('when');
    await triage.asks('noticed');
    await triage.tap('ago.0');
    await triage.asks('offer');
    expect(await detectedAt()).toBe(Number(draftOf(triage).started_at));
  });

  test('can be typed in the zone of the team, which the question names', async () => {
    expect(textOf(await triage.now())).toMatch(/HH:MM \(.*(GMT|UTC)\+5:30.*\)/);
    const at = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 40 * MINUTE_MS);
    const wall = new Date(at.getTime() + ZONE_MS).toISOString();
    await scene.phone.send(withBen, `${wall.slice(0, 10)} ${wall.slice(11, 16)}`);
    await triage.asks('offer');
    expect(await detectedAt()).toBe(at.getTime());
  });

  test('that cannot be is told so, and asked for again', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000 + ZONE_MS).toISOString().slice(0, 10);
    const longAgo = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10);
    const cases = [
      ['a while ago', en('triage-time-format', { zone: ZONE })],
      ['25:00', en('triage-time-format', { zone: ZONE })],
      ['2026-02-30 10:00', en('triage-time-format', { zone: ZONE })],
      [`${tomorrow} 10:00`, en('triage-time-future', { zone: ZONE })],
      [`${longAgo} 10:00`, en('triage-time-too-old', { days: 30 })],
      ['9'.repeat(4096), en('triage-time-format', { zone: ZONE })],
    ] as const;
    for (const [typed, answer] of cases) expect(await say(typed)).toBe(answer);
    expect(askedBy(await triage.now())).toBe('noticed');
    expect(draftOf(triage)).toMatchObject({ step: 'noticed', noticed_at: null });
    await triage.tap('back');
    await triage.asks('offer');
  });

  test('can be asked in the middle, and comes back to where it was', async () => {
    await triage.tap('back');
    await triage.tap('sev.P1');
    await triage.asks('affected');
    await triage.tap('when');
    await triage.asks('noticed');
    await triage.tap('ago.15');
    await triage.asks('affected');
  });
});

test('Anna’s triage is not disturbed by anything that Ben does', async () => {
  const hers = await beginTriage(scene, withAnna);
  const his = await beginTriage(scene, withBen);
  await hers.tap('sev.P1');
  await his.tap('sev.P3');
  await his.asks('affected');
  await his.tap('cancel');
  await hers.asks('affected');
  expect(draftOf(hers)).toMatchObject({ state: 'active', step: 'affected' });
  await hers.tap('cancel');
});

/** A sticker as Telegram tells of it; the number of its message is one that no other message has. */
async function sticker(): Promise<{ message_id: number }> {
  const { message_id } = await scene.phone.send({ person: MALLORY, chat: MALLORY }, 'only counts a message on');
  const from = { id: BEN, is_bot: false, first_name: 'Ben', language_code: 'en' };
  const chat = { id: BEN, type: 'private', first_name: 'Ben' };
  const picture = { file_id: 'CAAC1', file_unique_id: 'AgAD1', type: 'regular', width: 512, height: 512 };
  const body = { ...picture, is_animated: false, is_video: false, emoji: '🔥' };
  const date = Math.floor(Date.now() / 1000);
  await scene.phone.update({ message: { message_id, date, from, chat, sticker: body } });
  return { message_id };
}

/** A tap on `Accept` as a forged or forwarded button would make it: from somebody else, in their own chat. */
function tapOf(triage: Conversation, person: number, name: string) {
  const from = { id: person, is_bot: false, first_name: name, language_code: 'en' };
  const chat = { id: person, type: 'private', first_name: name };
  const message = { message_id: triage.messageId, date: Math.floor(Date.now() / 1000), chat, text: '…' };
  return { id: `99${person}`, from, message, chat_instance: String(person), data: `${triage.prefix}.accept` };
}
