import { Composer } from 'grammy';
import { UserError } from '../../errors.ts';
import { SEVERITIES } from '../../incidents/index.ts';
import { requireAccess } from '../../oncall/index.ts';
import { askForLogs } from '../commands/logs.ts';
import { type LookingOptions, showCard } from '../commands/looking.ts';
import { sendReport } from '../commands/report.ts';
import type { BotContext } from '../context.ts';
import { tapParts } from './data.ts';
import { askForRestart } from './restart-tap.ts';

/** What a button of a card says: `i.<number>.<verb>[.<argument>…]`. */
export interface IncidentTap {
  readonly number: number;
  readonly verb: string;
  readonly argument: string;
  readonly more: string;
}

export function parseIncidentTap(data: string): IncidentTap | null {
  const [router, number = '', verb = '', argument = '', more = ''] = tapParts(data);
  return router === 'i' && /^\d{1,9}$/.test(number) ? { number: Number(number), verb, argument, more } : null;
}

/** Buttons of the card that need no typed answer. They work at any time, also in the middle of a dialogue. */
export function createIncidentTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const tapped = parseIncidentTap(ctx.callbackQuery.data);
    if (!tapped) return next();
    if (!options.rooms.incidents.get(tapped.number)) {
      throw new UserError('bot-incident-unknown', { number: tapped.number });
    }
    const isDone = change(options, ctx, tapped) || (await look(options, ctx, tapped));
    if (!isDone) await next();
  });
  return composer;
}

const CHANGES: readonly string[] = ['take', 'mitigate', 'restore', 'reopen', 'sev'];

/** Changes that are one tap. The card redraws itself: every change is announced. */
function change({ rooms, say }: LookingOptions, ctx: BotContext, { number, verb, argument }: IncidentTap): boolean {
  if (!CHANGES.includes(verb)) return false;
  requireAccess(ctx.person, 'responder');
  const { incidents } = rooms;
  const by = ctx.person.id;
  const cause = ctx.work.cause(verb);
  const before = incidents.get(number);
  switch (verb) {
    case 'take':
      ctx.toast = { key: before?.takenBy === by ? 'bot-toast-yours' : 'bot-toast-taken', params: { number } };
      incidents.take(number, by, cause);
      return true;
    case 'mitigate':
      incidents.mitigate(number, by, cause);
      ctx.toast = { key: 'bot-toast-done' };
      return true;
    case 'restore':
      incidents.restore(number, by, cause);
      ctx.toast = { key: 'bot-toast-done' };
      return true;
    case 'reopen':
      incidents.reopen(number, by, cause);
      ctx.toast = { key: 'bot-toast-reopened', params: { number } };
      return true;
    case 'sev': {
      const severity = SEVERITIES.find((candidate) => candidate === argument);
      if (!severity) throw new UserError('bot-button-old');
      if (before?.severity !== severity) incidents.changeSeverity(number, severity, by, cause);
      say.redraw(ctx, `severity:${number}`, 'main', 'severity-picker', { incident: number });
      ctx.toast = { key: 'bot-toast-severity', params: { severity } };
      return true;
    }
    default:
      return false;
  }
}

async function look(options: LookingOptions, ctx: BotContext, tapped: IncidentTap): Promise<boolean> {
  const { say } = options;
  const { number, verb } = tapped;
  switch (verb) {
    case 'card':
      showCard(options, ctx, number);
      return true;
    case 'severity':
      say.reply(ctx, 'severity-picker', { incident: number });
      return true;
    case 'timeline':
      if (tapped.argument === '') say.reply(ctx, 'timeline', { incident: number, page: 0 });
      else
        say.redraw(ctx, `timeline:${number}`, 'main', 'timeline', {
          incident: number,
          page: Number(tapped.argument) || 0,
        });
      return true;
    case 'evidence':
      say.reply(ctx, 'evidence', { incident: number });
      return true;
    case 'postmortem':
      // With an argument it asks for one field: a dialogue, which begins elsewhere.
      if (tapped.argument !== '') return false;
      say.reply(ctx, 'postmortem', { incident: number });
      return true;
    case 'correct-time':
      say.reply(ctx, 'times', { incident: number });
      return true;
    case 'report':
      await sendReport(options, ctx, number);
      return true;
    case 'restart':
    case 'restart-page':
      await askForRestart(options, ctx, tapped);
      return true;
    case 'logs':
      await askForLogs(options, ctx, tapped);
      return true;
    default:
      return false;
  }
}
