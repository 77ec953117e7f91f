import type { Conversation } from '@grammyjs/conversations';
import type { BotContext, InsideContext } from '../context.ts';
import { heardIn, isSaidToBot, isTap } from './heard.ts';
import type { QuestionDialogue, Topic } from './question-dialogue.ts';

export const QUESTION = 'question';

/** Asks for something typed about an incident, one field after the other: a note, the post-mortem, a time. */
export function questionConversation(dialogue: QuestionDialogue) {
  return async (
    conversation: Conversation<BotContext, InsideContext>,
    _ctx: InsideContext,
    incident: number,
    topics: readonly Topic[],
  ): Promise<void> => {
    for (const [index, topic] of topics.entries()) {
      const asked = { incident, topic, position: index + 1, of: topics.length };
      await conversation.external((outside) => dialogue.ask(outside, asked));
      for (;;) {
        const ctx = await conversation.waitUntil(
          (update) => isTap(update, 'q', String(incident), topic) || isSaidToBot(update),
          { next: true },
        );
        const heard = heardIn(ctx);
        const result = await conversation.external((outside) => dialogue.hear(outside, asked, heard));
        if (result === 'end') return;
        if (result === 'next') break;
      }
    }
  };
}
