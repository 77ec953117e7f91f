import { operationSubject } from '../../announce/index.ts';
import { UserError } from '../../errors.ts';
import { type Incident, isActive } from '../../incidents/index.ts';
import { planRestart } from '../../operations/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { shownPlan } from '../views/operation.ts';
import type { IncidentTap } from './incident-taps.ts';
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
  const { rooms, notify, say } = options;
  const container = suspect(choice);
  if (!container) throw new UserError('bot-service-gone');
  const plan = await planRestart(rooms.docker, {
    engine: container.engine,
    project: container.project,
    service: container.service,
    number: container.number,
    containerIdAtRequest: container.id,
    reason: null,
  });
  const confirmation = rooms.operations.confirmations.create({
    kind: 'restart',
    params: asJson(plan.params),
    askedBy: ctx.person.id,
    chatId: ctx.lane.chatId,
    threadId: ctx.lane.threadId,
    incident: incident.number,
    cause: ctx.work.cause('confirm'),
  });
  const subject = operationSubject(confirmation.token);
  const params = { token: confirmation.token, plan: asJson(shownPlan(plan)) };
  const tapped = ctx.callbackQuery?.message;
  const shown = tapped ? notify.posted.find(tapped.chat.id, tapped.message_id) : null;
  // The picker turns into the question; a card stays a card.
  if (shown?.subject === pickerSubject(incident.number, 'restart'))
    say.redraw(ctx, subject, 'main', 'confirm-restart', params);
  else {
    say.show(ctx, {
      subject,
      slot: 'main',
      mode: 'upsert',
      view: 'confirm-restart',
      params,
      priority: 0,
      replyTo: { subject: `incident:${incident.number}`, slot: 'card' },
    });
  }
}
