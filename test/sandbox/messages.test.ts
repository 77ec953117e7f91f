import { describe, expect, it } from 'vitest';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { ANNA, BEN, INCIDENTS, ON_CALL, OPS, useSandbox, withAnna } from './support.ts';

const telegram = useSandbox();

interface Sent {
  readonly message_id: number;
  readonly ephemeral_message_id?: number;
  readonly [more: string]: unknown;
}

const keyboard = (data: string) => ({ inline_keyboard: [[{ text: 'Go', callback_data: data }]] });
const sendText = (text: string, more: object = {}) =>
  telegram.result<Sent>('sendMessage', { chat_id: ANNA, text, ...more });
const shown = async (message: Sent) =>
  (await telegram.phone.messages(ANNA)).find((one) => one.message_id === message.message_id);
const NOT_MODIFIED =
  'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

describe('edits', () => {
  it('refuses an edit that changes nothing, in text and in rich messages', async () => {
    const args = { chat_id: ANNA, reply_markup: keyboard('a') };
    const text = await sendText('<b>x</b>', { parse_mode: 'HTML', ...args });
    const same = { ...args, message_id: text.message_id, text: '<strong>x</strong>', parse_mode: 'HTML' };
    expect(await telegram.call('editMessageText', same)).toMatchObject({ error_code: 400, description: NOT_MODIFIED });
    const rich_message = { blocks: [{ type: 'paragraph', text: ['a', 'b'] }] };
    const rich = await telegram.result<Sent>('sendRichMessage', { chat_id: ANNA, rich_message });
    const again = { chat_id: ANNA, message_id: rich.message_id, rich_message };
    expect(await telegram.call('editMessageText', again)).toMatchObject({ description: NOT_MODIFIED });
  });

  it('takes the keyboard away when an edit brings none, and turns text into a rich message', async () => {
    const text = await sendText('x', { reply_markup: keyboard('a') });
    await telegram.result('editMessageText', { chat_id: ANNA, message_id: text.message_id, text: 'x' });
    expect(await shown(text)).not.toHaveProperty('reply_markup');
    const rich_message = { blocks: [{ type: 'divider' }] };
    await telegram.result('editMessageText', { chat_id: ANNA, message_id: text.message_id, rich_message });
    expect(await shown(text)).toMatchObject({ rich_message, edit_date: telegram.now.ms / 1000 });
    expect(await shown(text)).not.toHaveProperty('text');
  });

  it('changes a keyboard alone, and refuses a message that is not the bot’s', async () => {
    const text = await sendText('x', { reply_markup: keyboard('a') });
    const target = { chat_id: ANNA, message_id: text.message_id };
    await telegram.result('editMessageReplyMarkup', { ...target, reply_markup: keyboard('b') });
    expect(await shown(text)).toMatchObject({ text: 'x', reply_markup: keyboard('b') });
    const own = await telegram.phone.send(withAnna, 'mine');
    const edit = { chat_id: ANNA, message_id: own.message_id, text: 'y' };
    expect((await telegram.call('editMessageText', edit)).description).toBe("Bad Request: message can't be edited");
  });
});

describe('text', () => {
  it.each([
    [
      '<b>a <i>b</i></b> &lt;&amp;&#1071;',
      'a b <&Я',
      [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'italic', offset: 2, length: 1 },
      ],
    ],
    ['<pre><code class="language-sh">ls</code></pre>', 'ls', [{ type: 'pre', offset: 0, length: 2, language: 'sh' }]],
    ['😀<code>x</code>', '😀x', [{ type: 'code', offset: 2, length: 1 }]],
    ['<blockquote expandable>a\nb</blockquote>', 'a\nb', [{ type: 'expandable_blockquote', offset: 0, length: 3 }]],
    [
      '<a href="https://a.b/?x=1&amp;y">l</a>',
      'l',
      [{ type: 'text_link', offset: 0, length: 1, url: 'https://a.b/?x=1&y' }],
    ],
    [
      '<tg-time unix="5" format="r">now</tg-time>',
      'now',
      [{ type: 'date_time', offset: 0, length: 3, unix_time: 5, date_time_format: 'r' }],
    ],
    ['  <b> x </b>  ', 'x', [{ type: 'bold', offset: 0, length: 1 }]],
    [
      '/a@vakhta_bot and #tag',
      '/a@vakhta_bot and #tag',
      [
        { type: 'bot_command', offset: 0, length: 13 },
        { type: 'hashtag', offset: 18, length: 4 },
      ],
    ],
  ])('reads the HTML %s', async (source, text, entities) => {
    expect(await sendText(source, { parse_mode: 'HTML' })).toMatchObject({ text, entities });
  });

  it('reads MarkdownV2', async () => {
    const source = '*a _b_* `c\\`` [l](https://a.b/) \\. ||s||\n>q';
    expect(await sendText(source, { parse_mode: 'MarkdownV2' })).toMatchObject({
      text: 'a b c` l . s\nq',
      entities: [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'italic', offset: 2, length: 1 },
        { type: 'code', offset: 4, length: 2 },
        { type: 'text_link', offset: 7, length: 1, url: 'https://a.b/' },
        { type: 'spoiler', offset: 11, length: 1 },
        { type: 'blockquote', offset: 13, length: 1 },
      ],
    });
  });

  it('echoes a rich list with its labels', async () => {
    const item = (more: object) => ({ blocks: [{ type: 'paragraph', text: 'x' }], ...more });
    const items = [item({}), item({ value: 4, type: 'i' }), item({ has_checkbox: true, is_checked: true })];
    const sent = await telegram.result('sendRichMessage', {
      chat_id: ANNA,
      rich_message: { blocks: [{ type: 'list', items }] },
    });
    expect(sent).toMatchObject({
      rich_message: { blocks: [{ items: [{ label: '•' }, { label: 'iv.' }, { is_checked: true }] }] },
    });
  });
});

describe('taps', () => {
  it('can be answered once, and within 15 seconds', async () => {
    const message = await sendText('x', { reply_markup: keyboard('go') });
    const first = await telegram.phone.tap(withAnna, message, 'Go');
    const tooOld = {
      description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
    };
    expect(await telegram.call('answerCallbackQuery', { callback_query_id: first, text: 'ok' })).toMatchObject({
      ok: true,
    });
    expect(await telegram.call('answerCallbackQuery', { callback_query_id: first })).toMatchObject(tooOld);
    const second = await telegram.phone.tap(withAnna, message, { row: 0, column: 0 });
    telegram.now.ms += 15_001;
    expect(await telegram.call('answerCallbackQuery', { callback_query_id: second })).toMatchObject(tooOld);
  });

  it('say which buttons there are when the wanted one is not', async () => {
    const message = await sendText('x', { reply_markup: keyboard('go') });
    await expect(telegram.phone.tap(withAnna, message, 'Stop')).rejects.toThrow('there are: "Go"');
  });
});

describe('pins, topics, reactions', () => {
  it('pins with a service message; refuses without the right', async () => {
    const card = await telegram.result<Sent>('sendMessage', { chat_id: ON_CALL, text: 'card' });
    await telegram.result('pinChatMessage', { chat_id: ON_CALL, message_id: card.message_id });
    expect((await telegram.phone.messages(ON_CALL)).at(-1)).toMatchObject({ pinned_message: { text: 'card' } });
    expect(await telegram.result('getChat', { chat_id: ON_CALL })).toMatchObject({ pinned_message: { text: 'card' } });
    await telegram.result('unpinChatMessage', { chat_id: ON_CALL });
    expect(await telegram.result('getChat', { chat_id: ON_CALL })).not.toHaveProperty('pinned_message');
    const other = await telegram.result<Sent>('sendMessage', { chat_id: OPS, text: 'card' });
    expect(await telegram.call('pinChatMessage', { chat_id: OPS, message_id: other.message_id })).toMatchObject({
      description: 'Bad Request: not enough rights to manage pinned messages in the chat',
    });
  });

  it('makes, renames, closes and opens topics', async () => {
    const { message_thread_id } = await telegram.result<{ message_thread_id: number }>('createForumTopic', {
      chat_id: ON_CALL,
      name: '#12',
    });
    const topic = { chat_id: ON_CALL, message_thread_id };
    await telegram.result('editForumTopic', { ...topic, name: '#12 resolved' });
    await telegram.result('closeForumTopic', topic);
    await expect(
      telegram.phone.send({ person: ANNA, chat: ON_CALL, thread: message_thread_id }, 'late'),
    ).rejects.toThrow('TOPIC_CLOSED');
    expect((await telegram.call('closeForumTopic', topic)).description).toBe('Bad Request: TOPIC_NOT_MODIFIED');
    await telegram.result('reopenForumTopic', topic);
    const reply = await telegram.phone.send({ person: ANNA, chat: ON_CALL, thread: message_thread_id }, 'back');
    expect(reply).toMatchObject({ message_thread_id, is_topic_message: true });
  });

  it('reacts once per message', async () => {
    const own = await telegram.phone.send(withAnna, 'x');
    const reaction = [{ type: 'emoji', emoji: '👀' }];
    await telegram.result('setMessageReaction', { chat_id: ANNA, message_id: own.message_id, reaction });
    expect((await telegram.phone.messages(ANNA)).at(-1)).toMatchObject({ reactions: [{ reaction: reaction[0] }] });
    const two = [...reaction, { type: 'emoji', emoji: '🔥' }];
    expect(
      (await telegram.call('setMessageReaction', { chat_id: ANNA, message_id: own.message_id, reaction: two }))
        .description,
    ).toBe('Bad Request: REACTIONS_TOO_MANY');
  });
});

describe('ephemeral messages', () => {
  const seenBy = async (person: number): Promise<readonly PhoneMessage[]> =>
    (await telegram.phone.messages(ON_CALL, person)).filter((one) => one.ephemeral_message_id !== undefined);

  it('are seen, edited and deleted for one person only', async () => {
    const sent = await telegram.result<Sent>('sendMessage', {
      chat_id: ON_CALL,
      text: 'only you',
      ephemeral_message_parameters: { receiver_user_id: BEN },
    });
    expect(sent).toMatchObject({ message_id: 0, receiver_user: { id: BEN } });
    expect(await seenBy(BEN)).toMatchObject([{ text: 'only you' }]);
    expect(await seenBy(ANNA)).toEqual([]);
    const target = { chat_id: ON_CALL, receiver_user_id: BEN, ephemeral_message_id: sent.ephemeral_message_id };
    expect(await telegram.result('editEphemeralMessageText', { ...target, text: 'edited' })).toBe(true);
    expect(await seenBy(BEN)).toMatchObject([{ text: 'edited' }]);
    await telegram.result('deleteEphemeralMessage', target);
    expect(await seenBy(BEN)).toEqual([]);
  });

  it('need a fresh tap where the bot is no administrator', async () => {
    const card = await telegram.result<Sent>('sendMessage', {
      chat_id: OPS,
      text: 'card',
      reply_markup: keyboard('go'),
    });
    const query = await telegram.phone.tap({ person: BEN, chat: OPS }, card, 'Go');
    const send = (parameters: object) =>
      telegram.call('sendMessage', {
        chat_id: OPS,
        text: 'x',
        ephemeral_message_parameters: { receiver_user_id: BEN, ...parameters },
      });
    expect(await send({})).toMatchObject({ description: 'Bad Request: EPHEMERAL_NOT_ALLOWED' });
    expect(await send({ callback_query_id: query })).toMatchObject({ ok: true });
    telegram.now.ms += 15_001;
    expect(await send({ callback_query_id: query })).toMatchObject({ ok: false });
  });

  it('may be commands, which only their sender and the bot see', async () => {
    await telegram.result('setMyCommands', { commands: [{ command: 'mine', description: 'x', is_ephemeral: true }] });
    await telegram.phone.send({ person: BEN, chat: ON_CALL, thread: INCIDENTS }, '/mine');
    expect(await seenBy(BEN)).toMatchObject([{ text: '/mine' }]);
    expect(await seenBy(ANNA)).toEqual([]);
    expect((await telegram.result<readonly unknown[]>('getUpdates')).at(-1)).toMatchObject({
      message: { text: '/mine', message_id: 0, ephemeral_message_id: 1 },
    });
  });
});

describe('menus', () => {
  it('are the narrowest that a person would see, in their language', async () => {
    const menu = (description: string, more: object = {}) =>
      telegram.result('setMyCommands', { commands: [{ command: 'a', description }], ...more });
    await menu('default');
    await menu('по умолчанию', { language_code: 'ru' });
    await menu('Ben in On-call', { scope: { type: 'chat_member', chat_id: ON_CALL, user_id: BEN } });
    const seen = async (person: number, chat: number) =>
      (await telegram.phone.state(person)).chats.find((one) => one.id === chat)?.menu;
    expect(await seen(ANNA, ANNA)).toMatchObject([{ description: 'по умолчанию' }]);
    expect(await seen(BEN, BEN)).toMatchObject([{ description: 'default' }]);
    expect(await seen(BEN, ON_CALL)).toMatchObject([{ description: 'Ben in On-call' }]);
    expect(await telegram.result('getMyCommands', { language_code: 'ru' })).toMatchObject([
      { description: 'по умолчанию' },
    ]);
  });
});
