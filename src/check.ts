import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lookAtCommands } from './check-commands.ts';
import { type Finding, reachEngine, reachSlack, reachTelegram } from './check-reach.ts';
import { systemClock } from './clock.ts';
import { type Config, loadConfig, salvageConfig } from './config/index.ts';
import { type Database, openDatabase } from './database/index.ts';
import { StartError } from './errors.ts';
import { silentLog } from './log.ts';
import { createMasker } from './masking/index.ts';
import { createNotify } from './notify/index.ts';
import { createPeople } from './oncall/index.ts';

/** `npm run check`: what would stop the start, then what can be reached, as a list of ✓ and ✗. Starts and changes nothing. */
export async function runCheck(): Promise<number> {
  const findings = await look();
  for (const { ok, what, detail } of findings) process.stdout.write(`${ok ? '✓' : '✗'} ${what}: ${detail}\n`);
  return findings.every((finding) => finding.ok) ? 0 : 1;
}

async function look(): Promise<Finding[]> {
  try {
    return await lookAtAll(loadConfig(process.env));
  } catch (error) {
    return lookWithout(problemOf('Configuration', error));
  }
}

/** What others answered may hold a secret; our own paragraphs hold none, but examples that look like some. */
function masked(findings: readonly Finding[], secrets: readonly string[]): Finding[] {
  const { text: mask } = createMasker({ known: secrets });
  return findings.map((finding) => ({ ...finding, detail: mask(finding.detail) }));
}

/** What stops a start, as a line of the list. @throws everything else */
function problemOf(what: string, error: unknown): Finding {
  if (!(error instanceof StartError)) throw error;
  return { ok: false, what, detail: error.paragraph() };
}

async function lookAtAll(config: Config): Promise<Finding[]> {
  const { environment, secrets } = config;
  const { slackWebhookUrl } = environment;
  const reached = await Promise.all([
    reachEngine(environment.docker),
    reachTelegram(environment, environment.oncallChat),
    slackWebhookUrl === null ? [] : reachSlack(slackWebhookUrl),
  ]);
  const configuration = { ok: true, what: 'Configuration', detail: configurationLine(config) };
  const { database, people } = lookIntoDatabase(config);
  const commands = await lookAtCommands(config);
  return [configuration, database, ...masked([...reached.flat(), ...commands], secrets), ...people];
}

/** With a wrong configuration: what there is to reach may still be worth knowing, so that one run tells of everything. */
async function lookWithout(configuration: Finding): Promise<Finding[]> {
  const { docker, telegram } = salvageConfig(process.env);
  const reached = await Promise.all([
    docker === null ? [] : reachEngine(docker),
    telegram === null ? [] : reachTelegram(telegram, null),
  ]);
  return [configuration, ...masked(reached.flat(), telegram === null ? [] : [telegram.botToken])];
}

function configurationLine({ environment, settings }: Config): string {
  const file = existsSync(environment.configFile.path) ? environment.configFile.path : 'no vakhta.yaml, defaults';
  return `${environment.authorizedUserIds.length} authorized, ${settings.checks.length} checks, ${file}`;
}

function lookIntoDatabase(config: Config): { database: Finding; people: Finding[] } {
  const what = 'Database';
  const file = join(config.environment.dataDir, 'vakhta.db');
  if (!existsSync(file)) {
    return { database: { ok: true, what, detail: 'will be made at the first start' }, people: [peopleUnknown(config)] };
  }
  let database: Database;
  try {
    database = openDatabase(file);
  } catch (error) {
    return { database: problemOf(what, error), people: [] };
  }
  try {
    return { database: { ok: true, what, detail: 'opens' }, people: peopleIn(database, config) };
  } finally {
    database.close();
  }
}

function peopleUnknown({ environment }: Config): Finding {
  const detail = `${environment.authorizedUserIds.length} authorized; each must open the bot and press Start`;
  return { ok: true, what: 'People', detail };
}

/** Who could not be written to when it was last tried; else who has not said anything yet, so that nobody knows. */
function peopleIn(database: Database, { environment, settings }: Config): Finding[] {
  const { authorizedUserIds, defaultLocale } = environment;
  const { chats } = createNotify({ database, clock: systemClock, log: silentLog, oncall: () => [] });
  const refused = chats.list().flatMap(({ chatId, unreachable }) => {
    if (!unreachable || !authorizedUserIds.includes(chatId)) return [];
    const detail = `cannot be written to (${unreachable.reason}); they must open the bot and press Start`;
    return [{ ok: false, what: `Person ${chatId}`, detail }];
  });
  if (refused.length > 0) return refused;
  const people = createPeople({
    database,
    clock: systemClock,
    authorizedUserIds,
    configured: settings.people,
    defaultLocale,
  });
  const unseen = people.authorized().flatMap(({ id, seenAt }) => (seenAt === null ? [id] : []));
  const state = unseen.length === 0 ? ', all reachable' : `; not seen yet, and must press Start: ${unseen.join(', ')}`;
  return [{ ok: true, what: 'People', detail: `${authorizedUserIds.length} authorized${state}` }];
}
