import type { Json } from '../../notify/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import type { ViewName } from '../presenter.ts';
import { tappedSubject } from '../subjects.ts';

/** The pages of /backup and /restore are one message each, which turns from one page into the other. */
const SUBJECT = 'backups:';

/** In the message that was tapped where that one is such a page, else as a new one: an outcome must not turn into a list. */
export function showPage(
  { say, notify }: Pick<LookingOptions, 'say' | 'notify'>,
  ctx: BotContext,
  view: ViewName,
  params: Json,
): void {
  const subject = tappedSubject({ notify }, ctx);
  if (subject?.startsWith(SUBJECT) === true) say.redraw(ctx, subject, 'main', view, params);
  else say.reply(ctx, view, params, 'main', { subject: `${SUBJECT}${ctx.work.updateId}`, slot: 'main' });
}

/** Whether the tapped message is a page, which a dry run may take the place of. */
export function isPage({ notify }: Pick<LookingOptions, 'notify'>, ctx: BotContext): boolean {
  return tappedSubject({ notify }, ctx)?.startsWith(SUBJECT) === true;
}
