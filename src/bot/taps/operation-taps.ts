import { Composer } from 'grammy';
import { operationSubject } from '../../announce/index.ts';
import type { RedeemResult } from '../../operations/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { tapParts } from './data.ts';

/** The red button, its "Cancel", and "Cancel" of what runs: `o.<token or id>.<verb>`. */
export function createOperationTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', (ctx, next) => {
    const [router, id = '', verb = ''] = tapParts(ctx.callbackQuery.data);
    if (router !== 'o') return next();
    if (verb === 'go') confirm(options, ctx, id);
    else if (verb === 'no') callOff(options, ctx, id);
    else stop(options, ctx, id);
    return undefined;
  });
  return composer;
}

function confirm(options: LookingOptions, ctx: BotContext, token: string): void {
  const { rooms } = options;
  const result = rooms.operations.confirmations.redeem(token, ctx.person.id, ctx.work.cause('redeem'));
  ctx.toast = toastFor(options, result);
  if (!result.ok && (result.reason === 'expired' || result.reason === 'cancelled' || result.reason === 'overtaken')) {
    closeQuestion(options, ctx, token, `bot-redeem-${result.reason}`, String(ctx.toast.params?.who ?? ''));
  }
}

function toastFor({ rooms }: LookingOptions, result: RedeemResult): NonNullable<BotContext['toast']> {
  if (result.ok) return { key: 'bot-toast-started' };
  const alert = true;
  switch (result.reason) {
    case 'not-yours':
      return { key: 'bot-redeem-not-yours', params: { who: rooms.people.person(result.askedBy).name }, alert };
    case 'busy':
    case 'overtaken': {
      const { requestedBy } = result.operation;
      const who = requestedBy === null ? 'Vakhta' : rooms.people.person(requestedBy).name;
      return { key: `bot-redeem-${result.reason}`, params: { who }, alert };
    }
    case 'unknown':
    case 'expired':
    case 'cancelled':
    case 'used':
      return { key: `bot-redeem-${result.reason}`, alert };
  }
}

function callOff(options: LookingOptions, ctx: BotContext, token: string): void {
  const { operations, people } = options.rooms;
  const result = operations.confirmations.cancel(token, ctx.person.id);
  if (result.ok) {
    closeQuestion(options, ctx, token, 'bot-redeem-cancelled');
    return;
  }
  const confirmation = operations.confirmations.find(token);
  const who = confirmation === null ? '' : people.person(confirmation.askedBy).name;
  ctx.toast = { key: `bot-redeem-${result.reason}`, params: { who }, alert: true };
}

/** Takes the red button away, so that nobody waits for it to work. */
function closeQuestion({ rooms, say }: LookingOptions, ctx: BotContext, token: string, over: string, who = ''): void {
  const title = rooms.operations.confirmations.find(token)?.title;
  if (!title) return;
  const { key, params } = title;
  say.redraw(ctx, operationSubject(token), 'main', 'question-over', {
    title: { key, params: { ...params } },
    over,
    who,
  });
}

function stop({ rooms }: LookingOptions, ctx: BotContext, id: string): void {
  const result = rooms.operations.cancel(id);
  ctx.toast = { key: `bot-cancel-${result}` };
}
