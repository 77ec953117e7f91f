import { UserError } from '../../errors.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import type { IncidentTap } from './incident-taps.ts';
import { type Choice, suspect } from './service-choice.ts';
import { pickService } from './service-picker.ts';

const LINES = 50;
const MAX_BYTES = 256 * 1024;
const DEADLINE_MS = 4000;
const LONGEST_LINE = 400;

/** "Logs" on a card: which service (unless there is only one), then its last fifty lines, masked. */
export async function askForLogs(options: LookingOptions, ctx: BotContext, tapped: IncidentTap): Promise<void> {
  const incident = options.rooms.incidents.get(tapped.number);
  if (!incident) throw new UserError('bot-incident-unknown', { number: tapped.number });
  const choice = await pickService(options, ctx, tapped, incident, 'logs');
  if (choice) await showLogs(options, ctx, tapped, choice);
}

async function showLogs(options: LookingOptions, ctx: BotContext, tapped: IncidentTap, choice: Choice): Promise<void> {
  const container = suspect(choice);
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
