import { accessSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from './clock.ts';
import { type Config, loadConfig } from './config/index.ts';
import { type Database, openDatabase } from './database/index.ts';
import { createDocker } from './docker/index.ts';
import { messageOf } from './errors.ts';
import { silentLog } from './log.ts';
import { createMasker } from './masking/index.ts';
import { createNotify } from './notify/index.ts';

const DEADLINE_MS = 8000;

interface Finding {
  readonly ok: boolean;
  readonly what: string;
  readonly detail: string;
}

/** `npm run check`: what would stop the start, then what can be reached, as a list of ✓ and ✗. Starts and changes nothing. */
export async function runCheck(): Promise<number> {
  const config = loadConfig(process.env);
  const { text: mask } = createMasker({ known: config.secrets });
  const database = databaseIfThere(config);
  const findings: Finding[] = [{ ok: true, what: 'Configuration', detail: configurationLine(config) }];
  findings.push({ ok: true, what: 'Database', detail: database ? 'opens' : 'will be made at the first start' });
  const reached = await Promise.all([engine(config), telegram(config), slack(config)]);
  findings.push(...reached.flat(), ...people(config, database));
  database?.close();
  for (const finding of findings)
    process.stdout.write(`${finding.ok ? '✓' : '✗'} ${finding.what}: ${mask(finding.detail)}\n`);
  return findings.every((finding) => finding.ok) ? 0 : 1;
}

function configurationLine({ environment, settings }: Config): string {
  const file = existsSync(environment.configFile.path) ? environment.configFile.path : 'no vakhta.yaml, defaults';
  return `${environment.authorizedUserIds.length} authorized, ${settings.checks.length} checks, ${file}`;
}

/** @throws DatabaseTooNewError */
function databaseIfThere(config: Config): Database | null {
  const file = join(config.environment.dataDir, 'vakhta.db');
  if (!existsSync(file)) return null;
  accessSync(file);
  return openDatabase(file);
}

async function engine(config: Config): Promise<Finding[]> {
  const docker = createDocker({ host: config.environment.docker, clock: systemClock, log: silentLog });
  try {
    const { version, apiVersion } = await docker.ping({ deadlineMs: DEADLINE_MS });
    const containers = await docker.list({ deadlineMs: DEADLINE_MS });
    return [
      { ok: true, what: 'Docker', detail: `Engine ${version}, API ${apiVersion}, ${containers.length} containers` },
    ];
  } catch (error) {
    return [
      { ok: false, what: 'Docker', detail: `${messageOf(error)}. The bot would run and say so; see DOCKER_HOST` },
    ];
  } finally {
    docker.close();
  }
}

const answer = z.looseObject({ ok: z.boolean(), result: z.unknown().optional(), description: z.string().optional() });
const me = z.looseObject({ id: z.number(), username: z.string(), can_read_all_group_messages: z.boolean().optional() });
const member = z.looseObject({
  status: z.string(),
  can_pin_messages: z.boolean().optional(),
  can_manage_topics: z.boolean().optional(),
});

async function ask(config: Config, method: string, params: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const { apiRoot, botToken } = config.environment;
  const query = new URLSearchParams(params);
  const response = await fetch(`${apiRoot}/bot${botToken}/${method}?${query}`, {
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const parsed = answer.parse(await response.json());
  if (!parsed.ok) throw new Error(parsed.description ?? `HTTP ${response.status}`);
  return parsed.result;
}

async function telegram(config: Config): Promise<Finding[]> {
  try {
    const bot = me.parse(await ask(config, 'getMe'));
    const found: Finding[] = [{ ok: true, what: 'Telegram', detail: `@${bot.username}` }];
    if (config.environment.oncallChat) found.push(await oncallChat(config, bot, config.environment.oncallChat));
    return found;
  } catch (error) {
    return [{ ok: false, what: 'Telegram', detail: messageOf(error) }];
  }
}

/** What the bot may do in the group, and whether it hears plain text there. */
async function oncallChat(
  config: Config,
  bot: z.infer<typeof me>,
  chat: { chatId: number; threadId: number | null },
): Promise<Finding> {
  const what = `On-call chat ${chat.chatId}`;
  try {
    const found = member.parse(
      await ask(config, 'getChatMember', { chat_id: String(chat.chatId), user_id: String(bot.id) }),
    );
    const lacks = [
      ...(found.can_pin_messages === true ? [] : ['the right to pin messages']),
      ...(chat.threadId === null || found.can_manage_topics === true ? [] : ['the right to manage topics']),
    ];
    const hears = found.status === 'administrator' || bot.can_read_all_group_messages === true;
    const privacy = hears
      ? 'hears all messages'
      : 'privacy mode is on: hears commands and replies only, which is enough';
    return lacks.length === 0
      ? { ok: true, what, detail: `${found.status}, ${privacy}` }
      : {
          ok: false,
          what,
          detail: `${found.status}, lacks ${lacks.join(' and ')}; make the bot an administrator with it`,
        };
  } catch (error) {
    return { ok: false, what, detail: `${messageOf(error)}. Add the bot to the group` };
  }
}

/** Slack answers an empty message with 400 and posts nothing; an address that is not (any more) valid with 403, 404 or 410. */
async function slack(config: Config): Promise<Finding[]> {
  const url = config.environment.slackWebhookUrl;
  if (url === null) return [];
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const isKnown = response.ok || response.status === 400;
    return [
      {
        ok: isKnown,
        what: 'Slack',
        detail: isKnown ? 'the webhook answers' : `HTTP ${response.status}: the webhook is not valid (any more)`,
      },
    ];
  } catch (error) {
    return [{ ok: false, what: 'Slack', detail: messageOf(error) }];
  }
}

/** Who could not be written to when it was last tried. */
function people(config: Config, database: Database | null): Finding[] {
  if (!database) return [];
  const { chats } = createNotify({ database, clock: systemClock, log: silentLog, oncall: () => [] });
  const unreachable = new Map(
    chats.list().flatMap((chat) => (chat.unreachable ? [[chat.chatId, chat.unreachable.reason]] : [])),
  );
  return config.environment.authorizedUserIds.flatMap((id) => {
    const reason = unreachable.get(id);
    if (reason === undefined) return [];
    return [
      {
        ok: false,
        what: `Person ${id}`,
        detail: `cannot be written to (${reason}); they must open the bot and press Start`,
      },
    ];
  });
}
