import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import type { DockerHostConfig } from '../config/index.ts';
import type { Log } from '../log.ts';
import { type AvailabilityTracker, createAvailability } from './availability.ts';
import { EngineError } from './engine-error.ts';
import { createTransport, toEngineError } from './transport.ts';
import type { CallOptions } from './types.ts';

export interface EngineRequest extends CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Without the version: `/containers/json`. */
  path: string;
  query?: Readonly<Record<string, string | number | boolean>>;
  body?: Readonly<Record<string, unknown>>;
  /** Sent instead of a body. A stream is read once: the call cannot be repeated. */
  tar?: Readable | Buffer;
  pool?: 'quick' | 'long';
}

export interface Client {
  readonly availability: AvailabilityTracker;
  /** The parsed JSON of the answer, or null for an empty one. Throws EngineError, or the signal's reason. */
  call(request: EngineRequest): Promise<unknown>;
  /** The answer as a stream; the deadline ends with its headers. */
  open(request: EngineRequest): Promise<IncomingMessage>;
  ping(options?: CallOptions): Promise<{ apiVersion: string; version: string }>;
  close(): void;
}

const DEFAULT_DEADLINE_MS = 10_000;
const PING_DEADLINE_MS = 5_000;
/** Docker 20.10, the oldest that is tested: it brought one-shot samples. */
const OLDEST_API = [1, 41] as const;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Speaks the Engine's own API version, deadlines on everything, and keeps track of whether it can be reached. */
export function createClient(deps: {
  host: DockerHostConfig;
  clock: Clock;
  log: Log;
  probeIntervalMs: number;
}): Client {
  const { host } = deps;
  const transport = createTransport(host);
  const closing = new AbortController();
  const availability = createAvailability({ ...deps, probe: () => ping() });
  let negotiated: Promise<{ apiVersion: string; version: string }> | null = null;
  let checking = false;
  // An Engine that was away may come back as another version.
  availability.onChange((now) => {
    if (!now.reachable) negotiated = null;
  });

  /** Runs with a signal that is aborted by the caller, the deadline or `close`; tells availability what happened. */
  async function guarded<T>(
    options: CallOptions,
    run: (signal: AbortSignal, disarm: () => void) => Promise<T>,
  ): Promise<T> {
    const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    const deadline = new AbortController();
    const expire = () => deadline.abort(new EngineError(null, `no answer within ${deadlineMs / 1000} s`, 'timeout'));
    const timer = setTimeout(expire, deadlineMs);
    const signals = [deadline.signal, closing.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const signal = AbortSignal.any(signals);
    try {
      return await run(signal, () => clearTimeout(timer));
    } catch (error) {
      throw signal.aborted ? signal.reason : toEngineError(error, host);
    } finally {
      clearTimeout(timer);
    }
  }

  async function ping(options: CallOptions = {}): Promise<{ apiVersion: string; version: string }> {
    try {
      const deadlineMs = options.deadlineMs ?? PING_DEADLINE_MS;
      const answer = await guarded({ ...options, deadlineMs }, async (signal) => refuseOld(await askVersion(signal)));
      availability.up();
      negotiated = Promise.resolve(answer);
      return answer;
    } catch (error) {
      if (error instanceof EngineError) availability.down(error);
      throw error;
    }
  }

  async function askVersion(signal: AbortSignal): Promise<{ apiVersion: string; version: string }> {
    const get = (path: string) => transport({ method: 'GET', path, signal, pool: 'long' });
    const response = await get('/_ping');
    const text = await readText(response);
    const status = response.statusCode ?? 0;
    const fromPing = response.headers['api-version'];
    const server = /Docker\/(\d+\.\d+[^\s+~]*)/.exec(String(response.headers.server ?? ''))?.[1];
    if (status === 200 && typeof fromPing === 'string' && server !== undefined) {
      return { apiVersion: fromPing, version: server };
    }
    if (status >= 500) throw new EngineError(status, reasonOf(text), 'other');
    // A proxy between us and the Engine may drop these headers, or refuse the ping.
    const versionResponse = await get('/version');
    const body = await readText(versionResponse);
    if (versionResponse.statusCode !== 200)
      throw new EngineError(versionResponse.statusCode ?? null, reasonOf(body), null);
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'ApiVersion' in parsed && 'Version' in parsed) {
      return { apiVersion: String(parsed.ApiVersion), version: String(parsed.Version) };
    }
    throw new EngineError(null, 'what answers is not a Docker Engine', 'other');
  }

  /** The Engine's newest version, whichever that is: no single version is spoken by both Docker 20.10 and 29. */
  function apiVersion(): Promise<{ apiVersion: string }> {
    if (negotiated !== null) return negotiated;
    const asked = ping();
    negotiated = asked;
    asked.catch(() => {
      if (negotiated === asked) negotiated = null;
    });
    return asked;
  }

  async function send(request: EngineRequest, signal: AbortSignal, repeated = false): Promise<IncomingMessage> {
    const { apiVersion: version } = await abortable(apiVersion(), signal);
    const response = await transport({
      method: request.method ?? 'GET',
      path: `/v${version}${request.path}`,
      ...(request.query === undefined ? {} : { query: request.query }),
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(request.tar === undefined ? {} : { tar: request.tar }),
      signal,
      pool: request.pool ?? 'quick',
    });
    const status = response.statusCode ?? 0;
    if (status < 400) return response;
    const reason = reasonOf(await readText(response));
    if (
      status === 400 &&
      !repeated &&
      request.tar === undefined &&
      /client version .* is too (old|new)/i.test(reason)
    ) {
      negotiated = null;
      return send(request, signal, true);
    }
    throw new EngineError(status, reason, null);
  }

  async function tracked<T>(
    request: EngineRequest,
    run: (signal: AbortSignal, disarm: () => void) => Promise<T>,
  ): Promise<T> {
    const known = availability.current();
    // A hanging Engine would cost everybody the whole deadline; the probing notices when it is over.
    if (!known.reachable && known.cause === 'timeout') throw new EngineError(null, known.reason, known.cause);
    try {
      const result = await guarded(request, run);
      availability.up();
      return result;
    } catch (error) {
      if (error instanceof EngineError && error.unreachable !== null) noteFailure(error);
      throw error;
    }
  }

  /** One call that takes too long says nothing about the Engine (a single container can hang); a ping does. */
  function noteFailure(error: EngineError): void {
    if (closing.signal.aborted) return;
    if (error.unreachable !== 'timeout' && error.unreachable !== 'other') {
      availability.down(error);
      return;
    }
    if (checking) return;
    checking = true;
    void ping()
      .catch(() => undefined)
      .finally(() => {
        checking = false;
      });
  }

  return {
    availability,
    ping,
    call: (request) =>
      tracked(request, async (signal) => {
        const text = await readText(await send(request, signal));
        return text === '' ? null : JSON.parse(text);
      }),
    open: (request) =>
      tracked({ pool: 'long', ...request }, async (signal, disarm) => {
        const response = await send({ pool: 'long', ...request }, signal);
        disarm();
        return response;
      }),
    close() {
      availability.close();
      closing.abort(new EngineError(null, 'the client was closed', null));
    },
  };
}

function refuseOld(answer: { apiVersion: string; version: string }): { apiVersion: string; version: string } {
  const [major = 0, minor = 0] = answer.apiVersion.split('.').map(Number);
  if (major > OLDEST_API[0] || (major === OLDEST_API[0] && minor >= OLDEST_API[1])) return answer;
  const oldest = OLDEST_API.join('.');
  const reason = `the Engine ${answer.version} speaks API ${answer.apiVersion} at most; ${oldest} (Docker 20.10) is needed`;
  throw new EngineError(null, reason, 'version');
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** The whole body. Rejects when it is cut before its end. */
async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_ANSWER_BYTES) {
      response.destroy();
      throw new EngineError(response.statusCode ?? null, `the answer is larger than ${MAX_ANSWER_BYTES} bytes`, null);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message).trim();
  } catch {
    // Not JSON: a proxy's own page.
  }
  return body.trim().slice(0, 500);
}
