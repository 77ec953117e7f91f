import { constants } from 'node:os';
import { z } from 'zod';
import { processEndSchema } from '../host/index.ts';
import type { KindOutcome, Reason } from '../operations/index.ts';

/** How a run ended and what it printed: the result that the journal keeps. */
export const runResultSchema = z.object({
  end: processEndSchema,
  /** The last lines, masked. */
  lines: z.array(z.string()),
  binary: z.boolean(),
  /** Where the whole of it is, relative to DATA_DIR; null when it printed nothing, or it could not be kept. */
  file: z.object({ path: z.string(), bytes: z.number() }).nullable(),
  /** Bytes that came, and those that the file has not. */
  total: z.number(),
  leftOut: z.number(),
  /** Why the file could not be kept. */
  problem: z.string().nullable(),
});
export type RunResult = z.infer<typeof runResultSchema>;

/** What is said of a run that ended by itself or by its time-out. */
export function outcomeOf(result: RunResult, timeoutMs: number): KindOutcome {
  const { end } = result;
  const ok = end.exitCode === 0 && end.stopped === null;
  return { ok, reason: reasonFor(result, timeoutMs), ...beside(result) };
}

/** What goes with every outcome: code, lines, file, and what was odd. */
export function beside(result: RunResult): Omit<KindOutcome, 'ok' | 'reason'> {
  const { end, file } = result;
  const exitCode = exitCodeOf(end.exitCode, end.signal);
  const notes = notesOn(result);
  return {
    ...(exitCode === null ? {} : { exitCode }),
    ...(result.lines.length === 0 ? {} : { lastLines: result.lines }),
    ...(file === null ? {} : { evidence: [{ what: 'output' as const, ...file }] }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

function reasonFor({ end }: RunResult, timeoutMs: number): Reason {
  if (end.notStarted !== null) return notStarted(end.notStarted);
  if (end.stopped === 'timeout') return say('commands-timed-out', { seconds: Math.round(timeoutMs / 1000) });
  if (end.exitCode === null) return say('commands-ended-by-signal', { signal: end.signal ?? '?' });
  return exitReason(end.exitCode);
}

/** An exit code in words, as shells and make use them. */
function exitReason(code: number): Reason {
  if (code === 0) return say('commands-exit-zero');
  if (code === 126 || code === 127) return say(`commands-exit-${code}`);
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return signal === undefined ? say('commands-exit-other', { code }) : say('commands-exit-signal', { code, signal });
}

function notStarted(code: string): Reason {
  if (code === 'ENOENT') return say('commands-not-started-missing');
  if (code === 'EACCES' || code === 'EPERM') return say('commands-not-started-denied');
  return say('commands-not-started', { code });
}

function notesOn({ end, leftOut, binary, problem }: RunResult): Reason[] {
  const [first] = end.left;
  return [
    ...(first === undefined
      ? []
      : [say('commands-left-running', { count: end.left.length, name: first.name, pid: String(first.pid) })]),
    ...(binary ? [say('commands-binary')] : []),
    ...(leftOut > 0 ? [say('commands-left-out', { kilobytes: Math.ceil(leftOut / 1024) })] : []),
    ...(problem === null ? [] : [say('commands-output-lost', { problem })]),
  ];
}

/** As a shell would give it: 128 and the number of the signal. */
function exitCodeOf(code: number | null, signal: string | null): number | null {
  if (code !== null || signal === null) return code;
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return number === undefined ? null : 128 + number;
}

export function say(key: string, params: Reason['params'] = {}): Reason {
  return { key, params };
}
