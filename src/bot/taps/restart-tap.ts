import { UserError } from '../../errors.ts';
import { type Incident, isActive } from '../../incidents/index.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { tappedSubject } from '../subjects.ts';
import { askForAction } from './ask-action.ts';
import type { IncidentTap } from './incident-taps.ts';
import { type Choice, suspect } from './service-choice.ts';
import { pickerSubject, pickService } from './service-picker.ts';

/** "Restart…" on a card: which service (unless there is only one), then the question in red. */
export async function askForRestart(options: LookingOptions, ctx: BotContext, tapped: IncidentTap): Promise<void> {
  // Before the choice of a service, which would only fill the team's topic.
  requireAccess(ctx.person, 'responder');
  const incident = options.rooms.incidents.get(tapped.number);
  if (!incident || !isActive(incident)) throw new UserError('incidents-already-resolved', { number: tapped.number });
  const choice = await pickService(options, ctx, tapped, incident, 'restart');
  if (choice) await askToRestart(options, ctx, incident, choice);
}

async function askToRestart(
  options: LookingOptions,
  ctx: BotContext,
  incident: Incident,
  choice: Choice,
): Promise<void> {
  const container = suspect(choice);
  if (!container) throw new UserError('bot-service-gone');
  await askForAction(options, ctx, {
    verb: 'restart',
    container,
    incident: incident.number,
    // The picker turns into the question; a card stays a card.
    inPlace: tappedSubject(options, ctx) === pickerSubject(incident.number, 'restart'),
  });
}
