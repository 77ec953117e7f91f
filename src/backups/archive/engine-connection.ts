import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import type https from 'node:https';
import type { DockerHostConfig } from '../../config/index.ts';
import { createAnswerReader } from './raw-answer.ts';
import { ConnectionError, openRawSocket, STILL_MS } from './raw-socket.ts';
import { NoSpaceError } from './types.ts';

/** Where a worker finds the Engine. */
export interface EngineAccess {
  readonly host: DockerHostConfig;
  /** As the Engine and we agreed: `1.41`. */
  readonly apiVersion: string;
}

/** The Engine refused. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly statusCode: number;
  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

const SENTENCE_BYTES = 64 * 1024;

/** The tar of what lies at `path` in a container. @throws RefusedError, ConnectionError, or the signal's reason */
export async function getArchive(
  engine: EngineAccess,
  container: string,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly engineTimeMs: number; readonly bytes: AsyncGenerator<Buffer, void> }> {
  signal.throwIfAborted();
  const socket = openRawSocket(engine.host);
  const stop = () => socket.close(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const answer = createAnswerReader();
  const end = () => {
    signal.removeEventListener('abort', stop);
    socket.close(null);
  };

  /** Null at the end of the answer. */
  async function next(): Promise<Buffer[] | null> {
    if (answer.isWhole()) return null;
    const bytes = await socket.read();
    // Cut in the middle of the answer, it would only have ended early.
    if (bytes === null) throw new ConnectionError('ECONNRESET', 'the answer was cut off');
    return answer.push(bytes);
  }

  async function* body(first: Buffer[]): AsyncGenerator<Buffer, void> {
    try {
      for (let parts: Buffer[] | null = first; parts !== null; parts = await next()) yield* parts;
    } catch (error) {
      throw connectionError(error, signal);
    } finally {
      end();
    }
  }

  try {
    const request = `GET ${pathOf(engine, container, path)} HTTP/1.1\r\n`;
    socket.write(`${request}Host: docker\r\nUser-Agent: vakhta\r\nConnection: close\r\n\r\n`);
    let first: Buffer[] = [];
    while (answer.status() === 0) first = (await next()) ?? [];
    if (answer.status() !== 200) throw refusal(answer.status(), await textOf(body(first)));
    const said = Date.parse(answer.header('date'));
    return { engineTimeMs: Number.isNaN(said) ? Date.now() : said, bytes: body(first) };
  } catch (error) {
    end();
    throw connectionError(error, signal);
  }
}

async function textOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const part of bytes) if (text.length < SENTENCE_BYTES) text += part.toString('utf8');
  return text;
}

export interface ArchiveUpload {
  /** Resolves when more may come. @throws NoSpaceError, RefusedError, ConnectionError, or the signal's reason */
  write(bytes: Buffer): Promise<void>;
  /** Until the Engine says that all of it is there. */
  finish(): Promise<void>;
  /** The Engine hears that it will not be whole. */
  abort(): void;
}

/** Unpacks a tar below `path` in a container. */
export function putArchive(engine: EngineAccess, container: string, path: string, signal: AbortSignal): ArchiveUpload {
  const request = askToPut(engine, container, path, signal);
  const ended = answerTo(request, signal).then(async (response) => {
    if (response.statusCode !== 200) throw refusal(response.statusCode ?? 0, await textOf(response));
    response.resume();
  });
  // Heard by whoever waits for room to write, too: an Engine that refuses takes no more.
  const refused = ended.then(() => new Promise<never>(() => undefined));
  refused.catch(() => undefined);
  return {
    async write(bytes) {
      const written = new Promise<void>((resolve) => {
        // Where it fails, the answer or the connection's error says why.
        request.write(bytes, (error) => (error == null ? resolve() : undefined));
      });
      await Promise.race([written, refused]);
    },
    async finish() {
      request.end();
      await ended;
    },
    abort: () => request.destroy(),
  };
}

function pathOf({ apiVersion }: EngineAccess, container: string, path: string): string {
  return `/v${apiVersion}/containers/${encodeURIComponent(container)}/archive?${new URLSearchParams({ path })}`;
}

function askToPut(engine: EngineAccess, container: string, path: string, signal: AbortSignal): ClientRequest {
  signal.throwIfAborted();
  const { host } = engine;
  const options = {
    method: 'PUT',
    path: pathOf(engine, container, path),
    headers: { host: 'docker', 'user-agent': 'vakhta', 'content-type': 'application/x-tar' },
    agent: false as const,
    signal,
    timeout: STILL_MS,
  };
  const request = requestTo(host, options);
  request.once('timeout', () => request.destroy(new ConnectionError('ETIMEDOUT', 'the Engine has been silent')));
  return request;
}

function requestTo(host: DockerHostConfig, options: https.RequestOptions): ClientRequest {
  if (host.kind === 'unix') return http.request({ ...options, socketPath: host.socketPath });
  if (host.tls === null) return http.request({ ...options, host: host.host, port: host.port });
  // Loaded where it is needed only: each thread has its own.
  return process.getBuiltinModule('node:https').request({ ...options, host: host.host, port: host.port, ...host.tls });
}

function answerTo(request: ClientRequest, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', (error) => reject(connectionError(error, signal)));
    request.once('close', () => reject(connectionError(new Error('the connection was closed'), signal)));
  });
}

function refusal(statusCode: number, body: string): Error {
  const sentence = sentenceOf(body);
  if (/no space left on device|disk quota exceeded/i.test(sentence)) return new NoSpaceError('volume');
  return new RefusedError(statusCode, sentence);
}

function sentenceOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message).trim();
  } catch {
    // Not JSON: a proxy's own page.
  }
  return body.trim().slice(0, 500);
}

function connectionError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof ConnectionError || error instanceof RefusedError || error instanceof NoSpaceError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new ConnectionError(code, error instanceof Error ? error.message : String(error), { cause: error });
}
