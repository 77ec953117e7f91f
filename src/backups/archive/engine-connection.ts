import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { DockerHostConfig } from '../../config/index.ts';
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

/** It could not be reached, or the connection broke. `code` is the operating system's. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Nothing has moved for so long: the Engine hangs, or the network is gone. A slow disk moves now and then. */
const STILL_MS = 10 * 60_000;
const SENTENCE_BYTES = 64 * 1024;

/** The tar of what lies at `path` in a container. @throws RefusedError, ConnectionError, or the signal's reason */
export async function getArchive(
  engine: EngineAccess,
  container: string,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly engineTimeMs: number; readonly bytes: AsyncGenerator<Buffer, void> }> {
  const request = ask(engine, 'GET', container, path, signal);
  const answered = answerTo(request, signal);
  request.end();
  const response = await answered;
  if (response.statusCode !== 200) throw await refusal(response);
  const said = Date.parse(response.headers.date ?? '');
  return { engineTimeMs: Number.isNaN(said) ? Date.now() : said, bytes: bytesOf(response, signal) };
}

async function* bytesOf(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  try {
    yield* response;
    // Cut in the middle of the answer, it would only have ended early.
    if (!response.complete) throw new ConnectionError('ECONNRESET', 'the answer was cut off');
  } catch (error) {
    throw connectionError(error, signal);
  } finally {
    response.destroy();
  }
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
  const request = ask(engine, 'PUT', container, path, signal);
  request.setHeader('content-type', 'application/x-tar');
  const ended = answerTo(request, signal).then(async (response) => {
    if (response.statusCode !== 200) throw await refusal(response);
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

function ask(
  { host, apiVersion }: EngineAccess,
  method: 'GET' | 'PUT',
  container: string,
  path: string,
  signal: AbortSignal,
): ClientRequest {
  signal.throwIfAborted();
  const query = new URLSearchParams({ path });
  const options = {
    method,
    path: `/v${apiVersion}/containers/${encodeURIComponent(container)}/archive?${query}`,
    headers: { host: 'docker', 'user-agent': 'vakhta' },
    agent: false as const,
    signal,
    timeout: STILL_MS,
  };
  const request =
    host.kind === 'unix'
      ? http.request({ ...options, socketPath: host.socketPath })
      : host.tls === null
        ? http.request({ ...options, host: host.host, port: host.port })
        : https.request({ ...options, host: host.host, port: host.port, ...host.tls });
  request.once('timeout', () => request.destroy(new ConnectionError('ETIMEDOUT', 'the Engine has been silent')));
  return request;
}

function answerTo(request: ClientRequest, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', (error) => reject(connectionError(error, signal)));
    request.once('close', () => reject(connectionError(new Error('the connection was closed'), signal)));
  });
}

async function refusal(response: IncomingMessage): Promise<Error> {
  let text = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    if (text.length < SENTENCE_BYTES) text += part;
  }
  const sentence = sentenceOf(text);
  if (/no space left on device|disk quota exceeded/i.test(sentence)) return new NoSpaceError('volume');
  return new RefusedError(response.statusCode ?? 0, sentence);
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
  if (error instanceof ConnectionError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new ConnectionError(code, error instanceof Error ? error.message : String(error), { cause: error });
}
