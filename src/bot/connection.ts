import { type Bot, GrammyError } from 'grammy';
import type { Environment } from '../config/index.ts';
import type { Log } from '../log.ts';
import type { BotContext } from './context.ts';
import { ALLOWED_UPDATES, PollingEnded } from './poller.ts';

const LONGEST_PAUSE_MS = 10_000;

/**
 * Learns who the bot is and tells Telegram how updates come: by polling or by the webhook. Keeps trying while Telegram is away.
 * @throws PollingEnded when Telegram does not know the token
 */
export async function connect(bot: Bot<BotContext>, webhook: Environment['webhook'], log: Log): Promise<void> {
  for (let pause = 500; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      await bot.init();
      if (webhook) {
        await bot.api.setWebhook(webhook.url, { secret_token: webhook.secret, allowed_updates: [...ALLOWED_UPDATES] });
      } else {
        // Polling is refused while a webhook is set; what waits there comes by polling instead.
        await bot.api.deleteWebhook();
      }
      return;
    } catch (error) {
      if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404)) {
        throw new PollingEnded('unauthorized', error);
      }
      log.warn({ err: error }, 'Telegram does not answer; trying until it does');
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
