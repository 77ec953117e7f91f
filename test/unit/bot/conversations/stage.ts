import { conversations, createConversation } from '@grammyjs/conversations';
import { Bot } from 'grammy';
import type { Update } from 'grammy/types';
import type { BotContext, InsideContext } from '../../../../src/bot/context.ts';
import { QUESTION, questionConversation } from '../../../../src/bot/conversations/question.ts';
import type { Asked, QuestionDialogue, Topic } from '../../../../src/bot/conversations/question-dialogue.ts';
import { createConversationStorage } from '../../../../src/bot/conversations/storage.ts';
import { TRIAGE, triageConversation } from '../../../../src/bot/conversations/triage.ts';
import type { TriageDialogue } from '../../../../src/bot/conversations/triage-dialogue.ts';
import { createWork } from '../../../../src/bot/work.ts';

export const BEN = { id: 1002, is_bot: false, first_name: 'Ben', language_code: 'en' } as const;
const chat = { id: BEN.id, type: 'private', first_name: 'Ben' } as const;
const botInfo = {
  id: 7,
  is_bot: true,
  first_name: 'Vakhta',
  username: 'vakhta_bot',
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false,
  supports_join_request_queries: false,
} as const;

/** One conversation's stored state, as the row of its lane holds it. */
export interface Place {
  state: unknown;
}

/** What the conversations asked the rest of the house to do, in order. */
export type Done = (string | number)[];

/** The real conversations over stored state, with dialogues that only write down what they are asked. */
export function stageOf(place: Place) {
  const done: Done[] = [];
  const triage: TriageDialogue = {
    begin: () => null,
    cancel: () => undefined,
    hear: (_ctx, draftId, heard) => {
      done.push(['hear', draftId, heard.kind === 'tap' ? heard.parts.slice(2).join('.') : heard.kind]);
      return heard.kind === 'tap' && heard.parts[2] === 'accept';
    },
  };
  const questions: QuestionDialogue = {
    ask: (_ctx, asked) => {
      done.push(['ask', asked.incident, asked.topic]);
    },
    hear: (_ctx, asked: Asked, heard) => {
      done.push(['answer', asked.incident, asked.topic, heard.kind]);
      return heard.kind === 'other' ? 'again' : 'next';
    },
  };

  // No token of anything: nothing here talks to Telegram.
  const bot = new Bot<BotContext>('7:none', { botInfo });
  let work = createWork(0);
  bot.use((ctx, next) => {
    work = createWork(ctx.update.update_id);
    Object.assign(ctx, { work, lane: { chatId: chat.id, threadId: null, userId: BEN.id } });
    return next();
  });
  const storage = createConversationStorage({
    read: () => (place.state === null ? undefined : structuredClone(place.state)),
    write: (_lane, _version, state) => {
      place.state = JSON.parse(JSON.stringify(state));
    },
    remove: () => {
      place.state = null;
    },
    removeOutdated: () => [],
    moveChat: () => undefined,
  });
  bot.use(conversations<BotContext, InsideContext>({ storage }));
  bot.use(createConversation<BotContext, InsideContext>(triageConversation(triage), TRIAGE));
  bot.use(createConversation<BotContext, InsideContext>(questionConversation(questions), QUESTION));
  bot.command('triage', (ctx) => ctx.conversation.enter(TRIAGE, 'golden00'));
  bot.command('resolve', (ctx) => {
    const topics: Topic[] = ['rootCause', 'resolution'];
    return ctx.conversation.enter(QUESTION, 12, topics);
  });
  bot.use(() => {
    done.push(['nobody']);
  });

  return {
    done,
    /** Handles one update as the inbox would, and commits. */
    async handle(update: Update): Promise<void> {
      await bot.handleUpdate(update);
      work.commit();
    },
  };
}

let updates = 100;

export function typed(text: string): Update {
  updates += 1;
  const entities = text.startsWith('/') ? [{ type: 'bot_command' as const, offset: 0, length: text.length }] : [];
  return { update_id: updates, message: { message_id: updates, date: 1_700_000_000, chat, from: BEN, text, entities } };
}

export function sticker(): Update {
  updates += 1;
  const dice = { emoji: '🎲', value: 6 };
  return { update_id: updates, message: { message_id: updates, date: 1_700_000_000, chat, from: BEN, dice } };
}

export function tapped(data: string): Update {
  updates += 1;
  const message = { message_id: 50, date: 1_700_000_000, chat, text: '…' };
  return {
    update_id: updates,
    callback_query: { id: String(updates), from: BEN, chat_instance: '1', data, message },
  };
}
