import type { InsideContext } from '../context.ts';
import { tapParts } from '../taps/data.ts';

/** What a dialogue heard, reduced to what it can answer. JSON, since it travels into `external`. */
export type Heard =
  | { readonly kind: 'tap'; readonly parts: readonly string[] }
  | { readonly kind: 'text'; readonly text: string }
  /** A photo, a sticker, a voice message …: nothing that answers a question. */
  | { readonly kind: 'other' };

export function heardIn(ctx: InsideContext): Heard {
  const data = ctx.callbackQuery?.data;
  if (data !== undefined) return { kind: 'tap', parts: tapParts(data) };
  const text = ctx.message?.text;
  return text === undefined ? { kind: 'other' } : { kind: 'text', text };
}

/** A message that is meant for the bot: anything but a command in private, a reply to the bot in a group. */
export function isSaidToBot(ctx: InsideContext): boolean {
  const message = ctx.message;
  if (!message || message.text?.startsWith('/') === true) return false;
  return message.chat.type === 'private' || message.reply_to_message?.from?.id === ctx.me.id;
}

export function isTap(ctx: InsideContext, ...parts: readonly string[]): boolean {
  return ctx.callbackQuery?.data?.startsWith(`${parts.join('.')}.`) === true;
}
