import type { Conversation } from '@grammyjs/conversations';
import { Composer } from 'grammy';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext, InsideContext } from '../context.ts';
import { tapParts } from '../taps/data.ts';
import { open, openTapped } from '../taps/schedule-taps.ts';
import { type Heard, heardIn, isSaidToBot, isTap } from './heard.ts';

export const SKIP_DRILL = 'skip-drill';

const LONGEST_REASON = 500;

/** What is skipped. JSON: it travels with the dialogue. */
interface Asked {
  readonly reminder: number;
  readonly set: string;
}

/** Asks why a restore test is skipped: nobody skips one without a word. */
export function skipDrillConversation(options: LookingOptions) {
  return async (
    conversation: Conversation<BotContext, InsideContext>,
    _ctx: InsideContext,
    asked: Asked,
  ): Promise<void> => {
    await conversation.external((outside) => show(options, outside, asked, null));
    for (;;) {
      const ctx = await conversation.waitUntil(
        (update) => isTap(update, 'w', 'x', String(asked.reminder)) || isSaidToBot(update),
        { next: true },
      );
      const heard = heardIn(ctx);
      if (await conversation.external((outside) => hear(options, outside, asked, heard))) return;
    }
  };
}

/** @returns whether the dialogue is over */
function hear(options: LookingOptions, ctx: BotContext, asked: Asked, heard: Heard): boolean {
  const { say, rooms } = options;
  if (heard.kind === 'tap') {
    show(options, ctx, asked, '✕');
    return true;
  }
  if (heard.kind === 'other' || heard.text.trim() === '') {
    say.notice(ctx, 'bot-question-text-expected');
    return false;
  }
  const reason = heard.text.trim().slice(0, LONGEST_REASON);
  if (!isDone(options, ctx, asked, reason)) {
    try {
      open(options, asked.reminder);
      rooms.schedule.skip(asked.reminder, ctx.person.id, reason);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      say.notice(ctx, error.key, error.params);
      show(options, ctx, asked, '✕');
      return true;
    }
  }
  show(options, ctx, asked, reason);
  say.notice(ctx, 'bot-drill-skip-kept', { set: asked.set });
  return true;
}

/** Written before a kill, and heard again after it. */
function isDone({ rooms }: LookingOptions, ctx: BotContext, { reminder }: Asked, reason: string): boolean {
  const now = rooms.schedule.reminder(reminder);
  return now?.state === 'skipped' && now.answeredBy === ctx.person.id && now.reason === reason;
}

function show({ say }: LookingOptions, ctx: BotContext, asked: Asked, answered: string | null): void {
  const message = {
    subject: `skip-drill:${ctx.lane.chatId}:${ctx.lane.userId}:${asked.reminder}`,
    slot: 'main',
    view: 'drill-skip',
    params: { ...asked, answered, group: ctx.chat?.type !== 'private' },
    priority: 0,
  } as const;
  if (answered === null) say.show(ctx, { ...message, mode: 'new' }, 'ask-skip');
  else say.show(ctx, { ...message, mode: 'upsert' });
}

/** `w.s.<reminder>`: begins the question. Stands below the dialogues, which it enters. */
export function createSkipDrillTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.callbackQuery(/^w\.s\./, async (ctx) => {
    requireAccess(ctx.person, 'responder');
    const { id, set } = openTapped(options, ctx, Number(tapParts(ctx.callbackQuery.data)[2]));
    const { chatId, threadId, userId } = ctx.lane;
    if (options.rooms.triage.activeDraft(chatId, threadId, userId)) throw new UserError('bot-finish-triage-first');
    await ctx.conversation.exitAll();
    await ctx.conversation.enter(SKIP_DRILL, { reminder: id, set });
  });
  return composer;
}
