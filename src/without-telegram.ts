import { withEnvFile } from './config/index.ts';

const NO_TOKEN = `00000:${'0'.repeat(35)}`;
const NO_PERSON = '1';

/**
 * Fills in what only the bot needs. What runs at a terminal speaks to nobody and lets nobody in, and whoever uses it on a
 * machine with a copy of the data should not need the token for it. What is set stays: the real token is masked in texts.
 */
export function withoutTelegram(variables: NodeJS.ProcessEnv): Readonly<Record<string, string | undefined>> {
  const { TELEGRAM_BOT_TOKEN: token, AUTHORIZED_USER_IDS: ids, ...others } = withEnvFile(variables);
  return { ...others, TELEGRAM_BOT_TOKEN: token?.trim() || NO_TOKEN, AUTHORIZED_USER_IDS: ids?.trim() || NO_PERSON };
}
