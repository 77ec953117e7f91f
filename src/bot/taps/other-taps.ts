import { Composer } from 'grammy';
import type { Locale } from '../../config/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import { showStatus } from '../commands/status.ts';
import type { BotContext } from '../context.ts';
import { registerCommandsFor } from '../registration.ts';
import { tapParts } from './data.ts';

/** Buttons of the board, the metrics, the settings and the first screen. */
export function createOtherTaps(options: LookingOptions): Composer<BotContext> {
  const { say, rooms, config } = options;
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, first = '', second = ''] = tapParts(ctx.callbackQuery.data);
    if (router === 'b')
      return say.redraw(ctx, `board:${messageId(ctx)}`, 'main', 'board', { page: Number(first) || 0 });
    if (router === 'm')
      return say.redraw(ctx, `metrics:${messageId(ctx)}`, 'main', 'metrics', { days: Number(first) || 30 });
    if (router === 's') {
      choose(ctx, first, second);
      const params = { user: ctx.person.id, oncallChat: config.environment.oncallChat?.chatId ?? null };
      return say.redraw(ctx, `settings:${ctx.person.id}`, 'main', 'settings', params);
    }
    if (router === 'c') {
      if (first === 'status') return showStatus(options, ctx, { kind: 'home', page: 0 });
      if (first === 'incidents') return say.reply(ctx, 'board', { page: 0 });
      if (first === 'help') return say.reply(ctx, 'help', {});
    }
    return next();
  });

  function choose(ctx: BotContext, what: string, value: string): void {
    const locales: readonly Locale[] = ['en', 'ru'];
    const locale = locales.find((candidate) => candidate === value);
    if (what === 'locale' && locale) rooms.people.chooseLocale(ctx.person.id, locale);
    if (what === 'rich') rooms.people.chooseRichMessages(ctx.person.id, value === '1');
    ctx.person = rooms.people.person(ctx.person.id);
    ctx.toast = { key: 'bot-toast-saved' };
    if (what !== 'locale') return;
    const { log } = options;
    void registerCommandsFor(ctx.person, { api: ctx.api, rooms, log, oncallChat: config.environment.oncallChat });
  }

  return composer;
}

function messageId(ctx: BotContext): number {
  return ctx.callbackQuery?.message?.message_id ?? 0;
}
