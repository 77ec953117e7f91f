import type { VakhtaBot } from './bot/index.ts';
import type { Config } from './config/index.ts';
import type { Log } from './log.ts';
import { type Channels, createSlackChannel } from './notify/index.ts';

/** The ways that messages leave by. No logic. */
export function composeChannels({ environment, settings }: Config, bot: VakhtaBot, log: Log): Channels {
  const { slackWebhookUrl: webhookUrl } = environment;
  if (webhookUrl === null) return { telegram: bot.channel };
  const locale = settings.locale ?? environment.defaultLocale;
  const slack = createSlackChannel({
    webhookUrl,
    renderText: (view, params) => bot.plainText(view, params, locale),
    log: log.child({ room: 'slack' }),
  });
  return { telegram: bot.channel, slack };
}
