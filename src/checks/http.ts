import type { CheckConfig } from '../config/index.ts';
import { askHttp, type HttpAnswer } from './http-request.ts';
import { detailOf, latencySince, type Outcome } from './outcome.ts';
import { CERTIFICATE_DAYS, judgeCertificate } from './tls.ts';
import type { Reason } from './types.ts';

type HttpConfig = Extract<CheckConfig, { kind: 'http' }>;

/** What an answer is held against; `status` may also be a rule of its own. */
export interface HttpExpectation extends Pick<HttpConfig, 'bodyIncludes' | 'json' | 'header' | 'tlsDays'> {
  readonly status: HttpConfig['status'] | ((status: number) => boolean);
}

/** @throws what `askHttp` throws */
export async function probeHttp(
  target: HttpExpectation & Pick<HttpConfig, 'url' | 'method'>,
  context: { signal: AbortSignal; now: number; ca?: readonly string[] | undefined },
): Promise<Outcome> {
  const startedAt = performance.now();
  const { url, method } = target;
  const answer = await askHttp({
    url,
    method,
    signal: context.signal,
    ca: context.ca,
    wanted: (status) => statusFits(target.status, status),
  });
  const latencyMs = latencySince(startedAt);
  const failure = judgeHttp(target, answer);
  if (failure !== null) return { ok: false, latencyMs, reason: failure };
  return { ...judgeLasting(target, answer, context.now), latencyMs };
}

function statusFits(expected: HttpExpectation['status'], status: number): boolean {
  if (typeof expected === 'function') return expected(status);
  return typeof expected === 'number' ? status === expected : expected.includes(status);
}

/** Why the answer is not what was expected; null when it is. */
export function judgeHttp(expected: HttpExpectation, answer: HttpAnswer): Reason | null {
  if (!statusFits(expected.status, answer.status)) return wrongStatus(expected.status, answer.status);
  if (expected.header !== undefined) {
    const { name, value } = expected.header;
    const actual = String(answer.headers[name.toLowerCase()] ?? '');
    if (!actual.includes(value))
      return { key: 'checks-http-header', params: { name, actual: detailOf(actual) || '—' } };
  }
  if (expected.bodyIncludes !== undefined && !answer.body.includes(expected.bodyIncludes)) {
    return { key: 'checks-http-body', params: { text: detailOf(expected.bodyIncludes) } };
  }
  return expected.json === undefined ? null : judgeJson(expected.json, answer.body);
}

/** The certificate is looked at wherever there is one; that it lasts is no news. */
function judgeLasting(
  expected: HttpExpectation,
  { certificateEndsAt }: HttpAnswer,
  now: number,
): Pick<Outcome, 'ok' | 'level' | 'reason'> {
  if (certificateEndsAt === null) return { ok: true };
  const { ok, level, reason } = judgeCertificate(certificateEndsAt, expected.tlsDays ?? CERTIFICATE_DAYS, now);
  if (!ok) return { ok, reason };
  return level === undefined ? { ok } : { ok, level, reason };
}

function wrongStatus(expected: HttpExpectation['status'], status: number): Reason {
  if (typeof expected === 'function') return { key: 'checks-http-status', params: { status } };
  const list = typeof expected === 'number' ? String(expected) : expected.join(', ');
  return { key: 'checks-http-status-other', params: { status, expected: list } };
}

function judgeJson(expected: { path: string; equals: string | number | boolean | null }, body: string): Reason | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { key: 'checks-http-not-json', params: {} };
  }
  const actual = valueAt(value, expected.path);
  if (actual === expected.equals) return null;
  const shown = actual === undefined ? '—' : detailOf(JSON.stringify(actual));
  return { key: 'checks-http-json', params: { path: expected.path, actual: shown, expected: String(expected.equals) } };
}

/** The value at `a.b.0.c`; undefined where there is none. A leading `$.` is allowed. */
export function valueAt(value: unknown, path: string): unknown {
  const steps = path
    .replace(/^\$\.?/, '')
    .split('.')
    .filter((step) => step !== '');
  let current: unknown = value;
  for (const step of steps) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = Object.entries(current).find(([name]) => name === step)?.[1];
  }
  return current;
}
