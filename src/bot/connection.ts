import { setTimeout as pauseFor } from 'node:timers/promises';
import { type Bot, GrammyError } from 'grammy';
import type { Environment } from '../config/index.ts';
import type { Log } from '../log.ts';
import type { BotContext } from './context.ts';
import { ALLOWED_UPDATES, PollingEnded } from './poller.ts';

const LONGEST_PAUSE_MS = 10_000;

/**
 * Learns who the bot is and tells Telegram how updates come: by polling or by the webhook. Keeps trying while Telegram
 * is away, until `stopped`.
 * @returns whether it is connected
 * @throws PollingEnded when Telegram does not know the token
 */
export async function connect(
  bot: Bot<BotContext>,
  webhook: Environment['webhook'],
  log: Log,
  stopped: AbortSignal,
): Promise<boolean> {
  for (let pause = 500; !stopped.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      // Not bot.init(): it repeats by itself, in silence, and pauses for up to twenty minutes.
      bot.botInfo = await bot.api.getMe();
      if (webhook) {
        await bot.api.setWebhook(webhook.url, { secret_token: webhook.secret, allowed_updates: [...ALLOWED_UPDATES] });
      } else {
        // Polling is refused while a webhook is set; what waits there comes by polling instead.
        await bot.api.deleteWebhook();
      }
      return !stopped.aborted;
    } catch (error) {
      if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404)) {
        throw new PollingEnded('unauthorized', error);
      }
      log.warn({ err: error }, 'Telegram does not answer; trying until it does');
      await pauseFor(pause, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
  return false;
}
