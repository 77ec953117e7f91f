import { UserError } from '../../errors.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import type { IncidentTap } from './incident-taps.ts';
import { servicesNow, showPicker } from './restart-tap.ts';
import type { Choice } from './service-choice.ts';

const LINES = 50;
const MAX_BYTES = 256 * 1024;
const DEADLINE_MS = 4000;
const LONGEST_LINE = 400;

/** "Logs" on a card: which service (unless there is only one), then its last fifty lines, masked. */
export async function pickForLogs(options: LookingOptions, ctx: BotContext, tapped: IncidentTap): Promise<void> {
  const incident = options.rooms.incidents.get(tapped.number);
  if (!incident) throw new UserError('bot-incident-unknown', { number: tapped.number });
  const choices = await servicesNow(options, incident);
  const [first] = choices;
  if (!first) throw new UserError('bot-no-services', { number: tapped.number });
  const isPaging = tapped.verb.endsWith('-page');
  const chosen = isPaging || tapped.argument === '' ? null : choices.find((choice) => choice.hash === tapped.argument);
  if (chosen === undefined) throw new UserError('bot-service-gone');
  if (chosen === null && choices.length > 1) {
    showPicker(options, ctx, tapped, 'logs', choices);
    return;
  }
  await showLogs(options, ctx, tapped, chosen ?? first);
}

async function showLogs(options: LookingOptions, ctx: BotContext, tapped: IncidentTap, choice: Choice): Promise<void> {
  const container = choice.containers[0];
  if (!container) throw new UserError('bot-service-gone');
  const lines = await options.rooms.docker.logs(container.id, {
    tail: LINES,
    maxBytes: MAX_BYTES,
    timestamps: false,
    deadlineMs: DEADLINE_MS,
  });
  const params = {
    incident: tapped.number,
    hash: choice.hash,
    service: choice.service,
    container: container.name,
    // Masked before it is cut: half a secret is not recognised any more.
    lines: lines.map((line) => options.maskSecrets(line.text).slice(0, LONGEST_LINE)),
    at: options.clock.now(),
  };
  const subject = `logs:${tapped.number}:${choice.hash}`;
  if (tapped.more === 'again') options.say.redraw(ctx, subject, 'main', 'logs', params);
  else options.say.reply(ctx, 'logs', params, 'logs', { subject, slot: 'main' });
}
