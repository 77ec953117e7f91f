import type { BotContext } from './context.ts';
import type { BotDependencies } from './dependencies.ts';

/** What the message is about whose button was tapped; null for none, and for one that is not known (any more). */
export function tappedSubject({ notify }: Pick<BotDependencies, 'notify'>, ctx: BotContext): string | null {
  const tapped = ctx.callbackQuery?.message;
  return tapped ? (notify.posted.find(tapped.chat.id, tapped.message_id)?.subject ?? null) : null;
}

/** The same of the message that is replied to. */
export function repliedSubject({ notify }: Pick<BotDependencies, 'notify'>, ctx: BotContext): string | null {
  const replied = ctx.message?.reply_to_message;
  return replied ? (notify.posted.find(replied.chat.id, replied.message_id)?.subject ?? null) : null;
}
