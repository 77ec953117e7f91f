import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { askHttp } from './http-request.ts';
import { detailOf, latencySince, type Outcome, ProbeFailure } from './outcome.ts';
import type { Reading } from './readings.ts';
import type { Reason } from './types.ts';

export interface TelegramTarget {
  /** null: the variable that should hold it is not set. */
  readonly token: string | null;
  readonly variable: string;
  /** Updates that may wait before the bot counts as not answering. */
  readonly maxPending: number;
  readonly apiRoot: string;
}

const answerSchema = z.object({ ok: z.boolean(), description: z.string().optional(), result: z.unknown() });
const webhookSchema = z.object({
  url: z.string(),
  pending_update_count: z.number(),
  last_error_date: z.number().optional(),
  last_error_message: z.string().optional(),
});
export type WebhookInfo = z.infer<typeof webhookSchema>;

const SECOND_LOOK_MS = 1_500;
/** What waited an hour ago says nothing about whether it grows now. */
const READING_IS_OLD_MS = 3_600_000;

export interface TelegramContext {
  readonly signal: AbortSignal;
  readonly now: number;
  /** Of the whole check; the second look comes well within it. */
  readonly timeoutMs: number;
  readonly ca?: readonly string[] | undefined;
  /** The number of updates that waited at the last check. */
  readonly readings: Reading;
}

/** Telegram repeats a failed delivery within a minute; an error older than this has been overcome. */
const RECENT_ERROR_MS = 5 * 60_000;

/**
 * Asks Telegram about a product's bot: is its token good (`getMe`), do updates reach it (`getWebhookInfo`).
 * `getUpdates` is never called: it would take the bot's updates away.
 */
export async function probeTelegram(target: TelegramTarget, context: TelegramContext): Promise<Outcome> {
  const { token } = target;
  if (token === null)
    throw new ProbeFailure({ key: 'checks-telegram-no-token', params: { variable: target.variable } });
  const startedAt = performance.now();
  await call(target.apiRoot, token, 'getMe', context);
  const latencyMs = latencySince(startedAt);
  const look = async () => webhookSchema.parse(await call(target.apiRoot, token, 'getWebhookInfo', context));
  const first = await look();
  const failure = judgeWebhook(first, target.maxPending, context.now);
  if (failure !== null) return { ok: false, latencyMs, reason: failure };
  if (first.pending_update_count === 0) {
    context.readings.write(0, context.now);
    return { ok: true, latencyMs };
  }
  // Some wait. A bot that works takes them within moments: look again.
  await setTimeout(Math.min(SECOND_LOOK_MS, context.timeoutMs / 4), undefined, { signal: context.signal });
  const second = (await look()).pending_update_count;
  const before = context.readings.read(context.now - READING_IS_OLD_MS);
  context.readings.write(second, context.now);
  return { ...judgePending({ before, first: first.pending_update_count, second }), latencyMs };
}

/**
 * Whether the updates that wait grow in number: between two looks of one check, or since the last check without
 * becoming fewer now. Some that neither grow nor shrink are a warning.
 * @param before what waited at the last check; null when that is unknown or long ago
 */
function judgePending(counts: {
  readonly before: number | null;
  readonly first: number;
  readonly second: number;
}): Pick<Outcome, 'ok' | 'level' | 'reason'> {
  const { before, first, second } = counts;
  if (second < first || second === 0) return { ok: true };
  const from = before !== null && before < second ? before : first;
  if (second > from) return { ok: false, reason: { key: 'checks-telegram-growing', params: { from, n: second } } };
  return { ok: true, level: 'warning', reason: { key: 'checks-telegram-pending', params: { n: second } } };
}

/** Why updates do not reach the bot; null when they do. */
function judgeWebhook(info: WebhookInfo, maxPending: number, now: number): Reason | null {
  const failedAt = (info.last_error_date ?? 0) * 1000;
  if (info.url !== '' && now - failedAt < RECENT_ERROR_MS) {
    return { key: 'checks-telegram-webhook', params: { detail: detailOf(info.last_error_message ?? '') || '—' } };
  }
  if (info.pending_update_count > maxPending) {
    return { key: 'checks-telegram-pending', params: { n: info.pending_update_count } };
  }
  return null;
}

async function call(
  apiRoot: string,
  token: string,
  method: string,
  context: { signal: AbortSignal; ca?: readonly string[] | undefined },
): Promise<unknown> {
  const url = `${apiRoot}/bot${token}/${method}`;
  const answer = await askHttp({ url, method: 'GET', signal: context.signal, ca: context.ca });
  if (answer.status === 401 || answer.status === 404)
    throw new ProbeFailure({ key: 'checks-telegram-token', params: {} });
  const parsed = answerSchema.safeParse(jsonOf(answer.body));
  if (!parsed.success) throw new ProbeFailure({ key: 'checks-http-status', params: { status: answer.status } });
  if (!parsed.data.ok) {
    const detail = detailOf((parsed.data.description ?? '').replaceAll(token, '')) || String(answer.status);
    throw new ProbeFailure({ key: 'checks-failed', params: { detail } });
  }
  return parsed.data.result;
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
