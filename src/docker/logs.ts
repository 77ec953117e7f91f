import type { Client } from './client.ts';
import { EngineError } from './engine-error.ts';
import { createLogDemuxer } from './log-demuxer.ts';
import { createLogCollector } from './log-lines.ts';
import type { LogLine, LogOptions } from './types.ts';

const DEFAULT_DEADLINE_MS = 30_000;

/**
 * The newest lines of a container, streamed: the log may be hundreds of megabytes, what is kept is not.
 * Throws EngineError, also when the whole has not been read by the deadline.
 */
export async function readLogs(
  client: Client,
  container: { id: string; tty: boolean },
  options: LogOptions,
): Promise<LogLine[]> {
  const timestamps = options.timestamps ?? true;
  const maxLines = options.tail ?? Number.POSITIVE_INFINITY;
  const collector = createLogCollector({ maxLines, maxBytes: options.maxBytes, timestamps });
  const demuxer = createLogDemuxer(container.tty, (stream, bytes) => collector.push(stream, bytes));
  const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
  const deadline = new AbortController();
  const late = new EngineError(null, `the log was not read within ${deadlineMs / 1000} s`, null);
  const timer = setTimeout(() => deadline.abort(late), deadlineMs);
  const signal = options.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, options.signal]);
  try {
    const response = await client.open({
      path: `/containers/${container.id}/logs`,
      query: {
        stdout: true,
        stderr: true,
        timestamps,
        tail: options.tail ?? 'all',
        ...(options.sinceAt === undefined ? {} : { since: seconds(options.sinceAt) }),
        ...(options.untilAt === undefined ? {} : { until: seconds(options.untilAt) }),
      },
      signal,
      deadlineMs,
    });
    for await (const chunk of response) demuxer.push(Buffer.from(chunk));
    return collector.finish();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof EngineError) throw error;
    void client.ping().catch(() => undefined);
    throw new EngineError(null, 'the log was cut off in the middle', 'other', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function seconds(at: number): string {
  return (at / 1000).toFixed(3);
}
