import { once } from 'node:events';
import { Bot } from 'grammy';
import type { Locale } from '../config/index.ts';
import { plainDocument } from '../document/index.ts';
import type { Board } from '../health/index.ts';
import type { Channel } from '../notify/index.ts';
import { createAdmission } from './admission.ts';
import { createChatFacts } from './chat-facts.ts';
import { connect } from './connection.ts';
import type { BotContext } from './context.ts';
import { createConversationStore } from './conversations/conversation-store.ts';
import { CONVERSATIONS_VERSION } from './conversations/storage.ts';
import { triageMessage } from './conversations/triage-dialogue.ts';
import type { BotDependencies } from './dependencies.ts';
import { createHandling } from './handling.ts';
import { createLogDesk } from './logs/desk.ts';
import { tellDialogueEnded } from './mistakes.ts';
import { createPoller } from './poller.ts';
import { createPresenter } from './presenter.ts';
import { registerCommands } from './registration.ts';
import { storedUpdate } from './stored-update.ts';
import { boardMessage } from './taps/health-taps.ts';
import { createTelegramChannel } from './telegram-channel.ts';
import { createTending } from './tending.ts';

export interface VakhtaBot {
  /** Handles what was left, polls (or takes over the webhook), until `stop`. Rejects with PollingEnded when it cannot go on. */
  run(): Promise<void>;
  /** Takes nothing new and lets handlers end, at most `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
  /** An update that came by the webhook: durable when this returns. @throws when it is none */
  accept(update: unknown): void;
  /** Asks Telegram who we are. @throws when it does not answer */
  ping(): Promise<void>;
  /** When Telegram last answered a poll, UTC milliseconds. */
  lastAnswerAt(): number | null;
  /** A view without markup, for channels that know none. */
  plainText(view: string, params: unknown, locale: Locale): string;
  readonly channel: Channel;
}

/** Wires the bot: access → inbox → handlers, and the channel through which the outbox speaks. */
export function createBot(dependencies: BotDependencies): VakhtaBot {
  const { config, clock, log, rooms, notify, database, maskSecrets } = dependencies;
  const { botToken, apiRoot, timeZone, oncallChat, webhook } = config.environment;
  const bot = new Bot<BotContext>(botToken, { client: { apiRoot, timeoutSeconds: 60 } });
  const { api } = bot;
  const presenter = createPresenter({ rooms, timeZone, now: clock.now, mask: maskSecrets });
  const store = createConversationStore(database, clock);
  const channel = createTelegramChannel({
    api,
    log,
    texts: rooms.texts,
    timeZone,
    draw: presenter.draw,
    readerOf: (chatId) => readerOf(dependencies, chatId),
  });
  const logDesk = createLogDesk({ ...dependencies, serverKnowsRich: channel.knowsRich });
  const inbox = createHandling(bot, { ...dependencies, logDesk }, store);
  const chatFacts = createChatFacts({ api, chats: notify.chats, oncallChat, log });
  const admit = createAdmission(dependencies, chatFacts);
  const poller = createPoller({
    api,
    clock,
    log,
    accept: (updates) => inbox.accept(updates.flatMap(admit)),
    answersAgain: () => notify.outbox.answersAgain('telegram'),
  });
  const tending = createTending({ rooms, outbox: notify.outbox, conversations: store, clock, log });
  const stopped = new AbortController();
  notify.chats.onMigrate((oldId, newId) => {
    store.moveChat(oldId, newId);
    rooms.triage.moveChat(oldId, newId);
    rooms.health.moveChat(oldId, newId);
    tending.drawCards();
  });
  // From the beginning, not from the first connection on: evidence of an interrupted triage comes in before Telegram answers.
  const unhearEvidence = rooms.triage.onChange((draftId) => redrawTriage(dependencies, draftId));
  const unhearHealth = rooms.health.onChange((board, done) => redrawHealth(dependencies, board, done));

  return {
    ping: async () => {
      await api.getMe();
    },
    lastAnswerAt: poller.lastAnswerAt,
    plainText: (view, params, locale) =>
      plainDocument(presenter.draw(view, params, locale, null), { locale, timeZone }),
    channel,
    accept: (update) => inbox.accept(admit(storedUpdate(update))),
    run: async () => {
      if (!(await connect(bot, webhook, log, stopped.signal))) return;
      for (const lane of store.removeOutdated(CONVERSATIONS_VERSION)) tellDialogueEnded(dependencies, lane);
      logDesk.recover();
      inbox.start();
      tending.start();
      void chatFacts.look();
      void registerCommands({ api, rooms, log, oncallChat });
      if (webhook) await once(stopped.signal, 'abort');
      else await poller.run();
    },
    stop: async (deadlineMs) => {
      stopped.abort();
      await poller.stop();
      tending.stop();
      const ended = await inbox.stop(deadlineMs);
      await logDesk.close();
      await dependencies.logEngine.close();
      if (!ended) log.warn({}, 'some updates were not handled before the stop; they are handled at the next start');
      unhearEvidence();
      unhearHealth();
    },
  };
}

/** A private chat has its person's id, language and choice; the team's chat has one language by configuration. */
function readerOf(
  { config, rooms }: BotDependencies,
  chatId: number,
): { locale: Locale; richMessages: boolean; viewer: number | null } {
  const { richMessages, defaultLocale } = config.environment;
  if (chatId < 0) return { locale: config.settings.locale ?? defaultLocale, richMessages, viewer: null };
  const person = rooms.people.person(chatId);
  return { locale: person.locale, richMessages: richMessages && person.richMessages, viewer: chatId };
}

function redrawTriage({ rooms, notify }: BotDependencies, draftId: string): void {
  const draft = rooms.triage.draft(draftId);
  if (!draft) return;
  notify.outbox.enqueue(
    { kind: 'chat', chatId: draft.chatId, threadId: draft.threadId },
    { ...triageMessage(draftId), priority: 3 },
  );
}

/** Answers are told at the pace of progress; that the last one is there, at once. */
function redrawHealth({ notify }: BotDependencies, board: Board, done: boolean): void {
  const { chatId, threadId } = board;
  notify.outbox.enqueue({ kind: 'chat', chatId, threadId }, boardMessage(board, done ? 0 : 3));
}
