import { z } from 'zod';
import { systemClock } from './clock.ts';
import type { ChatAddress, DockerHostConfig } from './config/index.ts';
import { createDocker, EngineError } from './docker/index.ts';
import { messageOf } from './errors.ts';
import { silentLog } from './log.ts';

const DEADLINE_MS = 8000;

/** One line of `npm run check`. */
export interface Finding {
  readonly ok: boolean;
  readonly what: string;
  readonly detail: string;
}

/** Whether the Engine answers, and as what. */
export async function reachEngine(host: DockerHostConfig): Promise<Finding> {
  const what = 'Docker';
  const docker = createDocker({ host, clock: systemClock, log: silentLog });
  try {
    const { version, apiVersion } = await docker.ping({ deadlineMs: DEADLINE_MS });
    const containers = await docker.list({ deadlineMs: DEADLINE_MS });
    return { ok: true, what, detail: `Engine ${version}, API ${apiVersion}, ${containers.length} containers` };
  } catch (error) {
    return { ok: false, what, detail: `${engineReason(error)}. The bot would run and say so; see DOCKER_HOST` };
  } finally {
    docker.close();
  }
}

/** Without the "Docker:" before it, which the line has already. */
function engineReason(error: unknown): string {
  if (!(error instanceof EngineError)) return messageOf(error);
  return error.statusCode === null ? error.reason : `answered ${error.statusCode}: ${error.reason}`;
}

/** Where Telegram is, and who the bot is there. */
export interface BotAddress {
  readonly apiRoot: string;
  readonly botToken: string;
}

const answer = z.looseObject({ ok: z.boolean(), result: z.unknown().optional(), description: z.string().optional() });
const me = z.looseObject({ id: z.number(), username: z.string(), can_read_all_group_messages: z.boolean().optional() });
const member = z.looseObject({
  status: z.string(),
  can_pin_messages: z.boolean().optional(),
  can_manage_topics: z.boolean().optional(),
});

/** Whether Telegram knows the bot; and, where there is an on-call chat, what the bot may do in it. */
export async function reachTelegram(address: BotAddress, oncall: ChatAddress | null): Promise<Finding[]> {
  try {
    const bot = me.parse(await ask(address, 'getMe'));
    const found: Finding = { ok: true, what: 'Telegram', detail: `@${bot.username}` };
    return oncall === null ? [found] : [found, await reachOncallChat(address, bot, oncall)];
  } catch (error) {
    return [{ ok: false, what: 'Telegram', detail: messageOf(error) }];
  }
}

async function reachOncallChat(address: BotAddress, bot: z.infer<typeof me>, chat: ChatAddress): Promise<Finding> {
  const what = `On-call chat ${chat.chatId}${chat.threadId === null ? '' : `, topic ${chat.threadId}`}`;
  try {
    const found = member.parse(
      await ask(address, 'getChatMember', { chat_id: String(chat.chatId), user_id: String(bot.id) }),
    );
    const lacks = [
      ...(found.can_pin_messages === true ? [] : ['the right to pin messages']),
      ...(chat.threadId === null || found.can_manage_topics === true ? [] : ['the right to manage topics']),
    ];
    const hears = found.status === 'administrator' || bot.can_read_all_group_messages === true;
    const privacy = hears
      ? 'hears all messages'
      : 'privacy mode is on: hears commands and replies only, which is enough';
    if (lacks.length === 0) return { ok: true, what, detail: `${found.status}, ${privacy}` };
    const advice = `lacks ${lacks.join(' and ')}; make the bot an administrator with it`;
    return { ok: false, what, detail: `${found.status}, ${advice}` };
  } catch (error) {
    return { ok: false, what, detail: `${messageOf(error)}. Add the bot to the group` };
  }
}

async function ask(
  { apiRoot, botToken }: BotAddress,
  method: string,
  params: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await request(`${apiRoot}/bot${botToken}/${method}?${new URLSearchParams(params)}`);
  const parsed = answer.safeParse(await response.json().catch(() => null));
  if (!parsed.success) {
    throw new Error(`what answers at ${new URL(apiRoot).host} (HTTP ${response.status}) is not the Bot API`);
  }
  if (!parsed.data.ok) throw new Error(parsed.data.description ?? `HTTP ${response.status}`);
  return parsed.data.result;
}

/** Slack answers an empty message with 400 and posts nothing; an address that is not (any more) valid with 403, 404 or 410. */
export async function reachSlack(url: string): Promise<Finding> {
  const what = 'Slack';
  try {
    const { ok, status } = await request(url, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    return ok || status === 400
      ? { ok: true, what, detail: 'the webhook answers' }
      : { ok: false, what, detail: `HTTP ${status}: the webhook is not valid (any more)` };
  } catch (error) {
    return { ok: false, what, detail: messageOf(error) };
  }
}

/** @throws Error whose message names the host and why: fetch by itself says no more than "fetch failed" */
async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const { host } = new URL(url);
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) });
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new Error(`${host} does not answer within ${DEADLINE_MS / 1000} s`, { cause: error });
    }
    throw new Error(`${host} cannot be reached (${causeOf(error)})`, { cause: error });
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return messageOf(cause ?? error);
}
