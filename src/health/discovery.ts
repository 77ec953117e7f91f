import { askHttp, type HttpAnswer } from '../checks/index.ts';
import { type CheckConfig, checkSchema } from '../config/index.ts';
import type { ContainerDetail } from '../docker/index.ts';
import { itemReference } from './reference.ts';
import type { FoundPort } from './types.ts';

/** Health pages of services for which nothing speaks yet. */
export interface Discovery {
  /**
   * Asks the published ports of these containers, at most {@link MOST_PORTS}, on the host's own address, by GET.
   * @param taken ids that checks already have
   */
  look(containers: readonly ContainerDetail[], taken: ReadonlySet<string>): Promise<FoundPort[]>;
}

export interface DiscoveryOptions {
  readonly now: () => number;
  /** Where published ports of the Engine are reached from here; null: nowhere. */
  readonly hostAddress: () => Promise<string | null>;
  readonly ask?: (url: string, signal: AbortSignal) => Promise<HttpAnswer>;
}

const PATHS = ['/health', '/healthz'] as const;
const TIMEOUT_MS = 1_000;
const MOST_PORTS = 40;
const AT_ONCE = 8;
/** A port that was asked is not asked again for so long: it is somebody's production. */
const REMEMBERED_MS = 5 * 60_000;
/** A health page is short; what is longer is a site that answers every path. */
const LONGEST_BODY = 64 * 1024;
const WELL = ['healthy', 'ok', 'up', 'pass', 'UP', 'OK'];

interface Candidate {
  readonly container: ContainerDetail;
  readonly port: number;
  readonly host: string;
}

export function createDiscovery({ now, hostAddress, ask = askOnce }: DiscoveryOptions): Discovery {
  const remembered = new Map<string, { at: number; answer: Answer | null }>();

  async function answerOf(candidate: Candidate): Promise<Answer | null> {
    const key = `${candidate.container.id}:${candidate.host}:${candidate.port}`;
    const known = remembered.get(key);
    if (known !== undefined && now() - known.at < REMEMBERED_MS && now() >= known.at) return known.answer;
    const answer = await firstAnswer(candidate, ask);
    remembered.set(key, { at: now(), answer });
    return answer;
  }

  return {
    look: async (containers, taken) => {
      for (const [key, { at }] of remembered) if (now() - at > REMEMBERED_MS) remembered.delete(key);
      const address = await hostAddress();
      if (address === null) return [];
      const waiting = candidates(containers, address).slice(0, MOST_PORTS);
      const found: FoundPort[] = [];
      const used = new Set(taken);
      const work = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const answer = await answerOf(next);
          if (answer !== null) found.push(offer(next, answer, used));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return found.sort((one, other) => one.service.localeCompare(other.service) || one.port - other.port);
    },
  };
}

/** Each published TCP port once, where it can be reached. */
function candidates(containers: readonly ContainerDetail[], address: string): Candidate[] {
  const byPlace = new Map<string, Candidate>();
  for (const container of containers) {
    for (const { protocol, hostIp, hostPort } of container.ports) {
      if (protocol !== 'tcp' || hostIp === null || hostPort === null) continue;
      const everywhere = hostIp === '' || hostIp === '0.0.0.0' || hostIp === '::';
      const host = everywhere ? address : hostIp;
      // A port of the host's loopback is not reached from another machine or from within a container.
      if (isLoopback(host) && !isLoopback(address)) continue;
      byPlace.set(`${host}:${hostPort}`, { container, port: hostPort, host });
    }
  }
  return [...byPlace.values()];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

interface Answer {
  readonly path: string;
  readonly url: string;
  readonly body: string;
}

async function firstAnswer(
  { host, port }: Candidate,
  ask: NonNullable<DiscoveryOptions['ask']>,
): Promise<Answer | null> {
  for (const path of PATHS) {
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
    try {
      const answer = await ask(url, AbortSignal.timeout(TIMEOUT_MS));
      if (isHealthPage(answer)) return { path, url, body: answer.body };
    } catch {
      // Nothing that speaks HTTP: most ports.
    }
  }
  return null;
}

/** Short, and no web page: many sites answer every path with their first one. */
export function isHealthPage({ status, headers, body }: Pick<HttpAnswer, 'status' | 'headers' | 'body'>): boolean {
  const isPage = String(headers['content-type'] ?? '').includes('html') || /^\s*<(!doctype|html)/i.test(body);
  return status >= 200 && status < 300 && !isPage && body.length <= LONGEST_BODY;
}

/** Redirects are not followed: they may lead anywhere. */
function askOnce(url: string, signal: AbortSignal): Promise<HttpAnswer> {
  return askHttp({ url, method: 'GET', signal, wanted: () => true });
}

function offer({ container, port }: Candidate, { path, url, body }: Answer, used: Set<string>): FoundPort {
  const id = freeId(container.service, port, used);
  used.add(id);
  const json = expectation(body);
  const config: CheckConfig = checkSchema.parse({
    id,
    name: container.service.slice(0, 60),
    kind: 'http',
    service: container.service,
    url,
    ...(json === null ? {} : { json }),
  });
  const { service, key } = container;
  return { reference: itemReference(url), service, key, port, path, config };
}

/** `{"status":"healthy"}` is held to it. */
function expectation(body: string): { path: string; equals: string } | null {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || !('status' in value)) return null;
    const { status } = value;
    return typeof status === 'string' && WELL.includes(status) ? { path: 'status', equals: status } : null;
  } catch {
    return null;
  }
}

function freeId(service: string, port: number, used: ReadonlySet<string>): string {
  const plain = service
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '');
  const base = plain === '' ? 'service' : plain;
  return used.has(base) ? `${base}-${port}` : base;
}
