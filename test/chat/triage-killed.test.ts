import { afterEach, describe, expect, test, vi } from 'vitest';
import type { At, PhoneMessage } from '../../sandbox/client.ts';
import { crashLooping, gateway } from '../engine/support/samples.ts';
import { readRows } from './support/data-folder.ts';
import { isCardOf } from './support/incident.ts';
import { buttonsOf, en, inLanguage, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';
import { type Asked, askedBy, type Conversation, SAID_TWICE, saidIn, triageAfter } from './support/triage.ts';

interface Step {
  /** A button's answer, or what is typed. */
  readonly tap?: string;
  readonly type?: (at: At) => string;
  readonly next: Asked;
}

const summaryOf = (at: At) => (at.person === ANNA ? 'платежи не проходят' : 'payments fail');

/** Through every question, with the side step, a step back, and both kinds of answers. */
const STEPS: readonly Step[] = [
  { tap: 'when', next: 'noticed' },
  { tap: 'ago.15', next: 'offer' },
  { tap: 'sev.P2', next: 'affected' },
  { tap: 'all', next: 'users' },
  { tap: 'back', next: 'affected' },
  { tap: 'done', next: 'users' },
  { tap: 'users.0', next: 'impact' },
  { tap: 'impact.low', next: 'summary' },
  { type: summaryOf, next: 'opened' },
];

const annaThere = { person: ANNA, chat: ON_CALL, thread: 2 } as const;
const benThere = { person: BEN, chat: ON_CALL, thread: 2 } as const;
const IN_GROUP = { env: { ONCALL_CHAT_ID: `${ON_CALL}/2` }, settings: 'locale: ru\n' } as const;

let scene: Scene;

afterEach(async () => {
  await scene.remove();
});

async function makeScene(options: Parameters<typeof createScene>[0] = {}): Promise<void> {
  scene = await createScene({ ...options, services: (project) => [crashLooping(project), gateway(project)] });
}

async function killed(): Promise<void> {
  await scene.vakhta.kill();
}

/** Sends `/triage` and says how to find what came of it. */
async function begin(at: At): Promise<() => Promise<Conversation>> {
  const sent = await scene.phone.send(at, '/triage');
  return () => triageAfter(scene, at, sent.message_id);
}

/** Does what the step says, and waits for nothing that the bot would do about it. */
async function act(triage: Conversation, step: Step): Promise<void> {
  if (step.tap !== undefined) {
    await triage.tapOnly(step.tap);
    return;
  }
  const text = step.type?.(triage.at) ?? '';
  if (triage.at.chat > 0) await scene.phone.send(triage.at, text);
  else await scene.phone.reply(triage.at, await requestFor(triage), text);
}

/** Everything that was heard is handled, and the bot knows of everything it said that it arrived. */
async function settled(): Promise<void> {
  const open = `SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') + (SELECT count(*) FROM outbox WHERE settled_at IS NULL) AS n`;
  await vi.waitFor(() => expect(readRows(scene.vakhta.dataDir, open)).toEqual([{ n: 0 }]), {
    timeout: 30_000,
    interval: 50,
  });
}

/** The bot knows of everything it said that it arrived, whatever it is still handling. */
async function everythingSaid(): Promise<void> {
  const open = 'SELECT count(*) AS n FROM outbox WHERE settled_at IS NULL';
  await vi.waitFor(() => expect(readRows(scene.vakhta.dataDir, open)).toEqual([{ n: 0 }]), {
    timeout: 30_000,
    interval: 50,
  });
}

/** The message that asks for a reply in a group. */
function requestFor(triage: Conversation): Promise<PhoneMessage> {
  return scene.phone.waitForMessage(
    triage.at.chat,
    (message) =>
      message.reply_to_message?.message_id === triage.messageId &&
      [en('bot-ask-summary'), ru('bot-ask-summary')].includes(textOf(message)),
    'the request for a reply',
    30_000,
  );
}

/** One incident for each triage, as answered; each thing said once; the evidence complete. */
async function expectWhole(
  triages: readonly Conversation[],
  language: (at: At) => 'en' | 'ru',
  summary: (at: At) => string = summaryOf,
): Promise<void> {
  const incidents = readRows(scene.vakhta.dataDir, 'SELECT * FROM incidents ORDER BY number');
  expect(incidents).toHaveLength(triages.length);
  for (const triage of triages) {
    const t = inLanguage(language(triage.at));
    const opened = await triage.until((message) => !textOf(message).includes('⏳'), 'complete evidence');
    const number = Number(buttonsOf(opened)[0]?.data?.split('.')[1]);
    const incident = incidents.find((row) => row.number === number);
    expect(incident).toMatchObject({
      severity: 'P2',
      users_impacted: 0,
      business_impact: 'low',
      affected_all: 1,
      reporter_id: triage.at.person,
      summary: summary(triage.at),
    });
    expect(Number(incident?.declared_at) - Number(incident?.detected_at)).toBeGreaterThanOrEqual(15 * 60_000);
    const said = await saidIn(scene, triage.at.chat);
    const heading = t('bot-triage-opened', { number, severity: 'P2' });
    expect(said.filter((message) => textOf(message).includes(heading))).toHaveLength(1);
    const kinds = readRows(
      scene.vakhta.dataDir,
      `SELECT kind FROM incident_timeline WHERE incident = ${number} ORDER BY id`,
    ).map((row) => row.kind);
    expect(kinds).toEqual([...new Set(kinds)]);
    const sources = readRows(scene.vakhta.dataDir, `SELECT source FROM incident_evidence WHERE incident = ${number}`);
    expect(new Set(sources.map((row) => row.source)).size).toBe(6);
    expect(sources).toHaveLength(6);
  }
}

/** What the bot said in a chat since then: `expected` counts of triages, cards, requests for replies; nothing else. */
async function expectSaid(
  chat: number,
  after: number,
  expected: { triages: number; cards: number; requests: number },
): Promise<void> {
  await scene.phone.waitFor(
    ({ messages }) => (messages[String(chat)] ?? []).filter(isCard).length === expected.cards,
    `${expected.cards} cards`,
    30_000,
  );
  const said = (await saidIn(scene, chat)).filter((message) => message.message_id > after);
  const counts = {
    triages: said.filter((message) => buttonsOf(message).some(({ data }) => /^i\.\d+\.card$/.test(data ?? ''))).length,
    cards: said.filter(isCard).length,
    requests: said.filter((message) => message.reply_to_message !== undefined && buttonsOf(message).length === 0)
      .length,
  };
  expect(counts).toEqual(expected);
  expect(said.map(textOf)).toHaveLength(expected.triages + expected.cards + expected.requests);
}

function isCard(message: PhoneMessage): boolean {
  return [1, 2].some((number) => isCardOf(message, number));
}

async function newest(chat: number): Promise<number> {
  return (await scene.phone.messages(chat)).at(-1)?.message_id ?? 0;
}

describe('SIGKILL', () => {
  test('between every pair of steps, two people at once in a topic: each goes on where they were', async () => {
    await makeScene(IN_GROUP);
    const before = await newest(ON_CALL);
    const triages: Conversation[] = [];
    for (const at of [annaThere, benThere]) triages.push(await (await begin(at))());
    await settled();
    for (const step of STEPS) {
      await killed();
      await scene.vakhta.start();
      for (const triage of triages) {
        await act(triage, step);
        await triage.asks(step.next);
      }
      await settled();
    }
    await expectWhole(triages, () => 'ru');
    await expectSaid(ON_CALL, before, { triages: 2, cards: 2, requests: 4 });
    await scene.expectClean(SAID_TWICE);
  });

  test('at once after every step, two people at once in private, in two languages', async () => {
    await makeScene();
    const before = { anna: await newest(ANNA), ben: await newest(BEN) };
    const triages = [await (await begin(withAnna))(), await (await begin(withBen))()];
    await settled();
    for (const step of STEPS) {
      await Promise.all(triages.map((triage) => act(triage, step)));
      await killed();
      await scene.vakhta.start();
      for (const triage of triages) await triage.asks(step.next);
    }
    await expectWhole(triages, (at) => (at.person === ANNA ? 'ru' : 'en'));
    await expectSaid(ANNA, before.anna, { triages: 1, cards: 2, requests: 0 });
    await expectSaid(BEN, before.ben, { triages: 1, cards: 2, requests: 0 });
    await scene.expectClean(SAID_TWICE);
  });

  test('when a tap has had its effect and is not yet marked as handled: it is not done twice', async () => {
    await makeScene();
    const before = await newest(BEN);
    const triage = await (await begin(withBen))();
    await settled();
    for (const step of [...STEPS.slice(0, -1), { tap: 'summary', next: 'opened' } as const]) {
      // The bot answers a tap last: it waits here, with everything else done.
      await scene.phone.fault({ kind: 'hang', method: 'answerCallbackQuery' });
      await act(triage, step);
      await triage.asks(step.next);
      // A message that is on its way when the process dies is another matter (nobody knows whether it arrived).
      await everythingSaid();
      await killed();
      await scene.phone.clearFaults();
      await scene.vakhta.start();
      await answeredAll();
      await triage.asks(step.next);
    }
    await expectWhole(
      [triage],
      () => 'en',
      () => expect.any(String),
    );
    await expectSaid(BEN, before, { triages: 1, cards: 1, requests: 0 });
    const { callbackAnswers } = await scene.phone.state();
    expect(callbackAnswers.map((query) => query.answer?.text).filter(Boolean)).toEqual([]);
    await scene.expectClean(SAID_TWICE);
  });

  test('before every step, which is taken while the bot is away', async () => {
    await makeScene({ ...IN_GROUP, settings: 'locale: en\n' });
    const before = await newest(ON_CALL);
    await killed();
    const find = await begin(benThere);
    await scene.vakhta.start();
    const triage = await find();
    await settled();
    for (const step of STEPS) {
      if (step.type) await requestFor(triage);
      await killed();
      await act(triage, step);
      await scene.vakhta.start();
      await triage.asks(step.next);
      await settled();
    }
    await expectWhole([triage], () => 'en');
    await expectSaid(ON_CALL, before, { triages: 1, cards: 1, requests: 2 });
    await scene.expectClean(SAID_TWICE);
  });
});

test('where the first message had not arrived, it comes after the start, once', async () => {
  await makeScene();
  await scene.phone.fault({ kind: 'hang', method: 'sendRichMessage' });
  const find = await begin(withBen);
  await scene.phone.waitForCall(
    ({ method, fault }) => method === 'sendRichMessage' && fault === 'hang',
    'the message on its way',
  );
  await killed();
  await scene.phone.clearFaults();
  await scene.vakhta.start();
  const triage = await find();
  await triage.tap('accept');
  await triage.asks('opened');
  await settled();
  expect((await saidIn(scene, BEN)).filter((message) => askedBy(message) === 'opened')).toHaveLength(1);
  await scene.expectClean();
});

test('where nobody knows whether the first message arrived, whichever stands there answers, and one incident is opened', async () => {
  await makeScene();
  // Telegram applies it, and the bot never hears of it.
  await scene.phone.fault({ kind: 'cut-after', method: 'sendRichMessage', times: 1 });
  const first = await (await begin(withBen))();
  await killed();
  await scene.vakhta.start();
  const second = await scene.phone.waitForMessage(
    BEN,
    (message) =>
      message.message_id > first.messageId &&
      buttonsOf(message).some(({ data }) => data === `${first.prefix}.accept`) &&
      !textOf(message).includes('⏳'),
    'the message once more, with complete evidence',
    30_000,
  );
  await first.tap('sev.P2');
  await first.asks('affected');
  await scene.phone.tapAnswered(withBen, second, { data: `${first.prefix}.all` });
  await scene.phone.waitForMessage(
    BEN,
    (message) => message.message_id === second.message_id && askedBy(message) === 'users',
    'the next question on the second message',
  );
  await first.tap('accept');
  await first.asks('opened');
  const rows = readRows(scene.vakhta.dataDir, 'SELECT severity, affected_all FROM incidents');
  expect(rows).toEqual([{ severity: 'P2', affected_all: 1 }]);
  await scene.expectClean();
});

/** Until every tap has its answer. */
async function answeredAll(): Promise<void> {
  await scene.phone.waitFor(
    ({ callbackAnswers }) => callbackAnswers.every((query) => query.answer !== null),
    'answers to all taps',
    30_000,
  );
}
