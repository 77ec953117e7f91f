import { describe, expect, test } from 'vitest';
import type { HttpAnswer } from '../../../src/checks/index.ts';
import { createDiscovery, isHealthPage } from '../../../src/health/discovery.ts';
import { gatewayOf, hostAddress } from '../../../src/health/host-address.ts';
import { container } from '../triage/world.ts';

const NOBODY = new Set<string>();

function answering(pages: Readonly<Record<string, Partial<HttpAnswer>>>) {
  const asked: string[] = [];
  const ask = async (url: string): Promise<HttpAnswer> => {
    asked.push(url);
    const page = pages[url];
    if (page === undefined) throw new Error('refused');
    return { status: 200, headers: {}, body: 'ok', certificateEndsAt: null, ...page };
  };
  return { asked, ask };
}

const published = (hostPort: number | null, hostIp: string | null = '0.0.0.0', protocol = 'tcp') => ({
  containerPort: 80,
  protocol,
  hostIp,
  hostPort,
});

function discovery(pages: Readonly<Record<string, Partial<HttpAnswer>>>, address: string | null = '127.0.0.1') {
  let now = 1_000;
  const { ask, asked } = answering(pages);
  const found = createDiscovery({ now: () => now, hostAddress: async () => address, ask });
  return {
    asked,
    look: (containers: Parameters<typeof found.look>[0], taken: ReadonlySet<string> = NOBODY) =>
      found.look(containers, taken),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('ports that could be checked', () => {
  test('one that answers at /health or /healthz is offered, held to the status that its body tells', async () => {
    const { look } = discovery({
      'http://127.0.0.1:18790/health': { body: '{"status":"healthy"}' },
      'http://127.0.0.1:9000/healthz': {},
    });
    const found = await look([
      container({ service: 'gateway', ports: [published(18790)] }),
      container({ service: 'Search API', ports: [published(9000)] }),
      container({ service: 'silent', ports: [published(9001), published(null), published(53, '0.0.0.0', 'udp')] }),
    ]);
    expect(found.map(({ service, port, path, config }) => ({ service, port, path, config }))).toEqual([
      {
        service: 'gateway',
        port: 18790,
        path: '/health',
        config: expect.objectContaining({
          id: 'gateway',
          kind: 'http',
          service: 'gateway',
          url: 'http://127.0.0.1:18790/health',
          json: { path: 'status', equals: 'healthy' },
        }),
      },
      {
        service: 'Search API',
        port: 9000,
        path: '/healthz',
        config: expect.objectContaining({ id: 'search-api', url: 'http://127.0.0.1:9000/healthz' }),
      },
    ]);
  });

  test('an id that a check has already is not taken twice', async () => {
    const { look } = discovery({ 'http://127.0.0.1:9000/health': {} });
    const [found] = await look([container({ service: 'gateway', ports: [published(9000)] })], new Set(['gateway']));
    expect(found?.config.id).toBe('gateway-9000');
  });

  test('only the address of the host is asked, loopback ports only from the host itself', async () => {
    const containers = [container({ service: 'a', ports: [published(1, '127.0.0.1'), published(2, '::')] })];
    const onHost = discovery({});
    await onHost.look(containers);
    expect(new Set(onHost.asked.map((url) => new URL(url).host))).toEqual(new Set(['127.0.0.1:1', '127.0.0.1:2']));
    const inContainer = discovery({}, '172.17.0.1');
    await inContainer.look(containers);
    expect(new Set(inContainer.asked.map((url) => new URL(url).host))).toEqual(new Set(['172.17.0.1:2']));
    const nowhere = discovery({}, null);
    await nowhere.look(containers);
    expect(nowhere.asked).toEqual([]);
  });

  test('a port is asked again only after five minutes; at most forty are asked', async () => {
    const { look, asked, pass } = discovery({ 'http://127.0.0.1:1/health': {} });
    const many = Array.from({ length: 50 }, (_, index) => published(index + 1));
    const containers = [container({ service: 'a', ports: many })];
    expect(await look(containers)).toHaveLength(1);
    expect(new Set(asked.map((url) => new URL(url).port)).size).toBe(40);
    const before = asked.length;
    expect(await look(containers)).toHaveLength(1);
    expect(asked).toHaveLength(before);
    pass(5 * 60_000);
    await look(containers);
    expect(asked.length).toBeGreaterThan(before);
  });

  test.each([
    [{ status: 200, body: 'ok' }, true],
    [{ status: 204, body: '' }, true],
    [{ status: 301, body: '' }, false],
    [{ status: 404, body: 'no' }, false],
    [{ status: 200, body: '<!doctype html><title>Shop' }, false],
    [{ status: 200, body: 'x', headers: { 'content-type': 'text/html' } }, false],
    [{ status: 200, body: 'x'.repeat(70_000) }, false],
  ])('%j is a health page: %s', (answer, wanted) => {
    expect(isHealthPage({ headers: {}, ...answer })).toBe(wanted);
  });
});

describe('where published ports are reached', () => {
  const unix = { kind: 'unix', socketPath: '/var/run/docker.sock' } as const;
  const tcp = { kind: 'tcp', host: '10.0.0.5', port: 2376, tls: null } as const;
  // cat /proc/net/route in a container of a default bridge
  const routes =
    'Iface\tDestination\tGateway \tFlags\neth0\t00000000\t010011AC\t0003\neth0\t000011AC\t00000000\t0001\n';

  test('loopback on the host, the gateway in a container, the Engine’s machine where that is another one', async () => {
    expect(await hostAddress(unix, async () => false)).toBe('127.0.0.1');
    expect(
      await hostAddress(
        unix,
        async () => true,
        async () => routes,
      ),
    ).toBe('172.17.0.1');
    expect(await hostAddress(tcp, async () => false)).toBe('10.0.0.5');
    expect(
      await hostAddress(unix, async () => {
        throw new Error('away');
      }),
    ).toBeNull();
    expect(gatewayOf('')).toBeNull();
  });
});
