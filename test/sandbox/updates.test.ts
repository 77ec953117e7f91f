import { createServer, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ANNA, BEN, INCIDENTS, ON_CALL, OPS, useSandbox, withAnna } from './support.ts';

interface SeenUpdate {
  readonly update_id: number;
  readonly message?: { readonly text?: string; readonly [more: string]: unknown };
  readonly [more: string]: unknown;
}

const telegram = useSandbox();
const updates = (args: object = {}) => telegram.result<readonly SeenUpdate[]>('getUpdates', args);
const texts = (list: readonly SeenUpdate[]) => list.map((update) => update.message?.text);

describe('getUpdates', () => {
  it('repeats an update until a later offset confirms it', async () => {
    await telegram.phone.send(withAnna, 'one');
    await telegram.phone.send(withAnna, 'two');
    const [first] = await updates();
    expect(texts(await updates())).toEqual(['one', 'two']);
    expect(texts(await updates({ offset: (first?.update_id ?? 0) + 1 }))).toEqual(['two']);
    expect(texts(await updates())).toEqual(['two']);
  });

  it('forgets all but the last with a negative offset, and takes no more than the limit', async () => {
    for (const text of ['one', 'two', 'three']) await telegram.phone.send(withAnna, text);
    expect(texts(await updates({ limit: 2 }))).toEqual(['one', 'two']);
    expect(texts(await updates({ offset: -1 }))).toEqual(['three']);
    expect(texts(await updates())).toEqual(['three']);
  });

  it('answers a waiting poll as soon as something comes', async () => {
    const waiting = updates({ timeout: 50 });
    await telegram.phone.send(withAnna, 'now');
    expect(texts(await waiting)).toEqual(['now']);
  });

  it('gives a poller that is replaced a 409', async () => {
    const first = telegram.call('getUpdates', { timeout: 50 });
    const second = telegram.call('getUpdates', { timeout: 50 });
    const answers = await Promise.race([first, second]);
    expect(answers).toMatchObject({
      error_code: 409,
      description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
    await telegram.phone.send(withAnna, 'x');
    expect((await Promise.all([first, second])).filter((answer) => answer.ok)).toHaveLength(1);
  });

  it('leaves out kinds that were not asked for, and remembers what was', async () => {
    await updates({ allowed_updates: ['callback_query'] });
    await telegram.phone.send(withAnna, 'unseen');
    expect(await updates()).toEqual([]);
    await updates({ allowed_updates: [] });
    await telegram.phone.react(withAnna, 11, '👍');
    expect(await updates()).toEqual([]);
    await updates({ allowed_updates: ['message_reaction'] });
    await telegram.phone.react(withAnna, 11, '🔥');
    expect(await updates()).toMatchObject([
      { message_reaction: { old_reaction: [{ emoji: '👍' }], new_reaction: [{ emoji: '🔥' }] } },
    ]);
  });
});

describe('webhook', () => {
  it('delivers in order with the secret, repeats after a failure, and shuts getUpdates out', async () => {
    const received: { secret: unknown; text: string | undefined }[] = [];
    let failures = 1;
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const server = createServer((request, response) => {
      void readJson(request).then((update) => {
        response.statusCode = failures > 0 ? 500 : 200;
        if (failures === 0) {
          received.push({ secret: request.headers['x-telegram-bot-api-secret-token'], text: update.message?.text });
        }
        failures = Math.max(0, failures - 1);
        response.end();
        if (received.length === 2) resolve();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await telegram.result('setWebhook', { url: `http://127.0.0.1:${port}/hook`, secret_token: 'secret_1' });
    await telegram.phone.send(withAnna, 'one');
    await telegram.phone.send(withAnna, 'two');
    await done;
    expect(received).toEqual([
      { secret: 'secret_1', text: 'one' },
      { secret: 'secret_1', text: 'two' },
    ]);
    expect(await telegram.call('getUpdates')).toMatchObject({
      error_code: 409,
      description:
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    });
    expect(await telegram.result('getWebhookInfo')).toMatchObject({
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    });
    await telegram.result('deleteWebhook');
    expect(await telegram.result('getWebhookInfo')).toMatchObject({ url: '' });
    await new Promise((closed) => server.close(closed));
  });
});

async function readJson(request: IncomingMessage): Promise<SeenUpdate> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return JSON.parse(body) as SeenUpdate;
}

describe('what the bot sees in a group', () => {
  const annaInOps = { person: ANNA, chat: OPS } as const;

  it('with privacy mode: commands for it, mentions, replies to it; no plain text, no command for another bot', async () => {
    const { message_id } = await telegram.result<{ message_id: number }>('sendMessage', { chat_id: OPS, text: 'card' });
    await telegram.phone.send(annaInOps, 'plain');
    await telegram.phone.send(annaInOps, '/status@other_bot');
    await telegram.phone.send(annaInOps, '/status');
    await telegram.phone.send(annaInOps, '/status@vakhta_bot now');
    await telegram.phone.send(annaInOps, 'ask @vakhta_bot');
    await telegram.phone.reply(annaInOps, { message_id }, 'a note');
    expect(texts(await updates())).toEqual(['/status', '/status@vakhta_bot now', 'ask @vakhta_bot', 'a note']);
    expect(await telegram.result('getMe')).toMatchObject({ can_read_all_group_messages: false });
  });

  it('without privacy mode, or as an administrator: everything', async () => {
    await telegram.phone.privacy(false);
    await telegram.phone.send(annaInOps, 'plain');
    expect(texts(await updates())).toEqual(['plain']);
    await telegram.phone.privacy(true);
    await telegram.phone.send({ person: BEN, chat: ON_CALL, thread: INCIDENTS }, 'topic');
    expect((await updates()).at(-1)?.message).toMatchObject({
      text: 'topic',
      message_thread_id: INCIDENTS,
      is_topic_message: true,
    });
  });

  it('knows an anonymous administrator only as the group', async () => {
    await telegram.phone.send({ person: ANNA, chat: ON_CALL }, '/status', { anonymous: true });
    expect((await updates()).at(-1)?.message).toMatchObject({
      from: { username: 'GroupAnonymousBot' },
      sender_chat: { id: ON_CALL },
    });
  });
});

describe('what happens to chats', () => {
  it('a group becomes a supergroup: service messages in both, and a 400 that names the new id', async () => {
    const id = await telegram.phone.migrate(OPS);
    expect(await updates()).toMatchObject([
      { message: { chat: { id: OPS }, migrate_to_chat_id: id } },
      { message: { chat: { id, type: 'supergroup' }, migrate_from_chat_id: OPS } },
    ]);
    expect(await telegram.call('sendMessage', { chat_id: OPS, text: 'x' })).toMatchObject({
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: id },
    });
    expect(await telegram.call('sendMessage', { chat_id: id, text: 'x' })).toMatchObject({ ok: true });
  });

  it('a person blocks the bot and comes back', async () => {
    await telegram.phone.block(ANNA);
    expect(await telegram.call('sendMessage', { chat_id: ANNA, text: 'x' })).toMatchObject({
      error_code: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    await telegram.phone.start(ANNA);
    expect(await updates()).toMatchObject([
      { my_chat_member: { old_chat_member: { status: 'member' }, new_chat_member: { status: 'kicked' } } },
      { my_chat_member: { old_chat_member: { status: 'kicked' }, new_chat_member: { status: 'member' } } },
      { message: { text: '/start' } },
    ]);
    expect(await telegram.call('sendMessage', { chat_id: ANNA, text: 'x' })).toMatchObject({ ok: true });
  });

  it('loses and gets rights, and is thrown out', async () => {
    await telegram.phone.membership(ON_CALL, 'administrator', { can_pin_messages: true });
    expect(await telegram.call('createForumTopic', { chat_id: ON_CALL, name: 'x' })).toMatchObject({
      description: 'Bad Request: not enough rights to create a topic',
    });
    expect(await telegram.result('getChatMember', { chat_id: ON_CALL, user_id: 7000000001 })).toMatchObject({
      status: 'administrator',
      can_pin_messages: true,
      can_manage_topics: false,
    });
    await telegram.phone.membership(ON_CALL, 'kicked');
    expect(await telegram.call('sendMessage', { chat_id: ON_CALL, text: 'x' })).toMatchObject({
      error_code: 403,
      description: 'Forbidden: bot was kicked from the supergroup chat',
    });
    const kinds = (await updates()).map((update) => Object.keys(update).at(-1));
    expect(kinds).toEqual(['my_chat_member', 'my_chat_member']);
  });

  it('passes on a hand-made update of any kind', async () => {
    expect(await telegram.phone.update({ inline_query: { id: '1', from: { id: 5 }, query: 'x', offset: '' } })).toBe(
      true,
    );
    expect(await updates()).toMatchObject([{ inline_query: { query: 'x' } }]);
  });
});
