import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from './client.ts';
import { EngineError } from './engine-error.ts';
import { createLogDemuxer } from './log-demuxer.ts';
import { at } from './storage-engine.ts';
import { created, execAnswer } from './storage-json.ts';
import type { ExecEnd, ExecOptions } from './storage-types.ts';

const STDERR_BYTES = 16 * 1024;
const POLL_MS = 50;
/** Between the end of its output and the Engine's word that it has ended. */
const SETTLE_MS = 5_000;

/**
 * Runs a program in a running container and reads what it prints, no faster than it is taken.
 * @throws EngineError when it could not be started, or its output was cut off in the middle
 */
export async function execIn(
  client: Client,
  container: string,
  options: ExecOptions,
  settleMs = SETTLE_MS,
): Promise<ExecEnd> {
  const late = new Error('its time is over');
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(late), options.timeoutMs);
  const signal = options.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, options.signal]);
  const stderr = createTail(STDERR_BYTES);
  try {
    const exitCode = await run({ client, container, options, signal, settleMs, onStderr: stderr.push });
    return { exitCode, stderr: stderr.text() };
  } catch (error) {
    if (!signal.aborted) throw error;
    if (signal.reason === late) return { exitCode: null, stderr: stderr.text() };
    throw signal.reason;
  } finally {
    clearTimeout(timer);
  }
}

interface Run {
  readonly client: Client;
  readonly container: string;
  readonly options: ExecOptions;
  readonly signal: AbortSignal;
  readonly settleMs: number;
  readonly onStderr: (bytes: Buffer) => void;
}

async function run({ client, container, options, signal, settleMs, onStderr }: Run): Promise<number> {
  const body = {
    ...{ AttachStdout: true, AttachStderr: true, Cmd: [...options.argv] },
    ...(options.user === undefined ? {} : { User: options.user }),
  };
  const path = at('containers', container, 'exec');
  const { Id: id } = created.parse(await client.call({ method: 'POST', path, body, signal }));
  const start = { Detach: false, Tty: false };
  const response = await client.open({ method: 'POST', path: at('exec', id, 'start'), body: start, signal });
  let frames: Buffer[] = [];
  const demuxer = createLogDemuxer(false, (stream, bytes) => {
    if (stream === 'stderr') onStderr(bytes);
    else frames.push(bytes);
  });
  for await (const chunk of response) {
    demuxer.push(Buffer.from(chunk));
    // While this waits nothing more is read, and so the program itself has to wait when it prints on.
    for (const frame of frames) await options.onStdout?.(frame);
    frames = [];
  }
  const patienceMs = options.onStdout === undefined ? Number.POSITIVE_INFINITY : settleMs;
  const exitCode = await exitOf(client, id, signal, patienceMs);
  if (!demuxer.isWhole()) throw new EngineError(null, 'the output was cut off in the middle', 'other');
  return exitCode;
}

/** Its output has ended. One that runs on has closed it itself, or the connection was cut: nobody can tell which. */
async function exitOf(client: Client, id: string, signal: AbortSignal, patienceMs: number): Promise<number> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const { Running, ExitCode } = execAnswer.parse(await client.call({ path: at('exec', id, 'json'), signal }));
    if (!Running && typeof ExitCode === 'number') return ExitCode;
    if (waitedMs >= patienceMs) throw new EngineError(null, 'the output ended before the program', 'other');
    await pause(POLL_MS, undefined, { signal });
  }
}

/** The last bytes of what is pushed. */
function createTail(maxBytes: number) {
  let kept: Buffer = Buffer.alloc(0);
  return {
    push(bytes: Buffer): void {
      kept = Buffer.concat([kept, bytes]).subarray(-maxBytes);
    },
    text: () => kept.toString('utf8'),
  };
}
