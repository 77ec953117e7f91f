import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** Marks every process of one operation, so that what a killed bot has left running is found again. */
export const OPERATION_VARIABLE = 'VAKHTA_OPERATION';

/** Of each stream the newest is kept. A compose file that is longer than this is no compose file. */
const KEPT_BYTES = 1024 * 1024;
/** Between SIGTERM and SIGKILL. */
const GRACE_MS = 5000;
const LOOK_EVERY_MS = 200;

export interface ProcessRequest {
  /** The program and its arguments; no shell reads them. */
  readonly argv: readonly string[];
  /** All of it: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Then the program and all that it has started are ended. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  /** Each line of either stream as it comes, unmasked. */
  readonly onLine?: (line: string) => void;
}

export interface ProcessEnd {
  /** Null: it did not end by itself, or could not be started. */
  readonly code: number | null;
  /** `started: false` in words of the system, e.g. ENOENT. */
  readonly problem: string | null;
  readonly late: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order in which they came, unmasked. */
  readonly output: string;
}

/** Runs one program in a process group of its own, in bounded memory, never longer than its deadline and its grace. */
export async function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  const [program = '', ...args] = request.argv;
  const kept = { stdout: createTail(), stderr: createTail(), output: createTail() };
  const child = spawn(program, args, {
    env: { ...request.env },
    cwd: request.cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let late = false;
  let force: NodeJS.Timeout | undefined;
  const end = () => {
    killGroup(child.pid, 'SIGTERM');
    force ??= setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE_MS);
  };
  const deadline = setTimeout(() => {
    late = true;
    end();
  }, request.deadlineMs);
  request.signal?.addEventListener('abort', end, { once: true });
  if (request.signal?.aborted === true) end();

  for (const name of ['stdout', 'stderr'] as const) {
    const lines = createLines((line) => {
      kept.output.add(`${line}\n`);
      request.onLine?.(line);
    });
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => {
      kept[name].add(text);
      lines.add(text);
    });
    child[name].on('end', () => lines.end());
  }
  const { code, problem } = await new Promise<Pick<ProcessEnd, 'code' | 'problem'>>((resolve) => {
    child.once('error', (error) => resolve({ code: null, problem: error.message }));
    child.once('close', (exitCode) => resolve({ code: exitCode, problem: null }));
  });
  clearTimeout(deadline);
  clearTimeout(force);
  request.signal?.removeEventListener('abort', end);
  return {
    code,
    problem,
    late,
    stdout: kept.stdout.text(),
    stderr: kept.stderr.text(),
    output: kept.output.text(),
  };
}

/**
 * Waits until nothing of an operation runs any more that an earlier process of the bot has started; what still does
 * at the deadline is killed. Where there is no `/proc` nothing is found: there nothing outlives the bot's container.
 */
export async function endLeftovers(operationId: string, deadlineMs: number): Promise<void> {
  for (const endAt = performance.now() + deadlineMs; ; await wait(LOOK_EVERY_MS)) {
    const left = await processesOf(operationId);
    if (left.length === 0) return;
    if (performance.now() < endAt) continue;
    for (const pid of left) killQuietly(pid, 'SIGKILL');
  }
}

async function processesOf(operationId: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const mark = `\0${OPERATION_VARIABLE}=${operationId}\0`;
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const environment = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '');
        return `\0${environment}`.includes(mark) ? [Number(name)] : [];
      }),
  );
  return found.flat();
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) killQuietly(-pid, signal);
}

function killQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

function createTail() {
  let parts: string[] = [];
  let size = 0;
  return {
    add(text: string): void {
      parts.push(text);
      size += text.length;
      if (size <= 2 * KEPT_BYTES) return;
      parts = [parts.join('').slice(-KEPT_BYTES)];
      size = KEPT_BYTES;
    },
    text: () => parts.join('').slice(-KEPT_BYTES),
  };
}

/** A line ends with `\n` or, where a bar is redrawn, with `\r`; one that never ends is cut. */
function createLines(onLine: (line: string) => void) {
  let rest = '';
  const tell = (line: string) => {
    if (line.trim() !== '') onLine(line);
  };
  return {
    add(text: string): void {
      const lines = (rest + text).split(/[\r\n]+/);
      rest = (lines.pop() ?? '').slice(-10_000);
      for (const line of lines) tell(line);
    },
    end: () => tell(rest),
  };
}
