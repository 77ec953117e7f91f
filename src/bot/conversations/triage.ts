import type { Conversation } from '@grammyjs/conversations';
import type { BotContext, InsideContext } from '../context.ts';
import { heardIn, isSaidToBot, isTap } from './heard.ts';
import type { TriageDialogue } from './triage-dialogue.ts';

export const TRIAGE = 'triage';

/**
 * The guided triage. Answers, evidence and the draft are rows; what is replayed here is only who is asked and that an
 * answer is awaited, so that nothing is lost by a kill and nothing is done twice.
 */
export function triageConversation(dialogue: TriageDialogue) {
  return async (
    conversation: Conversation<BotContext, InsideContext>,
    _ctx: InsideContext,
    draftId: string,
  ): Promise<void> => {
    for (;;) {
      const ctx = await conversation.waitUntil((update) => isTap(update, 't', draftId) || isSaidToBot(update), {
        next: true,
      });
      const heard = heardIn(ctx);
      const isOver = await conversation.external((outside) => dialogue.hear(outside, draftId, heard));
      if (isOver) return;
    }
  };
}
