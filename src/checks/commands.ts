import { detailOf, type Outcome } from './outcome.ts';
import type { Reason } from './types.ts';

/** A command of the configuration that is a check. */
export interface CommandCheck {
  readonly id: string;
  readonly name: string;
  readonly timeoutMs: number;
  /** The compose service that it speaks for. */
  readonly service?: string;
}

/** Runs them; handed in by the room that owns commands. */
export interface CommandChecks {
  list(): readonly CommandCheck[];
  /** Ends when the signal does. `exitCode` is null where it was killed; `lastLine` is masked. */
  run(id: string, signal: AbortSignal): Promise<CommandOutcome>;
}

export interface CommandOutcome {
  readonly ok: boolean;
  readonly exitCode: number | null;
  readonly tookMs: number;
  readonly lastLine: string;
  /** Why it did not begin at all. */
  readonly reason?: Reason;
}

/** A command passes when it ends with 0; its last line says why it did not. */
export function judgeCommand({ ok, exitCode, tookMs, lastLine, reason }: CommandOutcome): Outcome {
  if (reason !== undefined) return { ok: false, latencyMs: null, reason };
  if (ok) return { ok: true, latencyMs: Math.round(tookMs) };
  const params = { code: exitCode ?? '?', line: detailOf(lastLine) || '—' };
  return { ok: false, latencyMs: Math.round(tookMs), reason: { key: 'checks-command-failed', params } };
}
