import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { countRows, readRows } from './support/data-folder.ts';
import { openIncident } from './support/incident.ts';
import { en, ru, textOf } from './support/messages.ts';
import {
  ANNA,
  BEN,
  createScene,
  MALLORY,
  ON_CALL,
  OPS,
  type Scene,
  type SceneOptions,
  withBen,
} from './support/scene.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.remove();
});

async function begin(options: SceneOptions): Promise<Scene> {
  const scene = await createScene(options);
  scenes.push(scene);
  return scene;
}

/** All rows of all tables, to look for what must not be there. */
function everything(dataDir: string): string {
  return JSON.stringify(Object.keys(countRows(dataDir)).map((table) => readRows(dataDir, `SELECT * FROM "${table}"`)));
}

/** Whom the log tells of as unknown, with what it says. */
function turnedAway({ vakhta }: Scene): { id: unknown; msg: string }[] {
  return vakhta.log
    .filter(({ level, msg }) => level === 'warn' && / wrote /.test(msg))
    .map((line) => ({ id: line.userId ?? line.chatId ?? line.senderChatId, msg: line.msg }));
}

/** Everything was heard that was said before: `/help` is answered. Adds a row to each of four tables. */
async function untilHeard({ phone, vakhta }: Scene): Promise<void> {
  const asked = await phone.send(withBen, '/help');
  await phone.waitForMessage(
    BEN,
    (message) => message.message_id > asked.message_id && textOf(message).includes(en('bot-help-title')),
    'the help',
  );
  // The phone has a message a moment before the bot has written down that it arrived.
  const underWay = 'SELECT id FROM outbox WHERE settled_at IS NULL';
  await vi.waitFor(() => expect(readRows(vakhta.dataDir, underWay)).toEqual([]), { timeout: 20_000 });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('a stranger with a phone gets nothing, leaves nothing, and is logged once', async () => {
  const scene = await begin({ env: { ONCALL_CHAT_ID: String(ON_CALL) } });
  const { phone, vakhta } = scene;
  const card = await openIncident(scene, withBen, 1, [], ON_CALL);
  await phone.waitFor(
    ({ chats }) => chats.find(({ id }) => id === ON_CALL)?.pinned.length === 1,
    'the card to be pinned',
  );
  await untilHeard(scene);
  const before = countRows(vakhta.dataDir);
  const afterSeq = (await phone.calls()).at(-1)?.seq ?? 0;

  const inPrivate = { person: MALLORY, chat: MALLORY };
  const inGroup = { person: MALLORY, chat: ON_CALL };
  const file = { kind: 'document', name: 'a.txt', mime: 'text/plain', bytes: Buffer.from('a') } as const;
  await phone.start(MALLORY);
  await phone.send(inPrivate, '/triage');
  const said = await phone.send(inPrivate, 'let me in');
  await phone.edit(inPrivate, said.message_id, 'please');
  await phone.file(inPrivate, file);
  await phone.send(inGroup, '/triage@vakhta_bot');
  await phone.send({ ...inGroup, thread: 2 }, '/status');
  const reply = await phone.reply(inGroup, card, 'my note');
  await phone.edit(inGroup, reply.message_id, 'my other note');
  await phone.file(inGroup, file, { replyTo: card.message_id });
  await phone.tap(inGroup, card, { data: 'i.1.take' });
  const forwarded = await phone.forward(inPrivate, ON_CALL, card.message_id);
  await phone.tap(inPrivate, forwarded, { data: 'i.1.resolve' });
  await phone.react(inGroup, card.message_id, '👍');
  await phone.send({ person: MALLORY, chat: OPS }, '/start@vakhta_bot');
  await phone.block(MALLORY);
  await phone.unblock(MALLORY);
  await phone.send({ person: ANNA, chat: ON_CALL }, '/status', { anonymous: true });
  await phone.send({ person: ANNA, chat: ON_CALL }, '/triage', { anonymous: true });
  const channel = { id: -1009, type: 'channel', title: 'News' };
  const group = { id: ON_CALL, type: 'supergroup', title: 'On-call' };
  const standIn = { id: 136_817_688, is_bot: true, first_name: 'Channel' };
  for (const message_id of [9001, 9002]) {
    await phone.update({
      message: {
        message_id,
        date: Math.floor(Date.now() / 1000),
        chat: group,
        from: standIn,
        sender_chat: channel,
        text: '/triage',
      },
    });
  }
  await untilHeard(scene);

  const { inbox = 0, outbox = 0, outbox_causes = 0, posted = 0 } = before;
  expect(countRows(vakhta.dataDir)).toEqual({
    ...before,
    inbox: inbox + 1,
    outbox: outbox + 1,
    outbox_causes: outbox_causes + 1,
    posted: posted + 1,
  });
  expect(everything(vakhta.dataDir)).not.toMatch(/\b1999\b|mallory|my note|GroupAnonymous/i);
  expect(JSON.stringify(await phone.calls())).not.toMatch(/"(chat_id|user_id)":1999\b/);
  // The two who are authorized may still be shown their commands.
  const calls = (await phone.calls()).filter(
    ({ seq, method }) => seq > afterSeq && !['getUpdates', 'setMyCommands'].includes(method),
  );
  expect(calls.map(({ method, params }) => [method, params.chat_id])).toEqual([['sendRichMessage', BEN]]);
  const taps = (await phone.state()).callbackAnswers.filter(({ person }) => person === MALLORY);
  expect(taps.map(({ answer }) => answer)).toEqual([null, null]);
  expect(turnedAway(scene)).toEqual([
    { id: MALLORY, msg: expect.stringContaining('add the id to AUTHORIZED_USER_IDS') },
    { id: ON_CALL, msg: expect.stringContaining('Remain anonymous') },
    { id: -1009, msg: expect.stringContaining('in their own name') },
  ]);
  await scene.expectClean();
});

describe('whatever kind of update comes', () => {
  const secret = 'a-secret-of-32-characters-000001';
  const date = Math.floor(Date.now() / 1000);
  const mallory = { id: MALLORY, is_bot: false, first_name: 'Mallory' };
  const ben = { id: BEN, is_bot: false, first_name: 'Ben' };
  const privately = { id: MALLORY, type: 'private', first_name: 'Mallory' };
  const foreign = { id: -1005, type: 'supergroup', title: 'Elsewhere' };
  const oncall = { id: ON_CALL, type: 'supergroup', title: 'On-call' };
  const member = (status: string) => ({ status, user: { id: 7_000_000_001, is_bot: true, first_name: 'Vakhta' } });
  const message = (from: object, chat: object, more: object = { text: '/start' }) => ({
    message_id: 5,
    date,
    from,
    chat,
    ...more,
  });

  const kinds: [string, object][] = [
    ['a message', { message: message(mallory, privately) }],
    ['a message in the on-call chat', { message: message(mallory, oncall) }],
    ['an edited message', { edited_message: message(mallory, privately) }],
    [
      'a tap',
      {
        callback_query: { id: '1', from: mallory, chat_instance: '1', data: 'c.triage', message: message(ben, oncall) },
      },
    ],
    [
      'a tap under an inline message',
      { callback_query: { id: '2', from: mallory, chat_instance: '1', data: 'c.triage', inline_message_id: 'x' } },
    ],
    ['an inline query', { inline_query: { id: '3', from: mallory, query: 'x', offset: '' } }],
    ['a chosen inline result', { chosen_inline_result: { result_id: '4', from: mallory, query: 'x' } }],
    [
      'a channel post',
      { channel_post: { message_id: 6, date, chat: { id: -1006, type: 'channel', title: 'C' }, text: '/triage' } },
    ],
    [
      'an edited channel post',
      { edited_channel_post: { message_id: 6, date, chat: { id: -1006, type: 'channel', title: 'C' }, text: 'x' } },
    ],
    ['a business message', { business_message: message(mallory, privately) }],
    [
      'a reaction',
      { message_reaction: { chat: oncall, message_id: 5, user: mallory, date, old_reaction: [], new_reaction: [] } },
    ],
    ['a poll', { poll_answer: { poll_id: '7', user: mallory, option_ids: [0] } }],
    ['a request to join', { chat_join_request: { chat: foreign, from: mallory, user_chat_id: MALLORY, date } }],
    [
      'a payment',
      { pre_checkout_query: { id: '8', from: mallory, currency: 'XTR', total_amount: 1, invoice_payload: 'x' } },
    ],
    [
      'a change of somebody’s membership',
      {
        chat_member: {
          chat: foreign,
          from: mallory,
          date,
          old_chat_member: member('left'),
          new_chat_member: member('member'),
        },
      },
    ],
    [
      'the bot added to a foreign group',
      {
        my_chat_member: {
          chat: foreign,
          from: mallory,
          date,
          old_chat_member: member('left'),
          new_chat_member: member('member'),
        },
      },
    ],
    [
      'the bot blocked',
      {
        my_chat_member: {
          chat: privately,
          from: mallory,
          date,
          old_chat_member: member('member'),
          new_chat_member: member('kicked'),
        },
      },
    ],
    ['a foreign group that moves', { message: message(mallory, foreign, { migrate_to_chat_id: -1007 }) }],
    ['another bot', { message: message({ id: BEN + 1_000_000, is_bot: true, first_name: 'Robot' }, oncall) }],
    ['an inline query of somebody allowed', { inline_query: { id: '9', from: ben, query: 'x', offset: '' } }],
    [
      'somebody allowed adds the bot elsewhere',
      {
        my_chat_member: {
          chat: foreign,
          from: ben,
          date,
          old_chat_member: member('left'),
          new_chat_member: member('member'),
        },
      },
    ],
    ['a kind of tomorrow', { something_new: { from: mallory } }],
  ];

  test('a stranger’s leaves nothing', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/telegram`;
    const scene = await begin({
      env: {
        ONCALL_CHAT_ID: String(ON_CALL),
        HTTP_LISTEN: String(port),
        TELEGRAM_WEBHOOK_URL: url,
        TELEGRAM_WEBHOOK_SECRET: secret,
      },
    });
    const { phone, vakhta } = scene;
    await untilHeard(scene);
    await phone.waitForCall(({ method }) => method === 'getChatMember', 'a look at the on-call chat');
    const before = countRows(vakhta.dataDir);
    const afterSeq = (await phone.calls('sendRichMessage')).at(-1)?.seq ?? 0;
    for (const [index, [name, body]] of kinds.entries()) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
        body: JSON.stringify({ update_id: 900_000_001 + index, ...body }),
      });
      expect({ name, status: answer.status }).toEqual({ name, status: 200 });
      expect({ name, rows: countRows(vakhta.dataDir) }).toEqual({ name, rows: before });
    }
    await untilHeard(scene);
    const calls = (await phone.calls()).filter(({ seq, method }) => seq > afterSeq && method !== 'setMyCommands');
    expect(calls.map(({ method, params }) => [method, params.chat_id])).toEqual([['sendRichMessage', BEN]]);
    expect(everything(vakhta.dataDir)).not.toMatch(/\b1999\b|mallory/i);
    expect(turnedAway(scene).map(({ id }) => id)).toEqual([MALLORY]);
    await scene.expectClean();
  });
});

describe('commands', () => {
  const menuOf = async ({ phone }: Scene, person: number, chat: number): Promise<Record<string, string>> => {
    const shown = (await phone.state(person)).chats.find(({ id }) => id === chat)?.menu;
    const list = Array.isArray(shown) ? shown : [];
    return Object.fromEntries(list.map(({ command, description }) => [command, description]));
  };

  test('are shown to the authorized, in their language, and to nobody else', async () => {
    const scene = await begin({ env: { ONCALL_CHAT_ID: String(ON_CALL) } });
    const { phone } = scene;
    await phone.waitFor(({ commands }) => commands.length >= 12, 'both people’s commands in both chats');
    for (const chat of [ANNA, ON_CALL]) expect((await menuOf(scene, ANNA, chat)).triage).toBe(ru('bot-command-triage'));
    for (const chat of [BEN, ON_CALL]) expect((await menuOf(scene, BEN, chat)).triage).toBe(en('bot-command-triage'));
    for (const chat of [MALLORY, ON_CALL, OPS]) expect(await menuOf(scene, MALLORY, chat)).toEqual({});
    expect(await menuOf(scene, BEN, OPS)).toEqual({});
    await scene.expectClean();
  });

  test('follow the language that a person chooses', async () => {
    const scene = await begin({ people: [BEN] });
    const { phone } = scene;
    const asked = await phone.send(withBen, '/settings');
    const shown = await phone.waitForMessage(BEN, (one) => one.message_id > asked.message_id, 'the settings');
    await phone.tapAnswered(withBen, shown, 'Русский');
    await phone.waitForCall(
      ({ method, params }) =>
        method === 'setMyCommands' &&
        JSON.stringify(params).includes(ru('bot-command-triage')) &&
        params.language_code === 'en',
      'the menu in Russian',
    );
    await phone.waitFor(({ commands }) => !JSON.stringify(commands).includes(en('bot-command-cancel')), 'no English');
    expect((await menuOf(scene, BEN, BEN)).triage).toBe(ru('bot-command-triage'));
    await scene.expectClean();
  });
});
