import { Composer } from 'grammy';
import { sendAudit } from '../commands/audit.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { tapParts } from './data.ts';

const DEFAULT_DAYS = 7;
const LONGEST_DAYS = 3650;

/** `/audit [days]`, its pages (`u.page.<days>.<page>`) and its file (`u.csv.<days>`). */
export function createAuditTaps(options: LookingOptions): Composer<BotContext> {
  const { say } = options;
  const composer = new Composer<BotContext>();
  composer.command('audit', (ctx) => {
    const text = ctx.match.trim();
    const days = text === '' ? DEFAULT_DAYS : Number(text);
    if (!isPeriod(days)) return say.notice(ctx, 'bot-audit-days-range', { most: LONGEST_DAYS });
    return say.reply(ctx, 'audit', { days, page: 0 });
  });
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', first = '', second = ''] = tapParts(ctx.callbackQuery.data);
    if (router !== 'u') return next();
    const days = Number(first);
    if (!isPeriod(days)) return next();
    if (verb === 'csv') return sendAudit(options, ctx, days);
    const message = ctx.callbackQuery.message?.message_id ?? 0;
    return say.redraw(ctx, `audit:${message}`, 'main', 'audit', { days, page: Number(second) || 0 });
  });
  return composer;
}

function isPeriod(days: number): boolean {
  return Number.isInteger(days) && days >= 1 && days <= LONGEST_DAYS;
}
