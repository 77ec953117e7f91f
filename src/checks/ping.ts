import { execFile } from 'node:child_process';
import { latencySince, type Outcome, ProbeFailure } from './outcome.ts';
import { probeTcp } from './tcp.ts';

export interface PingTarget {
  readonly host: string;
  /** Where a connection is tried when ICMP does not decide; else 443, then 80. */
  readonly port?: number | undefined;
}

/** Seconds that one echo may take. */
const ECHO_WITHIN_S = 3;
const USUAL_PORTS = [443, 80] as const;

/**
 * Whether a host can be reached at all: by ICMP where the system lets us, else by a TCP connection. A port that refuses
 * is an answer too: somebody sent it.
 * @param program for tests; else the system's `ping`
 * @throws ProbeFailure, or what Node's net throws, when neither is answered
 */
export async function probePing(target: PingTarget, signal: AbortSignal, program = 'ping'): Promise<Outcome> {
  const echo = await askEcho(target.host, signal, program);
  if (echo.kind === 'answered') return { ok: true, latencyMs: echo.latencyMs };
  const ports = target.port === undefined ? USUAL_PORTS : [target.port];
  let failure: unknown;
  for (const port of ports) {
    try {
      const latencyMs = await reach(target.host, port, signal);
      const key = echo.kind === 'silent' ? 'checks-ping-filtered' : 'checks-ping-tcp';
      return { ok: true, latencyMs, reason: { key, params: { port } } };
    } catch (error) {
      failure ??= error;
    }
  }
  if (echo.kind === 'silent' && !isUnknownHost(failure)) {
    throw new ProbeFailure({ key: 'checks-ping-silent', params: { ports: ports.join(', ') } }, { cause: failure });
  }
  throw failure;
}

type Echo = { readonly kind: 'answered'; readonly latencyMs: number } | { readonly kind: 'silent' | 'impossible' };

function askEcho(host: string, signal: AbortSignal, program: string): Promise<Echo> {
  const startedAt = performance.now();
  const args = ['-c', '1', '-W', String(ECHO_WITHIN_S), host];
  // In the system's own words, which are looked at: only English ones are known.
  const env = { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  return new Promise((resolve) => {
    execFile(program, args, { signal, env, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (error === null) {
        const told = /time[=<]([\d.]+) ?ms/.exec(stdout)?.[1];
        resolve({
          kind: 'answered',
          latencyMs: told === undefined ? latencySince(startedAt) : Math.round(Number(told)),
        });
        return;
      }
      // Exit code 1 is "sent, and no answer" (ping(8)); busybox says so too when it may not send at all.
      const isSilent = error.code === 1 && !/permi|not known|bad address|unknown host|capabilit/i.test(stderr);
      resolve({ kind: isSilent ? 'silent' : 'impossible' });
    });
  });
}

/** @returns milliseconds until the host answered, with a connection or a refusal */
async function reach(host: string, port: number, signal: AbortSignal): Promise<number> {
  const startedAt = performance.now();
  try {
    await probeTcp({ host, port }, signal);
  } catch (error) {
    if (codeOf(error) !== 'ECONNREFUSED') throw error;
  }
  return latencySince(startedAt);
}

function isUnknownHost(error: unknown): boolean {
  return ['ENOTFOUND', 'EAI_AGAIN'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
