import { operationSubject } from '../../announce/index.ts';
import { UserError } from '../../errors.ts';
import { may, requireAccess } from '../../oncall/index.ts';
import type { Json, Question } from '../../operations/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';

/** A change that is about to be asked for. */
export interface Asked extends Omit<Question, 'warnings'> {
  /** The operation's kind and parameters, already filled in (by its plan). */
  readonly kind: string;
  readonly params: Json;
  readonly incident: number | null;
  readonly warnings?: Question['warnings'];
}

/**
 * Shows the question, once for each tap: instead of the message that was tapped where that one was a picker or a page
 * made for it (`inPlace`), as a new message otherwise.
 * @throws UserError when this person may not ask for it, or nobody could be the second person that it needs
 */
export function ask(options: LookingOptions, ctx: BotContext, asked: Asked, inPlace = false): void {
  const { rooms, say } = options;
  const { kind, params, incident, title, facts, button } = asked;
  requireAccess(ctx.person, rooms.operations.accessFor(kind, params));
  const twoPeople = rooms.operations.needsSecond(kind, params);
  if (twoPeople && possibleSeconds(options, ctx.person.id, kind, params).length === 0) {
    throw new UserError('bot-second-nobody');
  }
  const { token } = rooms.operations.confirmations.create({
    kind,
    params,
    askedBy: ctx.person.id,
    chatId: ctx.lane.chatId,
    threadId: ctx.lane.threadId,
    incident,
    question: {
      title,
      facts: twoPeople ? [...facts, { key: 'bot-second-needed', params: {} }] : facts,
      warnings: asked.warnings ?? [],
      button,
      ...(asked.alternative === undefined ? {} : { alternative: asked.alternative }),
    },
    cause: ctx.work.cause('confirm'),
  });
  const subject = operationSubject(token);
  if (inPlace) {
    say.redraw(ctx, subject, 'main', 'confirm', { token });
    return;
  }
  const card = incident === null ? {} : { replyTo: { subject: `incident:${incident}`, slot: 'card' } };
  say.show(ctx, { subject, slot: 'main', mode: 'upsert', view: 'confirm', params: { token }, priority: 0, ...card });
}

/** Who, beside the one who asks, may say yes to it. */
export function possibleSeconds({ rooms }: LookingOptions, askedBy: number, kind: string, params: Json): number[] {
  const needed = rooms.operations.accessFor(kind, params);
  return rooms.people
    .authorized()
    .filter((person) => person.id !== askedBy && may(person, needed))
    .map((person) => person.id);
}
