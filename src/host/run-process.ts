import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { endGroup, type Member, membersOf } from './process-group.ts';

/** Between SIGTERM and SIGKILL. */
export const GRACE_MS = 5000;
/** How long output is waited for after the program itself has ended; what it left in the background may hold the pipe for ever. */
const DRAIN_MS = 500;
/** A program that prints without end must not take the thread that answers people: at most so much in so long. */
const BURST_BYTES = 4 * 1024 * 1024;
const BURST_MS = 50;

/** How a program ended. Also a row of the journal. */
export const processEndSchema = z.object({
  /** Null when a signal ended it, or it never began. */
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  /** The system's word for why it did not begin: ENOENT, EACCES, … */
  notStarted: z.string().nullable(),
  stopped: z.enum(['timeout', 'asked']).nullable(),
  tookMs: z.number(),
  /** What it left running in its group. */
  left: z.array(z.object({ pid: z.number(), name: z.string() })),
});
export type ProcessEnd = z.infer<typeof processEndSchema>;

export interface ProcessOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends it, with all that it has started. */
  readonly signal?: AbortSignal;
  /** What it prints, as it comes. */
  readonly onOutput: (chunk: Buffer, stream: 'stdout' | 'stderr') => void;
  readonly graceMs?: number;
  /** Its process id, which is that of its group too. */
  readonly onStarted?: (pid: number) => void;
}

/**
 * Runs a program without a shell, in a process group of its own, and without input, until it ends, its time is over, or
 * it is asked to stop: then its whole group ends with it. Never throws for what the program does.
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  const startedAt = performance.now();
  const end = (more: Partial<ProcessEnd>): ProcessEnd => ({
    exitCode: null,
    signal: null,
    notStarted: null,
    stopped: null,
    left: [],
    ...more,
    tookMs: Math.round(performance.now() - startedAt),
  });
  const started = await start(options);
  if ('code' in started) return end({ notStarted: started.code });
  const { child, pid } = started;
  options.onStarted?.(pid);
  const exited = Promise.withResolvers<{ code: number | null; signal: string | null }>();
  child.once('exit', (code, signal) => exited.resolve({ code, signal }));
  const closed = once(child, 'close');
  const stopper = watchOver(options, pid);
  const { code, signal } = await exited.promise;
  const stopped = stopper.release();
  if (stopped !== null) await stopper.ended();
  await Promise.race([closed, wait(DRAIN_MS, undefined, { ref: false })]);
  const left: Member[] = stopped === null ? await membersOf(pid) : [];
  // What is left may go on, but nobody reads from it any more.
  child.stdout?.destroy();
  child.stderr?.destroy();
  return end({ exitCode: code, signal, stopped, left });
}

async function start(options: ProcessOptions): Promise<{ child: ChildProcess; pid: number } | { code: string }> {
  const [program = '', ...args] = options.argv;
  try {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A session of its own: it can be ended as a whole, and is not hit by what ends us.
      detached: true,
    });
    if (child.pid === undefined) {
      const [error] = await once(child, 'error');
      return { code: codeOf(error) };
    }
    collect(child.stdout, (chunk) => options.onOutput(chunk, 'stdout'));
    collect(child.stderr, (chunk) => options.onOutput(chunk, 'stderr'));
    return { child, pid: child.pid };
  } catch (error) {
    return { code: codeOf(error) };
  }
}

function collect(stream: Readable | null, take: (chunk: Buffer) => void): void {
  let burst = 0;
  let since = performance.now();
  stream?.on('data', (chunk: Buffer) => {
    take(chunk);
    const now = performance.now();
    if (now - since > BURST_MS) {
      since = now;
      burst = 0;
    }
    burst += chunk.length;
    if (burst < BURST_BYTES) return;
    stream.pause();
    setTimeout(() => stream.resume(), BURST_MS);
  });
  stream?.on('error', () => undefined);
}

/** Ends the group when the time is over or it is asked for; `release` says whether that was so. */
function watchOver({ timeoutMs, signal, graceMs = GRACE_MS }: ProcessOptions, group: number) {
  let stopped: ProcessEnd['stopped'] = null;
  let ending: Promise<unknown> = Promise.resolve();
  const stop = (why: 'timeout' | 'asked') => {
    if (stopped !== null) return;
    stopped = why;
    ending = endGroup(group, graceMs);
  };
  const onAbort = () => stop('asked');
  const timer = setTimeout(() => stop('timeout'), timeoutMs);
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    release: (): ProcessEnd['stopped'] => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      return stopped;
    },
    ended: () => ending,
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
