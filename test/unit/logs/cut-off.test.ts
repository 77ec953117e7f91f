import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDownloadJob } from '../../../src/logs/download-job.ts';
import { followSources } from '../../../src/logs/follow-job.ts';
import { createPageJob } from '../../../src/logs/page-job.ts';
import type { EngineAccess } from '../../../src/logs/source-reader.ts';
import type { FoundLine } from '../../../src/logs/types.ts';

const source = { id: 'c1', name: 'shop-api-1', service: 'api', tty: false };
const CUT = [{ source: 'c1', statusCode: null, code: 'ECUT' }];

let folder: string;
let server: Server;
let engine: EngineAccess;
let open: Socket[];

/** An Engine that gives two lines of a log as it does, each a frame in a chunk, and then this. */
async function answering(end: (socket: Socket) => void): Promise<void> {
  server = createServer((socket) => {
    open.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      for (const text of ['one', 'two']) {
        const line = Buffer.from(`2026-02-03T03:00:00.00000000${text.length}Z ${text}\n`);
        const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, line.length]);
        socket.write(Buffer.concat([Buffer.from(`${(head.length + line.length).toString(16)}\r\n`), head, line]));
        socket.write('\r\n');
      }
      end(socket);
    });
  });
  const socketPath = join(folder, 'engine.sock');
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  engine = { host: { kind: 'unix', socketPath }, apiVersion: '1.41' };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-cut-'));
  open = [];
});

afterEach(async () => {
  for (const socket of open) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;
const whole = (socket: Socket) => socket.end('0\r\n\r\n');
const cut = (socket: Socket) => socket.end();
const range = {
  sinceAt: null,
  untilAt: null,
  deadlineMs: 10_000,
  sources: [source],
  pattern: { kind: 'all' },
} as const;

/** The three ways in which a log is read. */
const readings: Record<string, () => Promise<{ texts: string[]; failures: readonly object[] }>> = {
  page: async () => {
    const page = await createPageJob(engine, { ...range, limit: 50, before: null, after: null, context: 0 }).run(never);
    return { texts: page.lines.map(({ text }) => text), failures: page.failures };
  },
  follow: async () => {
    const lines: FoundLine[] = [];
    const order = { sources: [source], pattern: { kind: 'all' }, tail: 0 } as const;
    const failures = await followSources(engine, order, (more) => lines.push(...more), never);
    return { texts: lines.map(({ text }) => text), failures };
  },
  download: async () => {
    const order = { ...range, partBytes: 100_000, maxParts: 2, folder, name: 'api' };
    const { lines, failures } = await createDownloadJob(engine, order, (text) => text).run(never);
    return { texts: Array.from({ length: lines }, (_, index) => ['one', 'two'][index] ?? ''), failures };
  },
};

test.each(Object.keys(readings))(
  'a %s that is cut exactly between two lines says so, and keeps what came',
  async (how) => {
    await answering(cut);
    const { texts, failures } = (await readings[how]?.()) ?? { texts: [], failures: [] };
    expect(failures).toMatchObject(CUT);
    expect(texts).toEqual(['one', 'two']);
  },
);

test.each(Object.keys(readings))('a %s that comes to its end is whole', async (how) => {
  await answering(whole);
  expect(await readings[how]?.()).toEqual({ texts: ['one', 'two'], failures: [] });
});
