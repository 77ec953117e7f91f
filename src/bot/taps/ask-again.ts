import { UserError } from '../../errors.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { repliedSubject } from '../subjects.ts';

/**
 * Does what a typed answer leads to. A value that is refused is asked for again: the refusal opens the reply on the
 * phone, and a reply to it answers the same question.
 * @param refusals what the keys of such refusals are like; every other error is thrown on
 */
export async function orAskAgain(
  { say, notify }: Pick<LookingOptions, 'say' | 'notify'>,
  ctx: BotContext,
  refusals: RegExp,
  placeholder: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const subject = repliedSubject({ notify }, ctx);
    if (!(error instanceof UserError) || !refusals.test(error.key) || subject === null) throw error;
    const params = { key: error.key, params: error.params, placeholder };
    say.reply(ctx, 'notice', params, 'again', { subject, slot: 'again' });
  }
}
