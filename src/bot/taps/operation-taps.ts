import { Composer } from 'grammy';
import { operationSubject } from '../../announce/index.ts';
import type { Destination } from '../../notify/index.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { Confirmation, Operation, RedeemResult, SecondResult } from '../../operations/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { possibleSeconds } from './ask.ts';
import { tapParts } from './data.ts';

/**
 * The red button (`go`), its repetition where the same did not help three times (`sure`), the second person's
 * (`second`), "Cancel" (`no`), and "Cancel" of what runs (`stop`): `o.<token or id>.<verb>`.
 */
export function createOperationTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', (ctx, next) => {
    const [router, id = '', verb = ''] = tapParts(ctx.callbackQuery.data);
    if (router !== 'o') return next();
    if (verb === 'go' || verb === 'sure') agree(options, ctx, id, verb === 'sure');
    else if (verb === 'second') agreeToo(options, ctx, id);
    else if (verb === 'no') callOff(options, ctx, id);
    else stop(options, ctx, id);
    return undefined;
  });
  return composer;
}

function agree(options: LookingOptions, ctx: BotContext, token: string, sure: boolean): void {
  const { rooms, say } = options;
  const { confirmations } = rooms.operations;
  const asked = confirmations.find(token);
  // They may have lost it since they asked.
  if (asked?.askedBy === ctx.person.id) requireAccess(ctx.person, rooms.operations.accessFor(asked.kind, asked.params));
  const result = confirmations.redeem(token, ctx.person.id, ctx.work.cause('redeem'), sure);
  if (!result.ok && result.reason === 'repeated') {
    const last = result.last.map((operation) => operation.id);
    say.redraw(ctx, operationSubject(token), 'main', 'confirm', { token, last });
    return;
  }
  if (!result.ok && result.reason === 'needs-second') {
    say.redraw(ctx, operationSubject(token), 'main', 'confirm', { token });
    if (asked) callSecond(options, ctx, asked);
    ctx.toast = { key: 'bot-toast-second' };
    return;
  }
  ctx.toast = toastFor(options, result);
  closeIfOver(options, ctx, token, result);
}

/** The others learn of it where they are: in the on-call chat, or each in their own. */
function callSecond(options: LookingOptions, ctx: BotContext, asked: Confirmation): void {
  const { config, notify } = options;
  const { oncallChat } = config.environment;
  const isHere = oncallChat !== null && notify.chats.resolve(oncallChat.chatId) === ctx.lane.chatId;
  if (isHere) return;
  const places: Destination[] = oncallChat
    ? [{ kind: 'chat', ...oncallChat }]
    : possibleSeconds(options, asked.askedBy, asked.kind, asked.params).map((userId) => ({ kind: 'person', userId }));
  for (const [index, place] of places.entries()) {
    const message = {
      subject: operationSubject(asked.token),
      slot: 'second',
      mode: 'new',
      view: 'confirm',
      params: { token: asked.token },
      priority: 1,
      twiceBetterThanNever: true,
    } as const;
    notify.outbox.enqueue(place, message, `second:${asked.token}:${index}`);
  }
}

function agreeToo(options: LookingOptions, ctx: BotContext, token: string): void {
  const { confirmations, accessFor } = options.rooms.operations;
  const asked = confirmations.find(token);
  if (asked) requireAccess(ctx.person, accessFor(asked.kind, asked.params));
  const result = confirmations.second(token, ctx.person.id, ctx.work.cause('second'));
  ctx.toast = toastFor(options, result);
  if (result.ok) closeCopies(options, asked, 'bot-second-given', ctx.person.name);
  else closeIfOver(options, ctx, token, result);
}

function toastFor({ rooms }: LookingOptions, result: RedeemResult | SecondResult): NonNullable<BotContext['toast']> {
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
    case 'used':
      return isOver(result.operation) ? { key: 'bot-redeem-used', alert } : { key: 'bot-redeem-running' };
    default:
      return { key: `bot-redeem-${result.reason}`, alert };
  }
}

/** It has an outcome to look at. */
function isOver({ outcome }: Operation): boolean {
  return outcome !== null;
}

const OVER: readonly string[] = ['expired', 'cancelled', 'overtaken'];

function closeIfOver(
  options: LookingOptions,
  ctx: BotContext,
  token: string,
  result: RedeemResult | SecondResult,
): void {
  if (result.ok || !OVER.includes(result.reason)) return;
  const asked = options.rooms.operations.confirmations.find(token);
  closeQuestion(options, ctx, token, `bot-redeem-${result.reason}`, String(ctx.toast?.params?.who ?? ''));
  closeCopies(options, asked, `bot-redeem-${result.reason}`, String(ctx.toast?.params?.who ?? ''));
}

function callOff(options: LookingOptions, ctx: BotContext, token: string): void {
  const { operations, people } = options.rooms;
  const asked = operations.confirmations.find(token);
  // One's own question anybody may take back; to refuse somebody else's is a decision about the host.
  if (asked !== null && asked.agreedAt !== null && asked.askedBy !== ctx.person.id) {
    requireAccess(ctx.person, operations.accessFor(asked.kind, asked.params));
  }
  const result = operations.confirmations.cancel(token, ctx.person.id);
  if (result.ok) {
    const isOwn = asked?.askedBy === ctx.person.id;
    closeQuestion(options, ctx, token, isOwn ? 'bot-redeem-cancelled' : 'bot-second-refused', ctx.person.name);
    closeCopies(options, asked, isOwn ? 'bot-redeem-cancelled' : 'bot-second-refused', ctx.person.name);
    return;
  }
  const who = asked === null ? '' : people.person(asked.askedBy).name;
  ctx.toast = { key: `bot-redeem-${result.reason}`, params: { who }, alert: true };
}

/** Takes the red button away, so that nobody waits for it to work: where it was tapped, and where it had been asked. */
function closeQuestion(options: LookingOptions, ctx: BotContext, token: string, over: string, who = ''): void {
  const { rooms, say, notify } = options;
  const question = rooms.operations.confirmations.find(token)?.question;
  if (!question) return;
  const subject = operationSubject(token);
  const params = overParams(question.title, over, who);
  const elsewhere = notify.posted.findBySubject(subject, 'main').filter(({ chatId }) => chatId !== ctx.lane.chatId);
  say.redraw(ctx, subject, 'main', 'question-over', params);
  for (const { chatId, threadId } of elsewhere) {
    const message = { subject, slot: 'main', mode: 'upsert', view: 'question-over', params, priority: 1 } as const;
    notify.outbox.enqueue({ kind: 'chat', chatId, threadId }, message);
  }
}

/** The copies that went out to find a second person. */
function closeCopies({ notify }: LookingOptions, asked: Confirmation | null, over: string, who: string): void {
  if (!asked?.question || asked.agreedAt === null) return;
  const subject = operationSubject(asked.token);
  for (const { chatId, threadId } of notify.posted.findBySubject(subject, 'second')) {
    const params = overParams(asked.question.title, over, who);
    const message = { subject, slot: 'second', mode: 'upsert', view: 'question-over', params, priority: 2 } as const;
    notify.outbox.enqueue({ kind: 'chat', chatId, threadId }, message);
  }
}

function overParams(
  title: { key: string; params: Readonly<Record<string, string | number>> },
  over: string,
  who: string,
) {
  return { title: { key: title.key, params: { ...title.params } }, over, who };
}

function stop({ rooms }: LookingOptions, ctx: BotContext, id: string): void {
  requireAccess(ctx.person, 'responder');
  const result = rooms.operations.cancel(id);
  ctx.toast = { key: `bot-cancel-${result}` };
}
