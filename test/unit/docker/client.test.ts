import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { createDocker, type Docker, type EngineEvent } from '../../../src/docker/index.ts';
import { quietAgent } from '../../../src/docker/transport.ts';
import { silentLog } from '../../../src/log.ts';
import { type FakeEngine, type FakeOptions, startFakeEngine } from './fake-engine.ts';

let engine: FakeEngine;
let docker: Docker;

async function connect(options: FakeOptions = {}, probeIntervalMs = 20): Promise<void> {
  engine = await startFakeEngine(options);
  docker = createDocker({ host: engine.host, clock: systemClock, log: silentLog, probeIntervalMs });
}

afterEach(async () => {
  vi.unstubAllEnvs();
  docker.close();
  await engine.remove();
});

describe('the API version', () => {
  test('is the one the Engine names in its ping, asked for once', async () => {
    await connect();
    await Promise.all([docker.list(), docker.list()]);
    expect(engine.requests.filter((each) => each === 'GET /_ping')).toHaveLength(1);
    expect(engine.requests.filter((each) => each === 'GET /v1.43/containers/json')).toHaveLength(2);
    expect(await docker.ping()).toEqual({ apiVersion: '1.43', version: '24.0.7' });
  });

  test('is asked for anew when the Engine was away, since it may be another one now', async () => {
    let version = '1.43';
    await connect({ apiVersion: () => version }, 60_000);
    await docker.list();
    await engine.close();
    await expect(docker.list()).rejects.toMatchObject({ statusCode: null });
    version = '1.51';
    await engine.listen();
    await docker.list();
    expect(engine.requests.at(-1)).toBe('GET /v1.51/containers/json');
    expect(docker.availability()).toEqual({ reachable: true });
  });

  test('is asked for anew when the Engine refuses ours, and the call is repeated once', async () => {
    let version = '1.52';
    await connect({
      apiVersion: () => version,
      answer: (request, response) => {
        if (request.url?.startsWith('/v1.41/')) return void response.end('[]');
        version = '1.41';
        response.statusCode = 400;
        response.end('{"message":"client version 1.52 is too new. Maximum supported API version is 1.41"}');
      },
    });
    expect(await docker.list()).toEqual([]);
  });

  test('comes from /version where a proxy hides the header, and too old a one is refused with words', async () => {
    let version = '1.43';
    await connect({
      ping: (_, response) => void response.end('OK'),
      answer: (request, response) =>
        void response.end(
          request.url === '/version' ? JSON.stringify({ ApiVersion: version, Version: '19.03.8' }) : '[]',
        ),
    });
    expect(await docker.ping()).toEqual({ apiVersion: '1.43', version: '19.03.8' });
    version = '1.40';
    await expect(docker.ping()).rejects.toMatchObject({
      unreachable: 'version',
      message: expect.stringContaining('20.10'),
    });
  });
});

test('DOCKER_HOST of the process does not divert calls from the configured Engine', async () => {
  vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
  vi.stubEnv('DOCKER_CLIENT_TIMEOUT', '1');
  await connect();
  expect(await docker.list()).toEqual([]);
});

test('speaks over TCP too', async () => {
  await connect({ tcp: true });
  expect(await docker.list()).toEqual([]);
  expect(engine.urls.at(-1)).toBe('/v1.43/containers/json?all=true');
});

describe('answers', () => {
  test('that are cut in the middle fail at once, they do not hang', async () => {
    await connect({
      answer: (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('[{"Id":"abc"', () => response.destroy());
      },
    });
    await expect(docker.list({ deadlineMs: 60_000 })).rejects.toMatchObject({ statusCode: null, unreachable: 'other' });
    expect(docker.availability()).toEqual({ reachable: true });
  });

  test.each([
    ['before they begin', (): void => undefined],
    ['in the middle', (response: ServerResponse): void => void response.write('[')],
  ])('that stop %s end with the deadline', async (_, begin) => {
    await connect({ answer: (_request, response) => begin(response) });
    await expect(docker.list({ deadlineMs: 100 })).rejects.toMatchObject({ statusCode: null, unreachable: 'timeout' });
    // One slow call says nothing about the Engine, which still answers a ping.
    await docker.ping();
    expect(docker.availability()).toEqual({ reachable: true });
  });

  test('that refuse carry the status and the Engine’s own sentence', async () => {
    await connect({
      answer: (_, response) => {
        response.statusCode = 409;
        response.end('{"message":"container is marked for removal"}');
      },
    });
    await expect(docker.list()).rejects.toMatchObject({ statusCode: 409, reason: 'container is marked for removal' });
    expect(docker.availability()).toEqual({ reachable: true });
  });

  test('are waited for no longer than the caller wants', async () => {
    await connect({ answer: () => undefined });
    const caller = new AbortController();
    const call = docker.list({ signal: caller.signal });
    await vi.waitFor(() => expect(engine.requests).toContain('GET /v1.43/containers/json'));
    const reason = new Error('never mind');
    caller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  test('that wait for a free socket behind slow ones end with their own deadline', async () => {
    await connect({ answer: () => undefined });
    const slow = Array.from({ length: 16 }, () => docker.list({ deadlineMs: 600_000 }).catch(() => undefined));
    await vi.waitFor(() =>
      expect(engine.requests.filter((each) => each.endsWith('/containers/json'))).toHaveLength(16),
    );
    await expect(docker.list({ deadlineMs: 50 })).rejects.toMatchObject({ unreachable: 'timeout' });
    docker.close();
    await Promise.all(slow);
  });
});

test.each([true, false])('docker-modem’s debug log finds nothing to walk through in our agent (TLS %s)', (tls) => {
  expect(inspect(quietAgent(tls, 4), { showHidden: true, depth: null })).toBe('Agent');
});

describe('availability', () => {
  test('is told once each way, and comes back without anybody asking', async () => {
    await connect();
    const heard: unknown[] = [];
    docker.onAvailability((now) => heard.push(now.reachable ? 'up' : now.cause));
    await docker.list();
    await engine.close();
    await docker.list().catch(() => undefined);
    await docker.list().catch(() => undefined);
    await engine.listen();
    await vi.waitFor(() => expect(heard).toEqual(['no-socket', 'up']));
  });

  test('is tried again and again, not once', async () => {
    let broken = true;
    await connect({
      ping: (_, response) => {
        response.statusCode = broken ? 503 : 200;
        response.setHeader('Api-Version', '1.43');
        response.setHeader('Server', 'Docker/24.0.7 (linux)');
        response.end('OK');
      },
    });
    await expect(docker.list()).rejects.toMatchObject({ statusCode: 503 });
    await vi.waitFor(() => expect(engine.requests.length).toBeGreaterThan(3));
    expect(docker.availability()).toMatchObject({ reachable: false, cause: 'other' });
    broken = false;
    await vi.waitFor(() => expect(docker.availability()).toEqual({ reachable: true }));
  });

  test('is not told any more after close', async () => {
    await connect();
    const heard: unknown[] = [];
    docker.onAvailability((now) => heard.push(now));
    docker.close();
    await expect(docker.list()).rejects.toThrow('closed');
    expect(heard).toEqual([]);
  });
});

describe('events', () => {
  const line = (nano: string, action: string) =>
    `${JSON.stringify({ Type: 'container', Action: action, Actor: { ID: 'a'.repeat(64), Attributes: { name: 'x' } }, time: Number(nano.slice(0, 10)), timeNano: 0 }).replace('"timeNano":0', `"timeNano":${nano}`)}\n`;
  const first = '1700000000123456789';
  const second = '1700000001123456789';

  test('a stream that ends is taken up again from the last event, which does not come twice', async () => {
    let connections = 0;
    await connect({
      answer: (_, response) => {
        connections += 1;
        if (connections === 1) {
          response.write(line(first, 'start').slice(0, 40));
          response.end(line(first, 'start').slice(40));
        } else response.write(line(first, 'start') + line(second, 'die'));
      },
    });
    const heard: EngineEvent[] = [];
    const subscription = docker.events((event) => heard.push(event));
    await vi.waitFor(() => expect(heard).toHaveLength(3), 10_000);
    subscription.stop();
    expect(heard.map((event) => (event.kind === 'gap' ? 'gap' : event.action))).toEqual(['start', 'gap', 'die']);
    // Nothing but the stream was cut: the Engine itself answered a ping.
    expect(heard[1]).toMatchObject({ engineWasDown: false });
    const asked = engine.urls
      .filter((url) => url.includes('/events'))
      .map((url) => new URL(url, 'http://x').searchParams);
    expect(asked[1]?.get('since')).toBe('1700000000.123456789');
    expect(JSON.parse(asked[0]?.get('filters') ?? '')).toMatchObject({
      type: ['container'],
      event: expect.not.arrayContaining(['exec_start']),
    });
  });

  test('a listener that throws does not end the others’ events', async () => {
    await connect({ answer: (_, response) => void response.write(line(first, 'start') + line(second, 'die')) });
    const heard: string[] = [];
    const subscription = docker.events((event) => {
      heard.push(event.kind === 'gap' ? 'gap' : event.action);
      throw new Error('a bug of the listener');
    });
    await vi.waitFor(() => expect(heard).toEqual(['start', 'die']));
    subscription.stop();
  });

  test('stop closes the connection', async () => {
    const closed = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    await connect({
      answer: (_, response) => {
        response.write('\n');
        response.once('close', closed.resolve);
        opened.resolve();
      },
    });
    const subscription = docker.events(() => undefined);
    await opened.promise;
    subscription.stop();
    await closed.promise;
    expect(engine.requests.filter((each) => each.endsWith('/events'))).toHaveLength(1);
  });
});
