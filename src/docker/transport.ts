import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { inspect } from 'node:util';
import type { DockerOptions } from 'dockerode';
import type { DockerHostConfig } from '../config/index.ts';
import { messageOf } from '../errors.ts';
import { EngineError } from './engine-error.ts';
import type { UnreachableCause } from './types.ts';

export interface TransportRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With the version in front: `/v1.41/containers/json`. */
  path: string;
  query?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON. */
  body?: Readonly<Record<string, unknown>>;
  /** Sent as a tar instead of a body: a stream piece by piece, as fast as it is taken. */
  tar?: Readable | Buffer;
  signal: AbortSignal;
  /** `quick` shares a bounded pool; `long` (streams, stops) never waits behind others. */
  pool: 'quick' | 'long';
}

/** Sends one request and gives the response as soon as its headers are there, whatever the status. */
export type Transport = (request: TransportRequest) => Promise<IncomingMessage>;

/** The part of docker-modem that is used; its own types leave it open. */
interface Modem {
  dial(options: object, callback: (error: unknown, response: unknown) => void): void;
}

/** What dockerode itself makes of its options. All of it would load gRPC for builds: 13 MiB, for nothing that is used here. */
const DockerodesModem = createRequire(createRequire(import.meta.url).resolve('dockerode'))('docker-modem') as {
  new (options: DockerOptions): Modem;
};

const QUICK_SOCKETS = 16;

/** Statuses that reach us as a response; for any other docker-modem makes an error itself. */
const STATUSES = Object.fromEntries(
  [101, 200, 201, 204, 304, 400, 401, 403, 404, 405, 406, 409, 500, 501, 502, 503, 504].map((status) => [status, true]),
);

/**
 * dockerode's modem, always in its streaming mode. In its buffering mode an answer that is cut in the middle never
 * settles (not even by an abort signal), the body of a log is taken for JSON where it happens to look like it, and
 * there is no limit to what is kept in memory.
 */
export function createTransport(host: DockerHostConfig): Transport {
  const modems = { quick: modemFor(host, QUICK_SOCKETS), long: modemFor(host, Number.POSITIVE_INFINITY) };
  return (request) =>
    new Promise((resolve, reject) => {
      const fail = (error: unknown) =>
        reject(request.signal.aborted ? request.signal.reason : toEngineError(error, host));
      if (request.signal.aborted) return fail(null);
      // A request that still waits for a socket of the pool does not hear its signal by itself.
      request.signal.addEventListener('abort', fail, { once: true });
      const isPlain = request.query === undefined && request.body === undefined;
      const options = isPlain ? {} : { options: { _query: request.query ?? {}, _body: request.body ?? {} } };
      modems[request.pool].dial(
        {
          ...options,
          ...(request.tar === undefined ? {} : { file: request.tar }),
          method: request.method,
          path: isPlain ? request.path : `${request.path}?`,
          isStream: true,
          statusCodes: STATUSES,
          abortSignal: request.signal,
        },
        (error, response) => {
          request.signal.removeEventListener('abort', fail);
          if (response instanceof http.IncomingMessage) resolve(response);
          else fail(error ?? new Error('docker-modem gave no response'));
        },
      );
    });
}

/**
 * An agent for docker-modem, which prints each request's options to unlimited depth for its debug log, whether that
 * is on or not: the agent's sockets and queue with them, seconds of work while forty calls wait.
 * No keep-alive: a socket that was kept from before an Engine's restart fails the first call after it.
 */
export function quietAgent(tls: boolean, maxSockets: number): http.Agent {
  const Agent = tls ? https.Agent : http.Agent;
  return Object.assign(new Agent({ keepAlive: false, maxSockets }), { [inspect.custom]: () => 'Agent' });
}

/** Every option is named, also as undefined: dockerode fills what is missing from DOCKER_HOST and its companions. */
function modemFor(host: DockerHostConfig, maxSockets: number): Modem {
  const common = { timeout: undefined, connectionTimeout: undefined, version: undefined, sshOptions: {} };
  const noTls = { ca: undefined, cert: undefined, key: undefined };
  const agent = quietAgent(host.kind === 'tcp' && host.tls !== null, maxSockets);
  const options =
    host.kind === 'unix'
      ? { ...common, ...noTls, socketPath: host.socketPath, host: undefined, port: undefined, protocol: 'http', agent }
      : {
          ...common,
          ...(host.tls ?? noTls),
          host: `${host.tls === null ? 'http' : 'https'}://${host.host.includes(':') ? `[${host.host}]` : host.host}`,
          port: host.port,
          protocol: host.tls === null ? 'http' : 'https',
          agent,
        };
  return new DockerodesModem(options as DockerOptions);
}

/** What a failed connection means, in one of the words the chat can explain. */
export function toEngineError(error: unknown, host: DockerHostConfig): EngineError {
  if (error instanceof EngineError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status === 'number') return new EngineError(status, messageOf(error), null, { cause: error });
  const where = host.kind === 'unix' ? host.socketPath : `${host.host}:${host.port}`;
  const [cause, reason] = explain(code, where, messageOf(error));
  return new EngineError(null, reason, cause, { cause: error });
}

function explain(code: string, where: string, message: string): [UnreachableCause, string] {
  if (code === 'ENOENT') return ['no-socket', `there is no socket at ${where}`];
  if (code === 'ECONNREFUSED') return ['refused', `nothing listens at ${where}`];
  if (code === 'EACCES' || code === 'EPERM') return ['not-allowed', `this process may not open ${where}`];
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return ['unknown-host', `the name in ${where} is not known`];
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return ['timeout', `no way to ${where} (${code})`];
  }
  if (/CERT|TLS|SSL/.test(code) || /certificate|SSL|TLS/i.test(message))
    return ['tls', `TLS with ${where}: ${message}`];
  return ['other', `the connection to ${where} broke: ${message}`];
}
