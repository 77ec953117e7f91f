import { StringDecoder } from 'node:string_decoder';
import { setTimeout as wait } from 'node:timers/promises';
import { endGroup, groupsWith, OPERATION_VARIABLE, runProcess } from '../host/index.ts';

/** Of each stream the newest is kept. A compose file that is longer than this is no compose file. */
const KEPT_BYTES = 1024 * 1024;
const LOOK_EVERY_MS = 200;

export interface ComposeRun {
  /** The program and its arguments; no shell reads them. */
  readonly argv: readonly string[];
  /** All of it: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Then the program and all that it has started are ended. */
  readonly deadlineMs: number;
  /** Each line of either stream as it comes, unmasked. */
  readonly onLine?: (line: string) => void;
}

export interface ComposeRunEnd {
  /** Null: it did not end by itself, or could not be started. */
  readonly code: number | null;
  /** Why it could not be started, in the word of the system: ENOENT. */
  readonly problem: string | null;
  readonly late: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order in which they came, unmasked. */
  readonly output: string;
}

/** Runs the compose program once, in bounded memory, and keeps what it says by stream and by line. */
export async function runCompose({ onLine, deadlineMs, ...request }: ComposeRun): Promise<ComposeRunEnd> {
  const output = createTail();
  const tell = (line: string) => {
    output.add(`${line}\n`);
    onLine?.(line);
  };
  const streams = { stdout: createStream(tell), stderr: createStream(tell) };
  const { exitCode, stopped, notStarted } = await runProcess({
    ...request,
    timeoutMs: deadlineMs,
    onOutput: (chunk, stream) => streams[stream].add(chunk),
  });
  const [stdout, stderr] = [streams.stdout.end(), streams.stderr.end()];
  return { code: exitCode, problem: notStarted, late: stopped === 'timeout', stdout, stderr, output: output.text() };
}

/**
 * Waits until nothing of an operation runs any more that an earlier process of the bot has started; what still does
 * at the deadline is ended. Where there is no `/proc` nothing is found: there nothing outlives the bot's container.
 */
export async function endLeftovers(operationId: string, deadlineMs: number): Promise<void> {
  for (const endAt = performance.now() + deadlineMs; ; await wait(LOOK_EVERY_MS)) {
    const left = (await groupsWith(OPERATION_VARIABLE, (operation) => operation === operationId)) ?? [];
    if (left.length === 0) return;
    if (performance.now() >= endAt) await Promise.all(left.map((group) => endGroup(group, 0)));
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

/** What one stream says: its newest text, and its lines as they come. */
function createStream(onLine: (line: string) => void) {
  const decoder = new StringDecoder('utf8');
  const kept = createTail();
  const lines = createLines(onLine);
  return {
    add(chunk: Buffer): void {
      const text = decoder.write(chunk);
      kept.add(text);
      lines.add(text);
    },
    end(): string {
      lines.end();
      return kept.text();
    },
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
