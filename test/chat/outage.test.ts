import { afterEach, describe, expect, test } from 'vitest';
import type { Call, StoredMessage } from '../../sandbox/index.ts';
import { readRows } from './support/data-folder.ts';
import { cardIn, isCardOf, waitForCard } from './support/incident.ts';
import { en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, type Scene, type SceneOptions, withAnna, withBen } from './support/scene.ts';
import { beginTriage, type Conversation } from './support/triage.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.remove();
});

/** With Ben alone, unless both are asked for: every message is then his. */
async function begin(options: SceneOptions = {}): Promise<Scene> {
  const scene = await createScene({ people: [BEN], env: { AUTHORIZED_USER_IDS: String(BEN) }, ...options });
  scenes.push(scene);
  return scene;
}

const isHelp = (message: StoredMessage) => textOf(message).includes(en('bot-help-title'));

async function lastSeq({ phone }: Scene): Promise<number> {
  return (await phone.calls()).at(-1)?.seq ?? 0;
}

/** The answers to Ben's `/help`s. */
async function helps({ phone }: Scene): Promise<StoredMessage[]> {
  return (await phone.messages(BEN)).filter(isHelp);
}

/** Answers all questions of a triage but the last; that opens the incident. */
async function untilSummary(triage: Conversation, severity: string): Promise<void> {
  for (const answer of [`sev.${severity}`, 'none', 'users.1', 'impact.high']) await triage.tap(answer);
  await triage.asks('summary');
}

/** What it was sent and what came of it, while the test watched. */
const tried = (calls: readonly Call[], method: string, afterSeq: number) =>
  calls.filter((call) => call.method === method && call.seq > afterSeq).map(({ status, fault }) => fault ?? status);

describe('an outage of Telegram', () => {
  test('of thirty seconds in the middle of a triage: it goes on where it was, and nothing comes twice', async () => {
    const scene = await begin();
    const { phone, vakhta } = scene;
    const triage = await beginTriage(scene, withBen);
    await triage.tap('sev.P1');
    await triage.asks('affected');
    const afterSeq = await lastSeq(scene);
    await phone.fault({ kind: 'outage', seconds: 30 });
    // People go on tapping and typing; their phones deliver it when Telegram can hand it over.
    for (const answer of ['none', 'users.1', 'impact.high']) await triage.tapOnly(answer);
    await phone.send(withBen, 'Checkout fails');
    await phone.send(withBen, '/help');
    await phone.waitForCall(({ method, fault }) => method === 'getUpdates' && fault === 'outage', 'a poll that fails', {
      afterSeq,
    });
    await vakhta.waitForLog(({ msg }) => msg === 'Telegram answers again', 'the end of it');
    expect((await phone.state()).faults).toEqual([]);

    const card = await waitForCard(
      scene,
      BEN,
      1,
      (text) => text.includes('P1') && text.includes('Checkout fails'),
      'what was typed',
    );
    await phone.waitForMessage(BEN, isHelp, 'the help', 30_000);
    await triage.asks('opened');
    expect((await phone.messages(BEN)).filter((message) => isCardOf(message, 1))).toHaveLength(1);
    expect(await helps(scene)).toHaveLength(1);
    expect(readRows(vakhta.dataDir, 'SELECT count(*) AS n FROM incidents')).toEqual([{ n: 1 }]);
    expect(textOf(card)).not.toContain('№');
    // The spinners of those taps had gone by then.
    await scene.expectClean({ refused: ['query is too old'] });
  });

  test('that begins before the bot does: it waits, and then answers', async () => {
    const scene = await begin({ start: false });
    const { phone, vakhta } = scene;
    await phone.fault({ kind: 'outage', seconds: 600 });
    await vakhta.start();
    await vakhta.waitForLog(({ msg }) => msg.startsWith('Telegram does not answer'), 'a word in the log');
    await phone.clearFaults();
    await phone.waitForMessage(BEN, () => true, 'an answer to /start', 30_000);
    await scene.expectClean();
  });

  test('in which the bot is killed: what it wanted to say is said after the next start', async () => {
    const scene = await begin();
    const { phone, vakhta } = scene;
    const triage = await beginTriage(scene, withBen);
    await untilSummary(triage, 'P1');
    await phone.fault({ kind: '500' });
    await triage.tapOnly('summary');
    await vakhta.waitForLog(({ msg }) => msg.includes('messages wait'), 'messages to wait');
    await vakhta.kill();
    await phone.clearFaults();
    await vakhta.start();
    await waitForCard(scene, BEN, 1, () => true, 'anything');
    await triage.asks('opened');
    // It may have been on its way when the process was killed: then it says so with its number.
    const cards = (await phone.messages(BEN)).filter((message) => isCardOf(message, 1));
    expect(cards).toHaveLength(1);
    await scene.expectClean({ refused: ['query is too old'] });
  });
});

describe('a failing call', () => {
  test.each(['500', '502'] as const)('%s is repeated until it goes through, once', async (kind) => {
    const scene = await begin();
    const { phone } = scene;
    const afterSeq = await lastSeq(scene);
    await phone.fault({ kind, method: 'sendRichMessage', times: 2 });
    await phone.send(withBen, '/help');
    await phone.waitForMessage(BEN, isHelp, 'the help', 30_000);
    expect(tried(await phone.calls(), 'sendRichMessage', afterSeq)).toEqual([kind, kind, 200]);
    expect(await helps(scene)).toHaveLength(1);
    await scene.expectClean();
  });

  test('429 waits as long as it is told, and others are answered meanwhile', async () => {
    const scene = await begin({ people: [ANNA, BEN], env: {} });
    const { phone } = scene;
    const afterSeq = await lastSeq(scene);
    await phone.fault({ kind: '429', method: 'sendRichMessage', times: 1, retryAfter: 3 });
    await phone.send(withBen, '/help');
    const refused = await phone.waitForCall(({ fault }) => fault === '429', 'the refusal', { afterSeq });
    await phone.send(withAnna, '/help');
    const anna = await phone.waitForCall(({ params }) => params.chat_id === ANNA, 'Anna’s answer', {
      afterSeq: refused.seq,
    });
    const ben = await phone.waitForCall(
      ({ method, params }) => method === 'sendRichMessage' && params.chat_id === BEN,
      'Ben’s answer',
      { afterSeq: refused.seq },
    );
    expect(anna.seq).toBeLessThan(ben.seq);
    // Telegram's rule, not a speed: earlier would be refused again, and for longer.
    expect(ben.at - refused.at).toBeGreaterThanOrEqual(3000);
    expect(
      textOf(
        await phone.waitForMessage(ANNA, (message) => textOf(message).includes(ru('bot-help-title')), 'Anna’s help'),
      ),
    ).not.toBe('');
    expect(await helps(scene)).toHaveLength(1);
    await scene.expectClean();
  });

  test('a reply that is lost after a P1 card was sent: it comes once more, with its number, and both lead to the incident', async () => {
    const scene = await begin();
    const { phone, vakhta } = scene;
    const triage = await beginTriage(scene, withBen);
    await untilSummary(triage, 'P1');
    await phone.fault({ kind: 'cut-after', method: 'sendRichMessage', times: 1 });
    await triage.tap('summary');
    await waitForCard(scene, BEN, 1, (text) => text.includes('№'), 'its number');
    const cards = (await phone.messages(BEN)).filter((message) => isCardOf(message, 1));
    expect(cards).toHaveLength(2);
    expect(cards.filter((card) => textOf(card).includes('№'))).toHaveLength(1);
    expect(textOf(cards[1] ?? {})).toMatch(/№ \d+/);
    // From then on the newer one is kept up to date; a tap on either is understood.
    const [first, second] = cards;
    if (!first || !second) throw new Error('there are not two cards');
    await phone.tapAnswered(withBen, first, { data: 'i.1.take' });
    await phone.waitForMessage(
      BEN,
      ({ message_id, ...card }) => message_id === second.message_id && textOf(card).includes('Ben Carter'),
      'the newer card to change',
    );
    await vakhta.stop();
    await scene.expectClean();
  });

  test('a reply that is lost after a P3 card was sent: it does not come twice, and the next change brings a card to go on with', async () => {
    const scene = await begin();
    const { phone, vakhta } = scene;
    const triage = await beginTriage(scene, withBen);
    await untilSummary(triage, 'P3');
    await phone.fault({ kind: 'cut-after', method: 'sendRichMessage', times: 1 });
    await triage.tap('summary');
    await vakhta.waitForLog(({ msg }) => msg.includes('nobody knows whether a message arrived'), 'a word in the log');
    await phone.send(withBen, '/help');
    await phone.waitForMessage(BEN, isHelp, 'the help');
    const card = cardIn(await phone.state(), BEN, 1);
    if (!card) throw new Error('the card did not arrive');
    expect((await phone.messages(BEN)).filter((message) => isCardOf(message, 1))).toHaveLength(1);
    await phone.tapAnswered(withBen, card, { data: 'i.1.take' });
    await waitForCard(
      scene,
      BEN,
      1,
      (text) => text.includes(en('bot-card-on-it', { who: 'Ben Carter' })),
      'who is on it',
    );
    await scene.expectClean();
  });

  test('a connection that breaks before a P1 card was sent: it arrives once', async () => {
    const scene = await begin();
    const { phone } = scene;
    const triage = await beginTriage(scene, withBen);
    await untilSummary(triage, 'P1');
    await phone.fault({ kind: 'cut-before', method: 'sendRichMessage', times: 1 });
    await triage.tap('summary');
    await waitForCard(scene, BEN, 1, (text) => text.includes('№'), 'its number');
    expect((await phone.messages(BEN)).filter((message) => isCardOf(message, 1))).toHaveLength(1);
    await scene.expectClean();
  });

  test.each(['cut-after', 'cut-before'] as const)(
    'an edit that nobody knows of (%s) is simply repeated',
    async (kind) => {
      const scene = await begin();
      const { phone } = scene;
      const triage = await beginTriage(scene, withBen);
      await triage.tap('sev.P1');
      await triage.asks('affected');
      await triage.until((message) => !textOf(message).includes(en('bot-source-pending')), 'all evidence');
      const count = (await phone.messages(BEN)).length;
      const afterSeq = await lastSeq(scene);
      await phone.fault({ kind, method: 'editMessageText', times: 1 });
      await triage.tap('none');
      const edits = (call: Call) => call.method === 'editMessageText';
      const lost = await phone.waitForCall((call) => edits(call) && call.fault === kind, 'the edit', { afterSeq });
      expect(lost.applied).toBe(kind === 'cut-after');
      await phone.waitForCall((call) => edits(call) && call.fault === undefined, 'its repetition', {
        afterSeq: lost.seq,
      });
      await triage.asks('users');
      expect((await phone.messages(BEN)).length).toBe(count);
      await scene.expectClean({ refused: ['message is not modified'] });
    },
  );
});

describe('rich messages', () => {
  test('a server that does not know them gets HTML from then on', async () => {
    const scene = await begin();
    const { phone, vakhta } = scene;
    await phone.fault({ kind: '404', method: 'sendRichMessage' });
    const afterSeq = await lastSeq(scene);
    const triage = await beginTriage(scene, withBen);
    await untilSummary(triage, 'P1');
    await triage.tap('summary');
    const card = await waitForCard(scene, BEN, 1, () => true, 'anything');
    await phone.tapAnswered(withBen, card, { data: 'i.1.take' });
    const changed = await waitForCard(scene, BEN, 1, (text) => text.includes('Ben Carter'), 'who is on it');
    expect(changed.message_id).toBe(card.message_id);
    expect(changed.rich_message).toBeUndefined();
    expect(changed.entities?.length).toBeGreaterThan(0);
    expect(tried(await phone.calls(), 'sendRichMessage', afterSeq)).toEqual(['404']);
    expect(vakhta.log.filter(({ msg }) => msg.includes('does not know rich messages'))).toHaveLength(1);
    await scene.expectClean();
  });

  test('a person with an old app switches them off, for themselves', async () => {
    const scene = await begin({ people: [ANNA, BEN], env: {} });
    const { phone } = scene;
    const asked = await phone.send(withBen, '/settings');
    const settings = await phone.waitForMessage(
      BEN,
      (message) => message.message_id > asked.message_id,
      'the settings',
    );
    expect(settings.rich_message).toBeDefined();
    await phone.tapAnswered(withBen, settings, en('bot-button-rich-off'));
    const off = await phone.waitForMessage(
      BEN,
      (message) => message.message_id === settings.message_id && message.text !== undefined,
      'the settings in HTML',
    );
    expect(textOf(off)).toContain(en('bot-off'));
    await phone.send(withBen, '/help');
    await phone.send(withAnna, '/help');
    expect((await phone.waitForMessage(BEN, isHelp, 'Ben’s help')).rich_message).toBeUndefined();
    const anna = await phone.waitForMessage(
      ANNA,
      (message) => textOf(message).includes(ru('bot-help-title')),
      'Anna’s help',
    );
    expect(anna.rich_message).toBeDefined();
    await phone.tapAnswered(withBen, off, en('bot-button-rich-on'));
    await phone.waitForMessage(
      BEN,
      (message) => message.message_id === settings.message_id && message.rich_message !== undefined,
      'the rich settings',
    );
    await scene.expectClean();
  });

  test('the operator switches them off for everybody', async () => {
    const scene = await begin({ env: { AUTHORIZED_USER_IDS: String(BEN), TELEGRAM_RICH_MESSAGES: 'off' } });
    const { phone } = scene;
    const triage = await beginTriage(scene, withBen);
    await untilSummary(triage, 'P1');
    await triage.tap('summary');
    await waitForCard(scene, BEN, 1, () => true, 'anything');
    for (const command of ['/help', '/status', '/incidents', '/metrics', '/settings', '/report']) {
      const asked = await phone.send(withBen, command);
      await phone.waitForMessage(BEN, (message) => message.message_id > asked.message_id, `an answer to ${command}`);
    }
    const calls = await phone.calls();
    expect(calls.filter(({ method, params }) => method === 'sendRichMessage' || 'rich_message' in params)).toEqual([]);
    await scene.expectClean();
  });
});
