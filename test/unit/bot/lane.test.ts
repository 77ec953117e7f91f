import type { Update } from 'grammy/types';
import { expect, test } from 'vitest';
import { laneKey, laneOf } from '../../../src/bot/lane.ts';

const from = { id: 1001, is_bot: false, first_name: 'Anna' };
const bot = { id: 7, is_bot: true, first_name: 'Vakhta' };
const chat = { id: -100_500, type: 'supergroup', title: 'On-call' };
const message = (more: object = {}) => ({ message_id: 1, date: 1, chat, from, ...more });

test.each<[string, object, object | null]>([
  [
    'a private message',
    { message: message({ chat: { id: 1001, type: 'private' } }) },
    { chatId: 1001, threadId: null, userId: 1001 },
  ],
  [
    'a message of a topic',
    { message: message({ message_thread_id: 2, is_topic_message: true }) },
    { chatId: -100_500, threadId: 2, userId: 1001 },
  ],
  [
    'a chain of replies outside of topics',
    { message: message({ message_thread_id: 77 }) },
    { chatId: -100_500, threadId: null, userId: 1001 },
  ],
  ['an edit', { edited_message: message() }, { chatId: -100_500, threadId: null, userId: 1001 }],
  [
    'a tap belongs to who tapped, where the message is',
    {
      callback_query: { id: '1', from, message: message({ from: bot, message_thread_id: 2, is_topic_message: true }) },
    },
    { chatId: -100_500, threadId: 2, userId: 1001 },
  ],
  [
    'a tap on a message too old to be shown',
    { callback_query: { id: '1', from, message: { chat, message_id: 1, date: 0 } } },
    { chatId: -100_500, threadId: null, userId: 1001 },
  ],
  ['a tap under an inline message', { callback_query: { id: '1', from, inline_message_id: 'x' } }, null],
  ['a channel post', { channel_post: message() }, null],
  ['a membership', { my_chat_member: { chat, from } }, null],
])('%s', (_what, body, lane) => {
  expect(laneOf({ update_id: 1, ...body } as Update)).toEqual(lane);
});

test('no two places share a key', () => {
  const lanes = [
    { chatId: -5, threadId: null, userId: 1 },
    { chatId: -5, threadId: 2, userId: 1 },
    { chatId: -5, threadId: null, userId: 2 },
    { chatId: -52, threadId: null, userId: 1 },
  ];
  expect(new Set(lanes.map(laneKey)).size).toBe(lanes.length);
});
