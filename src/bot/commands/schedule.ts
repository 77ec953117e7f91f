import { Composer } from 'grammy';
import type { BotContext } from '../context.ts';
import { lookedAway } from '../taps/schedule-taps.ts';
import type { LookingOptions } from './looking.ts';

/** `/schedule`: what runs by itself, when it ran last and when it runs next. */
export function createScheduleCommand(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('schedule', async (ctx) => {
    const wanted = ctx.match.trim().toLowerCase();
    const away = await lookedAway(options);
    const set = options.rooms.schedule.jobs().find((job) => job.set.toLowerCase() === wanted)?.set ?? null;
    options.say.reply(ctx, 'schedule', { set, page: 0, away });
  });
  return composer;
}
