import { messageOf } from '../errors.ts';
import { maskSecrets } from '../masking/index.ts';
import type { Reason } from './types.ts';

/** What one probe found. `latencyMs` is null when nothing answered. */
export interface Outcome {
  readonly ok: boolean;
  /** Of what passes; see CheckResult. */
  readonly level?: 'notice' | 'warning';
  readonly latencyMs: number | null;
  readonly reason?: Reason;
}

/** The target answered, but not as it should: carries the words for it. */
export class ProbeFailure extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, options?: ErrorOptions) {
    super(reason.key, options);
    this.name = 'ProbeFailure';
    this.reason = reason;
  }
}

/** Where trouble is in the network, not in what the target said. Codes of Node's `net`, `dns` and `tls`. */
const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'checks-refused',
  ECONNRESET: 'checks-reset',
  EPIPE: 'checks-reset',
  ENOTFOUND: 'checks-host-unknown',
  EAI_AGAIN: 'checks-host-unknown',
  EHOSTUNREACH: 'checks-unreachable',
  ENETUNREACH: 'checks-unreachable',
  ETIMEDOUT: 'checks-unreachable',
};

/** Certificates that Node refuses: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_CODE =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_)/;

/** How many characters of a foreign error text are worth showing on a phone. */
const DETAIL_CHARACTERS = 200;

/** Turns what a probe threw into words. What is not known by its code is quoted, masked. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof ProbeFailure) return error.reason;
  const code = codeOf(error);
  const known = NETWORK_REASONS[code];
  if (known !== undefined) return { key: known, params: {} };
  if (CERTIFICATE_CODE.test(code)) return certificateReason(code, messageOf(error));
  return { key: 'checks-failed', params: { detail: detailOf(messageOf(error)) } };
}

/** Why a certificate is not trusted. `code`: Node's; `message`: used where the code says too little. */
export function certificateReason(code: string, message: string): Reason {
  if (code === 'CERT_HAS_EXPIRED') return { key: 'checks-certificate-expired', params: {} };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { key: 'checks-certificate-name', params: {} };
  return { key: 'checks-certificate-untrusted', params: { detail: detailOf(message) } };
}

/** A short, masked, one-line quotation. */
export function detailOf(text: string): string {
  const line = maskSecrets(text).replace(/\s+/g, ' ').trim();
  return line.length > DETAIL_CHARACTERS ? `${line.slice(0, DETAIL_CHARACTERS)}…` : line;
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}

/**
 * Runs a probe under a deadline that holds even when the probe does not listen to its signal.
 * Never rejects; the deadline reads "no answer within N s", a cancelled run "stopped".
 */
export async function underDeadline(
  timeoutMs: number,
  outer: AbortSignal | undefined,
  probe: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = outer === undefined ? timeout : AbortSignal.any([timeout, outer]);
  const aborted = Promise.withResolvers<Outcome>();
  const end = () => aborted.resolve(abortedOutcome(timeout, timeoutMs));
  if (signal.aborted) return abortedOutcome(timeout, timeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([settled(signal, () => abortedOutcome(timeout, timeoutMs), probe), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

async function settled(
  signal: AbortSignal,
  whenAborted: () => Outcome,
  probe: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await probe(signal);
  } catch (error) {
    if (signal.aborted) return whenAborted();
    return { ok: false, latencyMs: null, reason: reasonOf(error) };
  }
}

function abortedOutcome(timeout: AbortSignal, timeoutMs: number): Outcome {
  const reason: Reason = timeout.aborted
    ? { key: 'checks-timeout', params: { seconds: Math.round(timeoutMs / 100) / 10 } }
    : { key: 'checks-stopped', params: {} };
  return { ok: false, latencyMs: null, reason };
}

/** Milliseconds since `startedAt` of `performance.now()`: a monotonic clock, because latency must not jump with the wall clock. */
export function latencySince(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
