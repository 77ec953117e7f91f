import { loadConfig } from './config/index.ts';
import { readHealth } from './health-file.ts';

/** For the container's HEALTHCHECK: 0 when the bot runs and Telegram is heard, else 1 with a sentence. */
export function runHealth(): Promise<number> {
  const { environment } = loadConfig(process.env);
  const found = readHealth(environment.dataDir, Date.now());
  if (found?.ok) {
    process.stdout.write(
      `on watch; ${found.backlog} messages wait to be sent; Docker ${found.dockerReachable ? 'answers' : 'is silent'}\n`,
    );
    return Promise.resolve(0);
  }
  process.stderr.write(
    found
      ? 'Telegram has not answered for more than 90 seconds\n'
      : 'the bot does not run, or has not said anything for 45 seconds\n',
  );
  return Promise.resolve(1);
}
