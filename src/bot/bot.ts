import { once } from 'node:events';
import { conversations, createConversation } from '@grammyjs/conversations';
import { Bot } from 'grammy';
import type { Update, User } from 'grammy/types';
import type { Locale } from '../config/index.ts';
import { plainDocument } from '../document/index.ts';
import { type Arrival, createInbox } from '../inbox/index.ts';
import type { Channel } from '../notify/index.ts';
import type { Sighting } from '../oncall/index.ts';
import { decideAccess } from './access.ts';
import { createChatFacts } from './chat-facts.ts';
import { createCancel, createChanging } from './commands/changing.ts';
import { createLastResort } from './commands/last-resort.ts';
import { createLookingCommands, type LookingOptions } from './commands/looking.ts';
import { createReplies } from './commands/replies.ts';
import { connect } from './connection.ts';
import type { BotContext, InsideContext } from './context.ts';
import { createConversationStore } from './conversations/conversation-store.ts';
import { QUESTION, questionConversation } from './conversations/question.ts';
import { createQuestionDialogue } from './conversations/question-dialogue.ts';
import { CONVERSATIONS_VERSION, createConversationStorage } from './conversations/storage.ts';
import { TRIAGE, triageConversation } from './conversations/triage.ts';
import { createTriageDialogue, triageMessage } from './conversations/triage-dialogue.ts';
import type { BotDependencies } from './dependencies.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import { laneKey, laneOf } from './lane.ts';
import { tellDialogueEnded, tellMistakes, tellSetAside } from './mistakes.ts';
import { createPoller } from './poller.ts';
import { createPresenter } from './presenter.ts';
import { registerCommands } from './registration.ts';
import { createSay } from './say.ts';
import { storedUpdate } from './stored-update.ts';
import { createIncidentTaps } from './taps/incident-taps.ts';
import { createOperationTaps } from './taps/operation-taps.ts';
import { createOtherTaps } from './taps/other-taps.ts';
import { createTelegramChannel } from './telegram-channel.ts';
import { createTending } from './tending.ts';
import { answerTaps } from './toast.ts';
import { createWork } from './work.ts';

export interface VakhtaBot {
  /** Handles what was left, polls (or takes over the webhook), until `stop`. Rejects with PollingEnded when it cannot go on. */
  run(): Promise<void>;
  /** Takes nothing new and lets handlers end, at most `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
  /** An update that came by the webhook: durable when this returns. @throws when it is none */
  accept(update: unknown): void;
  /** When Telegram last answered a poll, UTC milliseconds. */
  lastAnswerAt(): number | null;
  /** A view without markup, for channels that know none. */
  plainText(view: string, params: unknown, locale: Locale): string;
  readonly channel: Channel;
}

/** Wires the bot: access → inbox → handlers, and the channel through which the outbox speaks. */
export function createBot(dependencies: BotDependencies): VakhtaBot {
  const { config, clock, log, rooms, notify, database } = dependencies;
  const { environment } = config;
  const bot = new Bot<BotContext>(environment.botToken, {
    client: { apiRoot: environment.apiRoot, timeoutSeconds: 60 },
  });
  const presenter = createPresenter({
    rooms,
    timeZone: environment.timeZone,
    now: clock.now,
    mask: dependencies.maskSecrets,
  });
  const say = createSay({ outbox: notify.outbox, record: notify.posted.record });
  const dialogue = createTriageDialogue({ triage: rooms.triage, say, transaction: database.transaction });
  const store = createConversationStore(database, clock);
  const options: LookingOptions = { ...dependencies, say };
  const known = new WeakMap<Update, Pick<BotContext, 'person' | 'lane' | 'work'>>();

  bot.use((ctx, next) => {
    Object.assign(ctx, known.get(ctx.update));
    ctx.afterToast = (toast) => say.notice(ctx, toast.key, toast.params ?? {});
    return next();
  });
  bot.use(answerTaps((ctx, key, params) => rooms.texts.t(ctx.person.locale, key, params), log));
  bot.use(tellMistakes(say, rooms));
  bot.use(conversations<BotContext, InsideContext>({ storage: createConversationStorage(store) }));
  bot.use(
    createLookingCommands(options),
    createIncidentTaps(options),
    createOperationTaps(options),
    createOtherTaps(options),
  );
  bot.use(createReplies(options), createCancel({ ...options, dialogue }));
  bot.use(createConversation<BotContext, InsideContext>(triageConversation(dialogue), TRIAGE));
  const questions = createQuestionDialogue({ incidents: rooms.incidents, say, clock, timeZone: environment.timeZone });
  bot.use(createConversation<BotContext, InsideContext>(questionConversation(questions), QUESTION));
  bot.use(createChanging({ ...options, dialogue }), createLastResort(options));

  const inbox = createInbox({
    database,
    clock,
    log,
    handle: async (payload, about) => {
      const update = storedUpdate(payload);
      const lane = laneOf(update);
      if (!lane) return () => undefined;
      const work = createWork(about.id);
      known.set(update, { lane, work, person: rooms.people.person(lane.userId) });
      await bot.handleUpdate(update);
      return work.commit;
    },
    onSetAside: (payload) => {
      const lane = laneOf(storedUpdate(payload));
      if (lane) tellSetAside(dependencies, lane, storedUpdate(payload).update_id);
    },
  });

  const isOncallChat = (chatId: number) =>
    environment.oncallChat !== null &&
    (chatId === environment.oncallChat.chatId || chatId === notify.chats.resolve(environment.oncallChat.chatId));
  notify.chats.onMigrate((oldId, newId) => {
    store.moveChat(oldId, newId);
    rooms.triage.moveChat(oldId, newId);
    tending.drawCards();
  });
  const chatFacts = createChatFacts({ api: bot.api, chats: notify.chats, oncallChat: environment.oncallChat, log });
  const doorkeeper = createDoorkeeper({ clock, log });

  /** Access comes before the inbox: what nobody authorized sent leaves no row. */
  function admit(update: Update): Arrival[] {
    const access = decideAccess(update, { isAuthorized: rooms.people.isAuthorized, isOncallChat });
    if (access.kind === 'chat-fact') chatFacts.learn(update);
    if (access.kind !== 'allowed') {
      doorkeeper(access);
      return [];
    }
    const lane = laneOf(update);
    if (!lane) return [];
    rooms.people.saw(sightingOf(access.from));
    if (update.message?.chat.type === 'private') notify.chats.markReachable(lane.chatId);
    return [{ id: update.update_id, lane: laneKey(lane), payload: update }];
  }

  const poller = createPoller({
    api: bot.api,
    clock,
    log,
    accept: (updates) => inbox.accept(updates.flatMap(admit)),
    answersAgain: () => notify.outbox.answersAgain('telegram'),
  });
  const tending = createTending({ rooms, outbox: notify.outbox, conversations: store, clock, log });
  // From the beginning, not from the first connection on: evidence of an interrupted triage comes in before Telegram answers.
  const unhearEvidence = rooms.triage.onChange((draftId) => redrawTriage(dependencies, draftId));
  const stopped = new AbortController();

  return {
    lastAnswerAt: poller.lastAnswerAt,
    plainText: (view, params, locale) =>
      plainDocument(presenter.draw(view, params, locale), { locale, timeZone: environment.timeZone }),
    channel: createTelegramChannel({
      api: bot.api,
      log,
      texts: rooms.texts,
      timeZone: environment.timeZone,
      draw: presenter.draw,
      readerOf: (chatId) => readerOf(dependencies, chatId),
    }),
    accept: (update) => inbox.accept(admit(storedUpdate(update))),
    run: async () => {
      if (!(await connect(bot, environment.webhook, log, stopped.signal))) return;
      for (const lane of store.removeOutdated(CONVERSATIONS_VERSION)) tellDialogueEnded(dependencies, lane);
      inbox.start();
      tending.start();
      void chatFacts.look();
      void registerCommands({ api: bot.api, rooms, log, oncallChat: environment.oncallChat });
      if (environment.webhook) await once(stopped.signal, 'abort');
      else await poller.run();
    },
    stop: async (deadlineMs) => {
      stopped.abort();
      await poller.stop();
      tending.stop();
      const ended = await inbox.stop(deadlineMs);
      if (!ended) log.warn({}, 'some updates were not handled before the stop; they are handled at the next start');
      unhearEvidence();
    },
  };
}

function sightingOf(from: User): Sighting {
  return {
    id: from.id,
    name: [from.first_name, from.last_name].filter(Boolean).join(' '),
    username: from.username ?? null,
    languageCode: from.language_code ?? null,
  };
}

/** A private chat has its person's id, language and choice; the team's chat has one language by configuration. */
function readerOf({ config, rooms }: BotDependencies, chatId: number): { locale: Locale; richMessages: boolean } {
  const { richMessages, defaultLocale } = config.environment;
  if (chatId < 0) return { locale: config.settings.locale ?? defaultLocale, richMessages };
  const person = rooms.people.person(chatId);
  return { locale: person.locale, richMessages: richMessages && person.richMessages };
}

function redrawTriage({ rooms, notify }: BotDependencies, draftId: string): void {
  const draft = rooms.triage.draft(draftId);
  if (!draft) return;
  notify.outbox.enqueue(
    { kind: 'chat', chatId: draft.chatId, threadId: draft.threadId },
    { ...triageMessage(draftId), priority: 3 },
  );
}
