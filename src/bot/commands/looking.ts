import { Composer } from 'grammy';
import { z } from 'zod';
import { cardOf } from '../../announce/index.ts';
import type { BotContext } from '../context.ts';
import type { BotDependencies } from '../dependencies.ts';
import type { LogDesk } from '../logs/desk.ts';
import { registerCommandsFor } from '../registration.ts';
import type { Say } from '../say.ts';
import { sendReport } from './report.ts';
import { freshPicture, showStatus } from './status.ts';

const METRICS_DAYS = z.coerce.number().int().min(1).max(3650);

export interface LookingOptions extends BotDependencies {
  readonly say: Say;
  readonly logDesk: LogDesk;
}

/** Commands that only look. They work at any time, also in the middle of a dialogue. */
export function createLookingCommands(options: LookingOptions): Composer<BotContext> {
  const { say, rooms } = options;
  const composer = new Composer<BotContext>();
  composer.command('start', async (ctx) => {
    await freshPicture(options);
    say.reply(ctx, 'welcome', { user: ctx.person.id });
    void registerCommandsFor(ctx.person, {
      api: ctx.api,
      rooms,
      log: options.log,
      oncallChat: options.config.environment.oncallChat,
    });
  });
  composer.command('help', (ctx) => say.reply(ctx, 'help', {}));
  composer.command('status', async (ctx) => showStatus(options, ctx, { kind: 'home', page: 0 }));
  composer.command('incidents', (ctx) => say.reply(ctx, 'board', { page: 0 }, 'board', { slot: 'board' }));
  composer.command('metrics', (ctx) => {
    const days = METRICS_DAYS.safeParse(ctx.match.trim() || '30');
    if (!days.success) return say.notice(ctx, 'bot-metrics-days-range');
    return say.reply(ctx, 'metrics', { days: days.data });
  });
  composer.command('settings', (ctx) =>
    say.reply(ctx, 'settings', {
      user: ctx.person.id,
      oncallChat: options.config.environment.oncallChat?.chatId ?? null,
    }),
  );
  composer.command('incident', (ctx) => {
    const number = incidentNumber(ctx.match);
    if (number === 'none') return say.reply(ctx, 'board', { page: 0 });
    if (number === 'malformed') return say.notice(ctx, 'bot-incident-malformed', { text: ctx.match.slice(0, 60) });
    return showCard(options, ctx, number);
  });
  composer.command('report', async (ctx) => {
    const number = incidentNumber(ctx.match);
    if (number === 'malformed') return say.notice(ctx, 'bot-incident-malformed', { text: ctx.match.slice(0, 60) });
    const wanted = number === 'none' ? rooms.incidents.newest()?.number : number;
    if (wanted === undefined) return say.notice(ctx, 'bot-report-none');
    return sendReport(options, ctx, wanted);
  });
  return composer;
}

/** "#12", "12", "№12"; nothing at all means the newest or the board. */
export function incidentNumber(text: string): number | 'none' | 'malformed' {
  const trimmed = text.trim();
  if (trimmed === '') return 'none';
  const match = /^[#№]?\s?(\d{1,9})$/.exec(trimmed);
  return match ? Number(match[1]) : 'malformed';
}

/** Puts the card of the incident at the end of this chat, with its pin; the one above says that it has moved. */
export function showCard(options: LookingOptions, ctx: BotContext, number: number): void {
  const incident = options.rooms.incidents.get(number);
  if (!incident) {
    const newest = options.rooms.incidents.newest();
    options.say.notice(ctx, newest ? 'bot-incident-unknown-newest' : 'bot-incident-none', {
      number,
      newest: newest?.number ?? 0,
    });
    return;
  }
  const { pin, ...card } = cardOf(incident);
  const { chatId } = ctx.lane;
  const wasPinned = options.notify.posted
    .findBySubject(card.subject, card.slot)
    .some((place) => place.chatId === chatId && place.current && place.pinned);
  const leaves = { view: 'notice', params: { key: 'bot-card-moved', params: { number } } };
  const more = wasPinned && pin !== undefined ? { pin } : {};
  options.say.show(ctx, { ...card, ...more, leaves, mode: 'new', priority: 0 }, 'card');
}
