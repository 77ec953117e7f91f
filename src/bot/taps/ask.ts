import { operationSubject } from '../../announce/index.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { Json, Reason } from '../../operations/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';

/** A change that is about to be asked for: what it is, and what a person has to know before the red button. */
export interface Question {
  /** The operation's kind and parameters, already filled in (`planX` of the operations room). */
  readonly kind: string;
  readonly params: Json;
  readonly incident: number | null;
  /** "Restart gateway?" */
  readonly title: Reason;
  /** What will happen, a line each. */
  readonly facts: readonly Reason[];
  /** Stands first, marked. */
  readonly warnings?: readonly Reason[];
  /** The red button's label: names what it will do. Cut at 20 characters. */
  readonly button: Reason;
}

/**
 * Shows the question, once for each tap: instead of the message that was tapped where that one was a picker or a page
 * made for it (`inPlace`), as a new message otherwise.
 */
export function ask(options: LookingOptions, ctx: BotContext, question: Question, inPlace = false): void {
  const { rooms, say } = options;
  const { kind, params, incident, title } = question;
  requireAccess(ctx.person, rooms.operations.accessFor(kind, params));
  const confirmation = rooms.operations.confirmations.create({
    kind,
    params,
    askedBy: ctx.person.id,
    chatId: ctx.lane.chatId,
    threadId: ctx.lane.threadId,
    incident,
    title,
    cause: ctx.work.cause('confirm'),
  });
  const subject = operationSubject(confirmation.token);
  const shown = {
    token: confirmation.token,
    ...asJsonObject({
      title,
      facts: question.facts,
      warnings: question.warnings ?? [],
      button: question.button,
    }),
  };
  if (inPlace) {
    say.redraw(ctx, subject, 'main', 'confirm', shown);
    return;
  }
  const card = incident === null ? {} : { replyTo: { subject: `incident:${incident}`, slot: 'card' } };
  say.show(ctx, { subject, slot: 'main', mode: 'upsert', view: 'confirm', params: shown, priority: 0, ...card });
}

function asJsonObject(value: object): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asJson(each)]));
}
