import type { Conversation } from '@grammyjs/conversations';
import { Composer } from 'grammy';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext, InsideContext } from '../context.ts';
import { tapParts } from '../taps/data.ts';
import { heardIn, isSaidToBot, isTap } from './heard.ts';
import type { AskedRestore, RestoreDialogue } from './restore-dialogue.ts';

export const RESTORE = 'restore';

/** Asks for the name of the set until it is typed right or taken back. */
export function restoreConversation(dialogue: RestoreDialogue) {
  return async (
    conversation: Conversation<BotContext, InsideContext>,
    _ctx: InsideContext,
    asked: AskedRestore,
  ): Promise<void> => {
    await conversation.external((outside) => dialogue.ask(outside, asked));
    for (;;) {
      const ctx = await conversation.waitUntil((update) => isTap(update, 'r', 'n', asked.run) || isSaidToBot(update), {
        next: true,
      });
      const heard = heardIn(ctx);
      if (await conversation.external((outside) => dialogue.hear(outside, asked, heard))) return;
    }
  };
}

/** `r.x.<dry run>`: begins the question. Stands below the dialogues, which it enters. */
export function createRestoreNameTaps(options: LookingOptions, dialogue: RestoreDialogue): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', run = ''] = tapParts(ctx.callbackQuery.data);
    if (router !== 'r' || verb !== 'x') return next();
    requireAccess(ctx.person, 'admin');
    const { chatId, threadId, userId } = ctx.lane;
    if (options.rooms.triage.activeDraft(chatId, threadId, userId)) throw new UserError('bot-finish-triage-first');
    const asked = dialogue.find(run);
    await ctx.conversation.exitAll();
    await ctx.conversation.enter(RESTORE, asked);
  });
  return composer;
}
