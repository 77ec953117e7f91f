import { operationSubject } from '../../announce/index.ts';
import { UserError } from '../../errors.ts';
import { type Incident, isActive } from '../../incidents/index.ts';
import { planRestart } from '../../operations/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { shownPlan } from '../views/operation.ts';
import type { IncidentTap } from './incident-taps.ts';
import { type Choice, choicesFor } from './service-choice.ts';

const LIST_DEADLINE_MS = 4000;

/** "Restart…" on a card: which service (unless there is only one), then the question in red. */
export async function pickForRestart(options: LookingOptions, ctx: BotContext, tapped: IncidentTap): Promise<void> {
  const incident = options.rooms.incidents.get(tapped.number);
  if (!incident || !isActive(incident)) throw new UserError('incidents-already-resolved', { number: tapped.number });
  const choices = await servicesNow(options, incident);
  const [first] = choices;
  if (!first) throw new UserError('bot-no-services', { number: tapped.number });
  const isPaging = tapped.verb.endsWith('-page');
  const chosen = isPaging || tapped.argument === '' ? null : choices.find((choice) => choice.hash === tapped.argument);
  if (chosen === undefined) throw new UserError('bot-service-gone');
  if (chosen === null && choices.length > 1) {
    showPicker(options, ctx, tapped, 'restart', choices);
    return;
  }
  await askToRestart(options, ctx, incident, chosen ?? first);
}

export async function servicesNow({ rooms }: LookingOptions, incident: Incident): Promise<Choice[]> {
  const containers = await rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS });
  return choicesFor(incident, containers);
}

/** The picker of services: a new message from a card, the same message when its pages turn. */
export function showPicker(
  { say }: LookingOptions,
  ctx: BotContext,
  tapped: IncidentTap,
  verb: 'restart' | 'logs',
  choices: readonly Choice[],
): void {
  const services = choices.map(({ hash, service, unwell }) => ({ hash, service, unwell }));
  const page = tapped.verb.endsWith('-page') ? Number(tapped.argument) || 0 : 0;
  const params = { incident: tapped.number, verb, services, page };
  const subject = pickerSubject(tapped.number, verb);
  if (tapped.verb.endsWith('-page')) say.redraw(ctx, subject, 'main', 'service-picker', params);
  else say.reply(ctx, 'service-picker', params, 'picker', { subject });
}

export function pickerSubject(incident: number, verb: string): string {
  return `picker:${incident}:${verb}`;
}

async function askToRestart(
  options: LookingOptions,
  ctx: BotContext,
  incident: Incident,
  choice: Choice,
): Promise<void> {
  const { rooms, notify, say } = options;
  // Of several containers of one service the one that is not well is meant.
  const container = choice.containers.find((one) => one.state !== 'running') ?? choice.containers[0];
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
