import { UserError } from '../../errors.ts';
import type { Incident } from '../../incidents/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import type { IncidentTap } from './incident-taps.ts';
import { type Choice, choicesFor } from './service-choice.ts';

const LIST_DEADLINE_MS = 4000;

export type PickedFor = 'restart';

/**
 * The service that a tap on a card is about: the one it names, or the only one there is.
 * @returns null when there are several and the picker was shown instead
 * @throws UserError when the Engine has none of them (any more) · EngineError when it does not answer
 */
export async function pickService(
  options: LookingOptions,
  ctx: BotContext,
  tapped: IncidentTap,
  incident: Incident,
  verb: PickedFor,
): Promise<Choice | null> {
  const containers = await options.rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS });
  const choices = choicesFor(incident, containers);
  const [first] = choices;
  if (!first) throw new UserError('bot-no-services', { number: incident.number });
  const isNamed = tapped.verb === verb && tapped.argument !== '';
  if (!isNamed && choices.length === 1) return first;
  if (!isNamed) {
    showPicker(options, ctx, tapped, verb, choices);
    return null;
  }
  const named = choices.find((choice) => choice.hash === tapped.argument);
  if (!named) throw new UserError('bot-service-gone');
  return named;
}

/** A new message from a card, the same message when its pages turn. */
function showPicker(
  { say }: LookingOptions,
  ctx: BotContext,
  tapped: IncidentTap,
  verb: PickedFor,
  choices: readonly Choice[],
): void {
  const services = choices.map(({ hash, service, unwell }) => ({ hash, service, unwell }));
  const isPaging = tapped.verb === `${verb}-page`;
  const params = { incident: tapped.number, verb, services, page: isPaging ? Number(tapped.argument) || 0 : 0 };
  const subject = pickerSubject(tapped.number, verb);
  if (isPaging) say.redraw(ctx, subject, 'main', 'service-picker', params);
  else say.reply(ctx, 'service-picker', params, 'picker', { subject });
}

export function pickerSubject(incident: number, verb: PickedFor): string {
  return `picker:${incident}:${verb}`;
}
