import { conversations, createConversation } from '@grammyjs/conversations';
import type { Bot } from 'grammy';
import type { Update } from 'grammy/types';
import { createInbox, type Inbox } from '../inbox/index.ts';
import { createBackupCommands } from './commands/backup.ts';
import { createCancel, createChanging, leaveWithoutAccess } from './commands/changing.ts';
import { createLastResort } from './commands/last-resort.ts';
import { createLogSearches, createLogsCommand, createLooseLogSearches } from './commands/logs.ts';
import { createLookingCommands } from './commands/looking.ts';
import { createReplies } from './commands/replies.ts';
import { createRestartCommand } from './commands/restart.ts';
import { createScheduleCommand } from './commands/schedule.ts';
import type { BotContext, InsideContext } from './context.ts';
import type { ConversationStore } from './conversations/conversation-store.ts';
import { QUESTION, questionConversation } from './conversations/question.ts';
import { createQuestionDialogue } from './conversations/question-dialogue.ts';
import { createRestoreDialogue } from './conversations/restore-dialogue.ts';
import { createRestoreNameTaps, RESTORE, restoreConversation } from './conversations/restore-name.ts';
import { createSkipDrillTaps, SKIP_DRILL, skipDrillConversation } from './conversations/skip-drill.ts';
import { createConversationStorage } from './conversations/storage.ts';
import { TRIAGE, triageConversation } from './conversations/triage.ts';
import { createTriageDialogue } from './conversations/triage-dialogue.ts';
import { createVolumeTaps, VOLUME, volumeConversation } from './conversations/volume.ts';
import { createVolumeDialogue } from './conversations/volume-dialogue.ts';
import type { BotDependencies } from './dependencies.ts';
import { laneOf } from './lane.ts';
import type { LogDesk } from './logs/desk.ts';
import { tellMistakes, tellSetAside } from './mistakes.ts';
import { createSay } from './say.ts';
import { storedUpdate } from './stored-update.ts';
import { createActionTaps } from './taps/action-taps.ts';
import { createAuditTaps } from './taps/audit-taps.ts';
import { createBackupTaps } from './taps/backup-taps.ts';
import { createCommandTaps } from './taps/command-taps.ts';
import { createDiskTaps } from './taps/disk-taps.ts';
import { createHealthTaps } from './taps/health-taps.ts';
import { createIncidentTaps } from './taps/incident-taps.ts';
import { createLogsTaps } from './taps/logs-taps.ts';
import { createOperationTaps } from './taps/operation-taps.ts';
import { createOtherTaps } from './taps/other-taps.ts';
import { createProjectTaps } from './taps/project-taps.ts';
import { createRestoreTaps } from './taps/restore-taps.ts';
import { createScheduleTaps } from './taps/schedule-taps.ts';
import { createStatusTaps } from './taps/status-taps.ts';
import { answerTaps } from './toast.ts';
import { createWork } from './work.ts';

/** The inbox, and behind it the handlers: what becomes of an update from somebody who is allowed. */
export function createHandling(
  bot: Bot<BotContext>,
  dependencies: BotDependencies & { readonly logDesk: LogDesk },
  store: ConversationStore,
): Inbox {
  const { clock, log, rooms, database } = dependencies;
  const known = new WeakMap<Update, Pick<BotContext, 'person' | 'lane' | 'work'>>();
  installHandlers(bot, dependencies, store, known);
  return createInbox({
    database,
    clock,
    log,
    handle: async (payload, id) => {
      const update = storedUpdate(payload);
      const lane = laneOf(update);
      if (!lane) return () => undefined;
      const work = createWork(id);
      known.set(update, { lane, work, person: rooms.people.person(lane.userId) });
      await bot.handleUpdate(update);
      return work.commit;
    },
    onSetAside: (payload) => {
      const update = storedUpdate(payload);
      const lane = laneOf(update);
      if (lane) tellSetAside(dependencies, lane, update.update_id);
    },
  });
}

/**
 * The handlers in their order. What stands above the dialogues works in the middle of one; what begins a dialogue has
 * to stand below them.
 */
function installHandlers(
  bot: Bot<BotContext>,
  dependencies: BotDependencies & { readonly logDesk: LogDesk },
  store: ConversationStore,
  known: WeakMap<Update, Pick<BotContext, 'person' | 'lane' | 'work'>>,
): void {
  const { config, clock, log, rooms, notify, database } = dependencies;
  const say = createSay({ outbox: notify.outbox, record: notify.posted.record });
  const dialogue = createTriageDialogue({ triage: rooms.triage, say, transaction: database.transaction });
  const { timeZone } = config.environment;
  const questions = createQuestionDialogue({ incidents: rooms.incidents, say, clock, timeZone });
  const options = { ...dependencies, say, dialogue };
  const volumes = createVolumeDialogue(options);
  const restores = createRestoreDialogue(options);

  bot.use((ctx, next) => {
    Object.assign(ctx, known.get(ctx.update));
    ctx.afterToast = (toast) => say.notice(ctx, toast.key, toast.params ?? {});
    return next();
  });
  bot.use(answerTaps((ctx, key, params) => rooms.texts.t(ctx.person.locale, key, params), log));
  bot.use(tellMistakes(say, rooms));
  bot.use(conversations<BotContext, InsideContext>({ storage: createConversationStorage(store) }));
  bot.use(leaveWithoutAccess);
  bot.use(createLogSearches(options), createLogsCommand(options), createLogsTaps(options));
  bot.use(createLookingCommands(options), createIncidentTaps(options), createOperationTaps(options));
  bot.use(createRestartCommand(options), createActionTaps(options));
  bot.use(createAuditTaps(options), createHealthTaps(options));
  bot.use(createCommandTaps(options), createProjectTaps(options));
  bot.use(createDiskTaps(options));
  bot.use(createBackupCommands(options), createBackupTaps(options), createRestoreTaps(options));
  bot.use(createScheduleCommand(options), createScheduleTaps(options));
  bot.use(createStatusTaps(options), createOtherTaps(options), createReplies(options), createCancel(options));
  bot.use(createConversation<BotContext, InsideContext>(triageConversation(dialogue), TRIAGE));
  bot.use(createConversation<BotContext, InsideContext>(questionConversation(questions), QUESTION));
  bot.use(createConversation<BotContext, InsideContext>(volumeConversation(volumes), VOLUME));
  bot.use(createConversation<BotContext, InsideContext>(restoreConversation(restores), RESTORE));
  bot.use(createConversation<BotContext, InsideContext>(skipDrillConversation(options), SKIP_DRILL));
  bot.use(createSkipDrillTaps(options));
  bot.use(createVolumeTaps(options, volumes), createRestoreNameTaps(options, restores));
  bot.use(createChanging(options), createLooseLogSearches(options), createLastResort(options));
}
