import type { Update } from 'grammy/types';
import { describe, expect, test } from 'vitest';
import { decideAccess } from '../../../src/bot/access.ts';

const ANNA = 1001;
const STRANGER = 1999;
const ONCALL = -100_500;
/** The id that the on-call chat had before it became a supergroup. */
const ONCALL_BEFORE = -500;

const anna = { id: ANNA, is_bot: false, first_name: 'Anna' };
const mallory = { id: STRANGER, is_bot: false, first_name: 'Mallory', last_name: 'M.' };
const oncall = { id: ONCALL, type: 'supergroup', title: 'On-call' };
const foreign = { id: -100_600, type: 'supergroup', title: 'Elsewhere' };
const privately = (user: { id: number; first_name: string }) => ({
  id: user.id,
  type: 'private',
  first_name: user.first_name,
});
const message = (from: object | null, chat: object, more: object = {}) => ({
  message_id: 1,
  date: 1,
  chat,
  text: '/triage',
  ...(from === null ? {} : { from }),
  ...more,
});
const membership = (from: object, chat: object) => ({ from, chat, date: 1, old_chat_member: {}, new_chat_member: {} });

function decide(body: object, authorized: readonly number[] = [ANNA]) {
  // Built by hand, as it comes from Telegram: only what is looked at.
  return decideAccess({ update_id: 1, ...body } as Update, {
    isAuthorized: (id) => authorized.includes(id),
    isOncallChat: (id) => id === ONCALL || id === ONCALL_BEFORE,
  });
}

describe('heard is only who is on the list, as a person', () => {
  test.each<[string, object]>([
    ['in private', { message: message(anna, privately(anna)) }],
    ['in the on-call chat', { message: message(anna, oncall) }],
    ['in any other group', { message: message(anna, foreign) }],
    ['editing', { edited_message: message(anna, oncall) }],
    ['tapping', { callback_query: { id: '1', from: anna, message: message(anna, oncall), chat_instance: '1' } }],
    [
      'tapping on a message of a stranger',
      { callback_query: { id: '1', from: anna, message: message(mallory, foreign) } },
    ],
  ])('%s', (_what, body) => {
    expect(decide(body)).toEqual({ kind: 'allowed', from: anna });
  });

  test.each<[string, object, string]>([
    ['in private', { message: message(mallory, privately(mallory)) }, 'private chat'],
    ['in the on-call chat', { message: message(mallory, oncall) }, `supergroup "On-call" (${ONCALL})`],
    ['editing', { edited_message: message(mallory, oncall) }, `supergroup "On-call" (${ONCALL})`],
    [
      'replying to Anna',
      { message: message(mallory, oncall, { reply_to_message: message(anna, oncall) }) },
      `supergroup "On-call" (${ONCALL})`,
    ],
    [
      'forwarding what Anna wrote',
      { message: message(mallory, privately(mallory), { forward_origin: { type: 'user', sender_user: anna } }) },
      'private chat',
    ],
    [
      'by a bot of Anna’s',
      { message: message(mallory, oncall, { via_bot: anna }) },
      `supergroup "On-call" (${ONCALL})`,
    ],
    [
      'tapping on a message of Anna’s',
      { callback_query: { id: '1', from: mallory, message: message(anna, oncall) } },
      `supergroup "On-call" (${ONCALL})`,
    ],
    [
      'tapping under an inline message',
      { callback_query: { id: '1', from: mallory, inline_message_id: 'x' } },
      'outside of chats',
    ],
    ['asking inline', { inline_query: { id: '1', from: mallory, query: '' } }, 'outside of chats'],
    ['choosing inline', { chosen_inline_result: { from: mallory } }, 'outside of chats'],
    ['reacting', { message_reaction: { user: mallory, chat: oncall } }, 'outside of chats'],
    ['joining', { chat_member: membership(mallory, oncall) }, 'outside of chats'],
    ['asking to join', { chat_join_request: { from: mallory, chat: oncall } }, 'outside of chats'],
    ['voting', { poll_answer: { poll_id: '1', user: mallory } }, 'outside of chats'],
    ['paying', { pre_checkout_query: { id: '1', from: mallory } }, 'outside of chats'],
    ['blocking the bot', { my_chat_member: membership(mallory, privately(mallory)) }, 'private chat'],
    ['adding the bot to a group', { my_chat_member: membership(mallory, foreign) }, 'supergroup "Elsewhere" (-100600)'],
  ])('a stranger is not: %s', (_what, body, where) => {
    expect(decide(body)).toEqual({ kind: 'stranger', id: STRANGER, name: 'Mallory M.', where });
  });

  test('an empty list is nobody', () => {
    expect(decide({ message: message(anna, privately(anna)) }, [])).toMatchObject({ kind: 'stranger', id: ANNA });
  });

  test('somebody on the list is no stranger, also where they are not heard', () => {
    expect(decide({ inline_query: { id: '1', from: anna, query: '' } })).toEqual({ kind: 'ignored' });
    expect(decide({ my_chat_member: membership(anna, foreign) })).toEqual({ kind: 'ignored' });
  });

  test('a bot is never heard, even with an id that is on the list', () => {
    const robot = { id: 77, is_bot: true, first_name: 'Robot' };
    expect(decide({ message: message(robot, oncall) }, [77])).toEqual({ kind: 'ignored' });
    expect(decide({ callback_query: { id: '1', from: robot, message: message(robot, oncall) } }, [77])).toEqual({
      kind: 'ignored',
    });
  });
});

describe('who hides cannot be told apart from anybody', () => {
  test('an anonymous administrator', () => {
    const standIn = { id: 1_087_968_824, is_bot: true, first_name: 'Group' };
    expect(decide({ message: message(standIn, oncall, { sender_chat: oncall }) }, [ANNA, standIn.id])).toEqual({
      kind: 'anonymous-admin',
      chatId: ONCALL,
      title: `supergroup "On-call" (${ONCALL})`,
    });
  });

  test.each([
    ['a stand-in', { id: 136_817_688, is_bot: true, first_name: 'Channel' }],
    ['what claims to be Anna', anna],
  ])('a message in the name of a channel, from %s', (_what, from) => {
    const channel = { id: -100_700, type: 'channel', title: 'News' };
    expect(decide({ message: message(from, oncall, { sender_chat: channel }) })).toEqual({
      kind: 'in-a-chats-name',
      senderChatId: -100_700,
      title: 'News',
      where: `supergroup "On-call" (${ONCALL})`,
    });
  });

  test.each<[string, object]>([
    ['a channel post', { channel_post: message(null, foreign) }],
    ['an edited channel post', { edited_channel_post: message(null, foreign) }],
    ['a kind of update that is not known yet', { tomorrow: { from: anna } }],
    ['nothing at all', {}],
  ])('%s comes from nobody', (_what, body) => {
    expect(decide(body)).toEqual({ kind: 'ignored' });
  });
});

describe('what Telegram says about our own chats is taken, whoever caused it', () => {
  test.each<[string, object, string]>([
    ['the bot’s place in the on-call chat changes', { my_chat_member: membership(mallory, oncall) }, 'chat-fact'],
    ['somebody on the list blocks the bot', { my_chat_member: membership(anna, privately(anna)) }, 'chat-fact'],
    [
      'the on-call chat moves',
      { message: message(mallory, { ...oncall, id: ONCALL_BEFORE }, { migrate_to_chat_id: ONCALL }) },
      'chat-fact',
    ],
    [
      'the on-call chat has moved',
      { message: message(mallory, { ...oncall, id: -100_501 }, { migrate_from_chat_id: ONCALL_BEFORE }) },
      'chat-fact',
    ],
    ['a foreign group moves', { message: message(anna, foreign, { migrate_to_chat_id: -100_601 }) }, 'ignored'],
    ['a foreign group has moved', { message: message(anna, foreign, { migrate_from_chat_id: -600 }) }, 'ignored'],
  ])('%s', (_what, body, kind) => {
    expect(decide(body).kind).toBe(kind);
  });
});
