import type { DockerHostConfig } from '../config/index.ts';
import { type Docker, EngineError } from '../docker/index.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import { failureOf } from './failures.ts';
import type { PageOrder, RawFailure, RawPage } from './page-job.ts';
import type { DownloadRequest, LogEngine, LogFailure, LogPattern, LogSource, Page, PageRequest } from './types.ts';
import { createWorkerLane, type Listening, WorkerHung, type WorkerLane } from './worker-lane.ts';
import type { Order, Result } from './worker-messages.ts';

export interface LogEngineDeps {
  readonly host: DockerHostConfig;
  /** Says what is in our scope, and which version the Engine speaks; the logs themselves do not go through it. */
  readonly docker: Pick<Docker, 'inspect' | 'ping'>;
  readonly knownSecrets: readonly string[];
  readonly log: Log;
}

const DEFAULT_DOWNLOAD_DEADLINE_MS = 600_000;
const DEFAULT_MAX_PARTS = 20;
const MAX_LIMIT = 1_000;
const MAX_CONTEXT = 20;
/** What is known of a page before its thread has said anything: all there is to show where an expression hangs at once. */
const NOTHING: Omit<RawPage, 'failures'> = {
  lines: [],
  hasOlder: true,
  hasNewer: true,
  scannedBytes: 0,
  matches: 0,
  stopped: 'slow-regex',
};

interface Readable {
  readonly sources: readonly LogSource[];
  readonly failures: readonly LogFailure[];
  readonly apiVersion: string;
}

/** See {@link LogEngine}. Threads begin with the first call. */
export function createLogEngine(deps: LogEngineDeps): LogEngine {
  const { docker, host, log } = deps;
  // What a person wrote can hang its thread: it has one of its own, and nobody else's work is lost with it.
  const plain = createWorkerLane({ knownSecrets: deps.knownSecrets, oneByOne: false });
  const regex = createWorkerLane({ knownSecrets: deps.knownSecrets, oneByOne: true });
  // Follows last: in the line of the searches they would hold those up, and beside plain readings they could hang them.
  const live = createWorkerLane({ knownSecrets: deps.knownSecrets, oneByOne: false });
  const laneFor = (pattern: LogPattern): WorkerLane => (pattern.kind === 'regex' ? regex : plain);

  /** Only what is ours to see. A container may be gone, or hidden, since its button was made. */
  async function readable(asked: readonly LogSource[], signal: AbortSignal): Promise<Readable> {
    const [version, details] = await Promise.all([
      docker.ping({ signal }),
      Promise.all(asked.map(({ id }) => docker.inspect(id, { signal }))),
    ]);
    const sources: LogSource[] = [];
    const failures: LogFailure[] = [];
    asked.forEach((source, index) => {
      const detail = details[index] ?? null;
      if (detail === null) failures.push({ source: source.id, reason: { key: 'logs-gone', params: {} } });
      else sources.push({ ...source, id: detail.id, tty: detail.tty });
    });
    return { sources, failures, apiVersion: version.apiVersion };
  }

  /** Where the Engine cannot be reached each source has failed, with that reason. */
  async function prepare(sources: readonly LogSource[], signal: AbortSignal): Promise<Readable> {
    try {
      return await readable(sources, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof EngineError)) throw error;
      log.debug({ reason: messageOf(error) }, 'The Engine was not reached before reading logs.');
      const raw = { statusCode: error.statusCode, code: '', message: error.reason };
      const failures = sources.map(({ id }) => failureOf({ ...raw, source: id }, host, error.unreachable));
      return { sources: [], failures, apiVersion: '' };
    }
  }

  const worded = (failures: readonly RawFailure[]) => failures.map((failure) => failureOf(failure, host));

  async function run<K extends Result['kind']>(
    kind: K,
    lane: WorkerLane,
    order: Order,
    signal: AbortSignal,
    listening: Listening,
  ): Promise<Extract<Result, { kind: K }>> {
    const result = await lane.run(order, signal, listening);
    if (isKind(result, kind)) return result;
    throw new Error(`the thread answered ${result.kind} for ${kind}`);
  }

  async function page(request: PageRequest): Promise<Page> {
    checkPattern(request.pattern);
    const signal = request.signal ?? new AbortController().signal;
    const { sources, failures, apiVersion } = await prepare(request.sources, signal);
    if (sources.length === 0) return { ...NOTHING, hasOlder: false, hasNewer: false, stopped: null, failures };
    let soFar: RawPage = { ...NOTHING, failures: [] };
    const order: Order = { kind: 'page', engine: { host, apiVersion }, order: orderOf(request, sources) };
    const listening: Listening = {
      onProgress(message) {
        if (message.page !== null) soFar = message.page;
        request.onProgress?.(message.progress);
      },
    };
    const found = await run('page', laneFor(request.pattern), order, signal, listening).catch((error: unknown) => {
      if (!(error instanceof WorkerHung)) throw error;
      log.warn({ pattern: request.pattern }, 'A search for a regular expression was ended: it did not come to an end.');
      return { page: soFar };
    });
    return { ...found.page, failures: [...failures, ...worded(found.page.failures)] };
  }

  return {
    page,
    async download(request) {
      checkPattern(request.pattern);
      const signal = request.signal ?? new AbortController().signal;
      const { sources, failures, apiVersion } = await prepare(request.sources, signal);
      const order: Order = { kind: 'download', engine: { host, apiVersion }, order: downloadOrder(request, sources) };
      const listening: Listening = { onProgress: ({ progress }) => request.onProgress?.(progress) };
      if (sources.length === 0) return { parts: [], lines: 0, scannedBytes: 0, stopped: null, failures };
      const { download } = await run('download', laneFor(request.pattern), order, signal, listening).catch(tooSlow);
      return { ...download, failures: [...failures, ...worded(download.failures)] };
    },
    async follow(asked, onLines, signal, options = {}) {
      const pattern = options.pattern ?? { kind: 'all' };
      checkPattern(pattern);
      const { sources, failures, apiVersion } = await prepare(asked, signal);
      if (sources.length === 0) return { failures };
      const order: Order = {
        kind: 'follow',
        engine: { host, apiVersion },
        order: { sources, pattern, tail: options.tail ?? 0 },
      };
      const lane = pattern.kind === 'regex' ? live : plain;
      const done = await run('follow', lane, order, signal, { onLines }).catch(tooSlow);
      return { failures: [...failures, ...worded(done.failures)] };
    },
    async close() {
      await Promise.all([plain.close(), regex.close(), live.close()]);
    },
  };
}

function isKind<K extends Result['kind']>(result: Result, kind: K): result is Extract<Result, { kind: K }> {
  return result.kind === kind;
}

function tooSlow(error: unknown): never {
  if (error instanceof WorkerHung) throw new UserError('logs-regex-slow');
  throw error;
}

function checkPattern(pattern: LogPattern): void {
  if (pattern.kind !== 'regex') return;
  try {
    new RegExp(pattern.source, 'i');
  } catch (error) {
    throw new UserError('logs-bad-regex', { reason: messageOf(error) }, { cause: error });
  }
}

function orderOf(request: PageRequest, sources: readonly LogSource[]): PageOrder {
  return {
    sources,
    pattern: request.pattern,
    limit: Math.min(MAX_LIMIT, Math.max(1, request.limit)),
    before: request.before ?? null,
    after: request.after ?? null,
    sinceAt: request.sinceAt ?? null,
    untilAt: request.untilAt ?? null,
    context: Math.min(MAX_CONTEXT, Math.max(0, request.context ?? 0)),
    deadlineMs: request.deadlineMs,
  };
}

function downloadOrder(request: DownloadRequest, sources: readonly LogSource[]) {
  return {
    sources,
    pattern: request.pattern,
    sinceAt: request.sinceAt ?? null,
    untilAt: request.untilAt ?? null,
    partBytes: request.partBytes,
    maxParts: request.maxParts ?? DEFAULT_MAX_PARTS,
    folder: request.folder,
    name: request.name,
    deadlineMs: request.deadlineMs ?? DEFAULT_DOWNLOAD_DEADLINE_MS,
  };
}
