import { z } from 'zod';
import { askHttp } from './http-request.ts';
import { detailOf, latencySince, type Outcome, ProbeFailure } from './outcome.ts';
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

/** Telegram repeats a failed delivery within a minute; an error older than this has been overcome. */
const RECENT_ERROR_MS = 5 * 60_000;

/**
 * Asks Telegram about a product's bot: is its token good (`getMe`), do updates reach it (`getWebhookInfo`).
 * `getUpdates` is never called: it would take the bot's updates away.
 */
export async function probeTelegram(
  target: TelegramTarget,
  context: { signal: AbortSignal; now: number; ca?: readonly string[] | undefined },
): Promise<Outcome> {
  const { token } = target;
  if (token === null)
    throw new ProbeFailure({ key: 'checks-telegram-no-token', params: { variable: target.variable } });
  const startedAt = performance.now();
  await call(target.apiRoot, token, 'getMe', context);
  const latencyMs = latencySince(startedAt);
  const info = webhookSchema.parse(await call(target.apiRoot, token, 'getWebhookInfo', context));
  const failure = judgeWebhook(info, target.maxPending, context.now);
  return failure === null ? { ok: true, latencyMs } : { ok: false, latencyMs, reason: failure };
}

/** Why updates do not reach the bot; null when they do. */
export function judgeWebhook(info: WebhookInfo, maxPending: number, now: number): Reason | null {
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
