import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { endOf } from './http-request.ts';
import { certificateReason, latencySince, type Outcome, ProbeFailure } from './outcome.ts';
import type { Reason } from './types.ts';

const DAY_MS = 86_400_000;

/** Days left from which on a certificate is worth a word, a warning, a failure. */
export interface CertificateDays {
  readonly notice: number;
  readonly warning: number;
  readonly failed: number;
}

/** Most authorities renew a month before the end: three weeks before, somebody should have noticed. */
export const CERTIFICATE_DAYS: CertificateDays = { notice: 21, warning: 14, failed: 7 };

/** The judgement on a certificate; the reason tells the days left in any case. */
export type CertificateVerdict = Pick<Outcome, 'ok' | 'level'> & { readonly reason: Reason };

/** How long a certificate lasts, held against `days`. A number of days fails below it, and warns as usual above. */
export function judgeCertificate(endsAt: number, days: number | CertificateDays, now: number): CertificateVerdict {
  if (endsAt <= now) return { ok: false, reason: { key: 'checks-certificate-expired', params: {} } };
  const levels = typeof days === 'number' ? { ...CERTIFICATE_DAYS, failed: days } : days;
  const left = Math.floor((endsAt - now) / DAY_MS);
  const reason = { key: 'checks-certificate-days', params: { days: left } };
  if (left < levels.failed) return { ok: false, reason };
  if (left < levels.warning) return { ok: true, level: 'warning', reason };
  return left < levels.notice ? { ok: true, level: 'notice', reason } : { ok: true, reason };
}

/**
 * Completes a TLS handshake, then judges the certificate: trusted, for this name, and not about to end.
 * @throws what Node's tls throws when the handshake itself fails
 */
export async function probeTls(
  target: { host: string; port: number; days: number | CertificateDays },
  context: { signal: AbortSignal; now: number; ca?: readonly string[] | undefined },
): Promise<Outcome> {
  const startedAt = performance.now();
  const socket = await handshake(target, context);
  const latencyMs = latencySince(startedAt);
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  const endsAt = endOf(certificate);
  if (endsAt === null) throw new ProbeFailure({ key: 'checks-certificate-none', params: {} });
  const lasting = judgeCertificate(endsAt, target.days, context.now);
  if (!lasting.ok) return { ok: false, latencyMs, reason: lasting.reason };
  const refused = refusalOf(socket);
  return refused === null ? { ...lasting, latencyMs } : { ok: false, latencyMs, reason: refused };
}

function refusalOf(socket: TLSSocket): Reason | null {
  if (socket.authorized) return null;
  // Typed as an Error, but Node gives the code as a string for errors of OpenSSL.
  const error: unknown = socket.authorizationError;
  if (error instanceof Error) return certificateReason('code' in error ? String(error.code) : '', error.message);
  return certificateReason(String(error), String(error));
}

function handshake(
  target: { host: string; port: number },
  context: { signal: AbortSignal; ca?: readonly string[] | undefined },
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const socket = connect({
    host: target.host,
    port: target.port,
    // We look at why a certificate is refused ourselves, to say how many days it has left.
    rejectUnauthorized: false,
    ...(isIP(target.host) === 0 ? { servername: target.host } : {}),
    ...(context.ca !== undefined ? { ca: [...context.ca] } : {}),
  });
  const abort = () => socket.destroy(new Error('aborted'));
  context.signal.addEventListener('abort', abort, { once: true });
  socket.once('close', () => context.signal.removeEventListener('abort', abort));
  socket.once('secureConnect', () => resolve(socket));
  socket.on('error', reject);
  return promise;
}
