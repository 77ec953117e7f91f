import type { Conversation } from '@grammyjs/conversations';
import { Composer } from 'grammy';
import { itemReference } from '../../cleanup/index.ts';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext, InsideContext } from '../context.ts';
import { tapParts } from '../taps/data.ts';
import { heardIn, isSaidToBot, isTap } from './heard.ts';
import type { AskedVolume, VolumeDialogue } from './volume-dialogue.ts';

export const VOLUME = 'volume';

/** Asks for the name of a volume until it is typed right or taken back. */
export function volumeConversation(dialogue: VolumeDialogue) {
  return async (
    conversation: Conversation<BotContext, InsideContext>,
    _ctx: InsideContext,
    volume: AskedVolume,
  ): Promise<void> => {
    await conversation.external((outside) => dialogue.ask(outside, volume));
    for (;;) {
      const reference = itemReference({ kind: 'volume', id: volume.name });
      const ctx = await conversation.waitUntil((update) => isTap(update, 'd', 'x', reference) || isSaidToBot(update), {
        next: true,
      });
      const heard = heardIn(ctx);
      if (await conversation.external((outside) => dialogue.hear(outside, volume, heard))) return;
    }
  };
}

/** `d.v.<volume>`: begins the question. Stands below the dialogues, which it enters. */
export function createVolumeTaps(options: LookingOptions, dialogue: VolumeDialogue): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', reference = ''] = tapParts(ctx.callbackQuery.data);
    if (router !== 'd' || verb !== 'v') return next();
    requireAccess(ctx.person, 'admin');
    const { chatId, threadId, userId } = ctx.lane;
    if (options.rooms.triage.activeDraft(chatId, threadId, userId)) throw new UserError('bot-finish-triage-first');
    const volume = await dialogue.find(reference);
    await ctx.conversation.exitAll();
    await ctx.conversation.enter(VOLUME, volume);
  });
  return composer;
}
