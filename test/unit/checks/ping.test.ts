import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probePing } from '../../../src/checks/ping.ts';

let folder: string;
let server: Server;
let open: number;
let closed: number;

/** A `ping` that behaves so. */
function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function listen(): Promise<{ server: Server; port: number }> {
  const made = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const address = made.address();
  return { server: made, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-ping-'));
  ({ server, port: open } = await listen());
  const other = await listen();
  closed = other.port;
  await new Promise((resolve) => other.server.close(resolve));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const signal = () => AbortSignal.timeout(10_000);
const ask = (ping: string, port?: number) => probePing({ host: '127.0.0.1', port }, signal(), ping);

describe('where ICMP is allowed', () => {
  test('an answer is enough, with the time that it took', async () => {
    const ping = program('answered', 'echo "64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=12.6 ms"');
    expect(await ask(ping, closed)).toEqual({ ok: true, latencyMs: 13 });
  });

  test('the host is an argument and nothing else', async () => {
    const ping = program('arguments', 'printf "%s\\n" "$@" > "$0.seen"; echo time=1ms');
    await probePing({ host: '10.0.0.1; id' }, signal(), ping);

    expect(readFileSync(`${ping}.seen`, 'utf8')).toBe('-c\n1\n-W\n3\n10.0.0.1; id\n');
  });

  test('no answer, but a port that listens or refuses: reachable, and said how', async () => {
    const ping = program('silent', 'echo "1 packets transmitted, 0 received"; exit 1');
    const reason = (port: number) => ({ key: 'checks-ping-filtered', params: { port } });
    expect(await ask(ping, open)).toMatchObject({ ok: true, reason: reason(open) });
    expect(await ask(ping, closed)).toMatchObject({ ok: true, reason: reason(closed) });
  });
});

describe('where it is not', () => {
  test.each([
    ['it may not', 'echo "ping: socktype: SOCK_RAW: Operation not permitted" >&2; exit 2'],
    ['busybox may not', 'echo "ping: permission denied (are you root?)" >&2; exit 1'],
  ])('%s: a connection decides', async (name, script) => {
    expect(await ask(program(name.replaceAll(' ', '-'), script), open)).toMatchObject({
      ok: true,
      reason: { key: 'checks-ping-tcp', params: { port: open } },
    });
  });

  test('there is no ping at all', async () => {
    expect(await ask(join(folder, 'no-such-program'), open)).toMatchObject({
      ok: true,
      reason: { key: 'checks-ping-tcp', params: { port: open } },
    });
  });

  test('a name that there is not is told as such', async () => {
    const ping = program('unknown', 'echo "ping: no-such.invalid: Name or service not known" >&2; exit 2');
    await expect(probePing({ host: 'no-such.invalid' }, signal(), ping)).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });
});

test('a ping that hangs ends with the check', async () => {
  const ping = program('hangs', 'exec sleep 1000');
  await expect(probePing({ host: '127.0.0.1', port: closed }, AbortSignal.timeout(200), ping)).rejects.toBeDefined();
});
