import { join } from 'node:path';
import { PollingEnded } from './bot/index.ts';
import { composeHouse, type House } from './compose.ts';
import { loadConfig } from './config/index.ts';
import { lockData } from './database/index.ts';
import { healthOf, writeHealth } from './health-file.ts';
import { createIntake, type Intake } from './intake/index.ts';

/** Telegram and compose give a stopping process ten seconds before it is killed. */
const STOP_WITHIN_MS = 9_000;
const HEALTH_EVERY_MS = 10_000;

/** Runs the bot until SIGTERM or SIGINT. @returns the exit code */
export async function serve(): Promise<number> {
  const config = loadConfig(process.env);
  const unlock = lockData(join(config.environment.dataDir, 'vakhta.lock'));
  const house = composeHouse(config);
  const { log, bot } = house;
  const intake = await startIntake(house).catch((error: unknown) => {
    closeHouse(house);
    unlock();
    throw error;
  });
  startParts(house);
  writeHealth(house);
  const health = setInterval(() => writeHealth(house), HEALTH_EVERY_MS);
  health.unref();
  const stopSignal = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  log.info(
    { people: config.environment.authorizedUserIds.length, rich: config.environment.richMessages },
    'Vakhta is on watch',
  );
  let code = 0;
  try {
    const ended = await Promise.race([bot.run().then(() => null), stopSignal]);
    log.info({ signal: ended }, 'stopping');
  } catch (error) {
    if (!(error instanceof PollingEnded)) throw error;
    process.stderr.write(`${sentenceFor(error)}\n`);
    code = 1;
  } finally {
    clearInterval(health);
    await stopParts(house, intake);
    unlock();
  }
  return code;
}

/** First of all: an address that cannot be listened on ends the start. What comes meanwhile waits in the inbox. */
async function startIntake(house: House): Promise<Intake> {
  const intake = createIntake({
    listen: house.config.environment.httpListen,
    webhook: house.config.environment.webhook,
    accept: house.bot.accept,
    health: () => healthOf(house, Date.now()),
    log: house.log.child({ room: 'intake' }),
  });
  await intake.start();
  return intake;
}

/** Nothing speaks before the outbox is up; operations recover before people can ask for new ones. */
function startParts(house: House): void {
  house.notify.outbox.start(house.channels);
  house.recorder.start();
  house.operations.start();
  house.commandChecks
    .endLeftovers()
    .catch((error: unknown) => house.log.warn({ error }, 'what checks of a killed process left could not be ended'));
  house.triage.resume();
  house.cleanup.start();
  house.backups.start();
  house.schedule.start();
  house.health.resume();
}

/** First nothing new comes in, then what is under way ends, then the last words leave. */
async function stopParts(house: House, intake: Intake): Promise<void> {
  const deadline = Date.now() + STOP_WITHIN_MS;
  const left = () => Math.max(200, deadline - Date.now());
  await intake.stop();
  await house.bot.stop(left());
  house.schedule.stop();
  await house.operations.stop(left());
  house.triage.stop();
  house.health.stop();
  house.cleanup.stop();
  await house.backups.stop();
  house.recorder.stop();
  await house.notify.outbox.stop(left());
  closeHouse(house);
}

function closeHouse(house: House): void {
  house.docker.close();
  house.database.close();
}

function sentenceFor(error: PollingEnded): string {
  return error.reason === 'conflict'
    ? 'Another process is polling Telegram with this bot token, so this one ends: two would take each other’s messages. Stop the other one (or give this one a token of its own), then start again.'
    : 'Telegram does not know this bot token (any more). Where: TELEGRAM_BOT_TOKEN. Expected: the present token that @BotFather shows. Example: send /token to @BotFather.';
}
