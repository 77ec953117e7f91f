import { planRestart } from '../../actions/index.ts';
import { UserError } from '../../errors.ts';
import { type Incident, isActive } from '../../incidents/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { ask } from './ask.ts';
import type { IncidentTap } from './incident-taps.ts';
import { restartFacts } from './restart-facts.ts';
import { type Choice, suspect } from './service-choice.ts';
import { pickerSubject, pickService } from './service-picker.ts';

/** "Restart…" on a card: which service (unless there is only one), then the question in red. */
export async function askForRestart(options: LookingOptions, ctx: BotContext, tapped: IncidentTap): Promise<void> {
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
  const { rooms, notify } = options;
  const container = suspect(choice);
  if (!container) throw new UserError('bot-service-gone');
  const { engine, project, service, number, id } = container;
  const target = { engine, project, service, number, containerIdAtRequest: id, reason: null };
  const plan = await planRestart(rooms.docker, target);
  const tapped = ctx.callbackQuery?.message;
  const shown = tapped ? notify.posted.find(tapped.chat.id, tapped.message_id) : null;
  const name = { service: plan.params.service };
  ask(
    options,
    ctx,
    {
      kind: 'restart',
      params: asJson(plan.params),
      incident: incident.number,
      title: { key: 'bot-plan-title', params: name },
      facts: restartFacts(plan, ctx.person.locale),
      button: { key: 'bot-button-restart-it', params: name },
    },
    // The picker turns into the question; a card stays a card.
    shown?.subject === pickerSubject(incident.number, 'restart'),
  );
}
