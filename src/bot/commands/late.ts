import { formatDuration } from '../../document/index.ts';
import type { BotContext } from '../context.ts';
import type { NoticeButton, Say } from '../say.ts';
import { againButton } from '../views/notice.ts';

const LATE_AFTER_MS = 5 * 60_000;

/**
 * A typed command that changes something is not executed late: what was typed while the bot was away is asked again.
 * @param again what does it after all; by default the command without what was typed after it
 * @returns true when it was late and has been asked
 */
export function askedAgainBecauseLate(
  ctx: BotContext,
  say: Say,
  command: string,
  now: number,
  again: NoticeButton = againButton(command),
): boolean {
  const sentAt = (ctx.message?.date ?? 0) * 1000;
  if (ctx.message === undefined || now - sentAt <= LATE_AFTER_MS) return false;
  say.notice(ctx, 'bot-late', { command: `/${command}`, age: formatDuration(now - sentAt, ctx.person.locale) }, [
    again,
  ]);
  return true;
}
