import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRaw } from '../../../src/logs/raw-connection.ts';

let folder: string;
let server: Server;
let socketPath: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-raw-'));
  socketPath = join(folder, 'engine.sock');
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** An Engine that answers each request so. */
async function answering(answer: (socket: Socket) => void): Promise<void> {
  server = createServer((socket) => {
    socket.once('data', () => answer(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
}

/** The whole body; `take` gets at most so many bytes a time. */
async function read(options: { memory?: number; signal?: AbortSignal; most?: number } = {}): Promise<string> {
  const parts: Buffer[] = [];
  await readRaw({
    host: { kind: 'unix', socketPath },
    path: '/logs',
    buffer: Buffer.alloc(options.memory ?? 1_024),
    signal: options.signal ?? new AbortController().signal,
    take(bytes) {
      const taken = bytes.subarray(0, options.most ?? bytes.length);
      parts.push(Buffer.from(taken));
      return taken.length;
    },
  });
  return Buffer.concat(parts).toString();
}

test('a body of any size goes through a little memory', async () => {
  const body = Array.from({ length: 5_000 }, (_, number) => `line ${number}\n`).join('');
  await answering((socket) => socket.end(`HTTP/1.0 200 OK\r\nContent-Type: x\r\n\r\n${body}`));
  expect(await read()).toBe(body);
});

test('chunks that a proxy makes are taken out, wherever the connection cuts them', async () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  const bytes = [...`${head}5\r\nhello\r\n6;x=1\r\n world\r\n0\r\n\r\n`];
  const send = (socket: Socket): void => {
    const byte = bytes.shift();
    if (byte === undefined) socket.end();
    else socket.write(byte, () => send(socket));
  };
  await answering(send);
  expect(await read()).toBe('hello world');
});

test('a body of chunks without its end was cut off', async () => {
  await answering((socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'));
  await expect(read()).rejects.toMatchObject({ code: 'ECUT' });
});

test('the end that an answer tells is its end, also where the connection stays open', async () => {
  const ends = ['Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n', 'Content-Length: 5\r\n\r\nhello'];
  for (const end of ends) {
    await answering((socket) => socket.write(`HTTP/1.1 200 OK\r\n${end}`));
    expect(await read()).toBe('hello');
    // Ends only once nobody holds a connection.
    await new Promise((resolve) => server.close(resolve));
  }
  await answering((socket) => socket.end());
});

test('an answer that is shorter than it has told was cut off', async () => {
  await answering((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello'));
  await expect(read()).rejects.toMatchObject({ code: 'ECUT' });
});

test('it asks so that the Engine tells the end, and closes behind it', async () => {
  let request = '';
  server = createServer((socket) => {
    socket.once('data', (data) => {
      request = data.toString();
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  expect(await read()).toBe('');
  expect(request).toMatch(/^GET \/logs HTTP\/1\.1\r\n/);
  expect(request).toContain('\r\nConnection: close\r\n');
});

test('chunks without a length are no log', async () => {
  await answering((socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n'));
  await expect(read()).rejects.toThrow('no length');
});

test('what is left and not wanted at the end was cut off', async () => {
  await answering((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nhello'));
  await expect(read({ most: 2 })).rejects.toMatchObject({ code: 'ECUT' });
});

test('a refusal is told in the Engine’s words, however long', async () => {
  await answering((socket) =>
    socket.end(`HTTP/1.0 501 Not Implemented\r\n\r\n${JSON.stringify({ message: 'no reading' })}`),
  );
  await expect(read()).rejects.toMatchObject({ statusCode: 501, message: 'no reading' });
  await new Promise((resolve) => server.close(resolve));
  await answering((socket) => socket.end(`HTTP/1.0 502 Bad Gateway\r\n\r\n${'x'.repeat(100_000)}`));
  await expect(read()).rejects.toMatchObject({ statusCode: 502, message: 'x'.repeat(500) });
});

test('nobody there, somebody else there, nobody waiting', async () => {
  await expect(read()).rejects.toMatchObject({ statusCode: null, code: 'ENOENT' });
  await answering((socket) => socket.end('SSH-2.0-x\r\n\r\n'));
  await expect(read()).rejects.toMatchObject({ statusCode: null, message: expect.stringContaining('HTTP') });
  const reason = new Error('gone');
  await expect(read({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
