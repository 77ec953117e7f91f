import { operationSubject } from '../../announce/index.ts';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { Json } from '../../operations/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';

/**
 * What does not ask runs at once; its live picture takes the place of the message that was tapped, or is a new one.
 * @throws UserError when this person may not, or somebody is at it already
 */
export function runNow(
  { rooms, say, database }: LookingOptions,
  ctx: BotContext,
  what: { readonly kind: string; readonly params: Json; readonly incident: number | null },
  inPlace: boolean,
): void {
  requireAccess(ctx.person, rooms.operations.accessFor(what.kind, what.params));
  const key = `${what.kind}:${ctx.work.cause('run')}`;
  const { chatId, threadId } = ctx.lane;
  database.transaction(() => {
    if (inPlace) say.adopt(ctx, operationSubject(key), 'main');
    const result = rooms.operations.submit({ key, ...what, requestedBy: ctx.person.id, chatId, threadId });
    if (result.ok) return;
    const { requestedBy } = result.operation;
    const who = requestedBy === null ? 'Vakhta' : rooms.people.person(requestedBy).name;
    throw new UserError('bot-redeem-busy', { who });
  });
  if (ctx.callbackQuery) ctx.toast = { key: 'bot-toast-started' };
}
