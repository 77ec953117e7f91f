import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Channel, Delivery, DeliveryItem } from './channel.ts';
import type { Json } from './message.ts';

/** From the call to the end of the answer. */
const DEADLINE_MS = 10_000;
/** Slack cuts longer texts itself (chat.postMessage: 40,000 characters); leaves room for the mark of a repetition. */
const LONGEST_TEXT = 39_900;
/** No request left the machine, so nothing can have arrived. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

interface SlackOptions {
  /** A secret: whoever has it can write to the channel. Never logged. */
  readonly webhookUrl: string;
  /** Plain text; what Slack would take for markup in it is escaped here. */
  readonly renderText: (view: string, params: Json) => string;
  readonly log: Log;
  readonly deadlineMs?: number;
}

/** Slack's incoming webhook: one place, no edits, `{ text }`. */
export function createSlackChannel({ webhookUrl, renderText, log, deadlineMs = DEADLINE_MS }: SlackOptions): Channel {
  async function post(text: string): Promise<Delivery> {
    try {
      const response = await fetch(webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ text }),
        redirect: 'manual',
        signal: AbortSignal.timeout(deadlineMs),
      });
      return await deliveryOf(response);
    } catch (error) {
      log.warn({ reason: codeOf(error) ?? messageOf(error) }, 'Slack could not be reached');
      return NEVER_LEFT.has(codeOf(error) ?? '') ? { kind: 'retry', afterMs: null, scope: 'all' } : { kind: 'unknown' };
    }
  }

  return {
    deliver: async (item) => {
      let text: string;
      try {
        text = textOf(item, renderText);
      } catch (error) {
        return { kind: 'refused', description: `${item.message.view}: ${messageOf(error)}` };
      }
      return await post(text);
    },
  };
}

/** `&`, `<` and `>` are Slack's only control characters: escaped, no container name can call `<!channel>`. */
function textOf(item: DeliveryItem, renderText: SlackOptions['renderText']): string {
  const text = renderText(item.message.view, item.message.params);
  const escaped = text.slice(0, LONGEST_TEXT).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return item.resend ? `${escaped} (↻ ${item.id})` : escaped;
}

/** The status decides; an answer whose body is cut off has still been given. */
async function deliveryOf(response: Response): Promise<Delivery> {
  const body = await response.text().catch(() => '');
  if (response.ok) return { kind: 'sent', messageId: null };
  if (response.status === 429 || response.status >= 500) {
    return { kind: 'retry', afterMs: retryAfterMs(response.headers.get('retry-after')), scope: 'all' };
  }
  return { kind: 'refused', description: `HTTP ${response.status} ${body.slice(0, 200)}`.trim() };
}

/** Slack sends seconds; anything else is left to the back-off. */
function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : null;
}

/** What `fetch` failed of: the code is on its cause (or on the first of several causes, one per address). */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const cause = error.cause instanceof AggregateError ? error.cause.errors[0] : error.cause;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}
