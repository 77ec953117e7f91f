import { createSocket } from 'node:dgram';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

export function http(listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  return listening(server, () => server.closeAllConnections());
}

export function https(certificate: { cert: string; key: string }, listener: RequestListener): Promise<Listening> {
  const server = createSecureServer(certificate, listener);
  return listening(server, () => server.closeAllConnections());
}

export function tcp(): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

/** A port that refuses: it was free a moment ago. */
export async function refusing(): Promise<number> {
  const server = await tcp();
  await server.close();
  return server.port;
}

function listening(server: Server, cut: () => void): Promise<Listening> {
  const { promise, resolve, reject } = Promise.withResolvers<Listening>();
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') return reject(new Error('no port'));
    resolve({
      port: address.port,
      close: () =>
        new Promise((done) => {
          server.close(() => done());
          cut();
        }),
    });
  });
  return promise;
}

export type DnsAnswer =
  | { readonly a: string }
  | { readonly cname: string }
  | 'NXDOMAIN'
  | 'NODATA'
  | 'SERVFAIL'
  | 'SILENCE';

/** A DNS server that knows these names; RFC 1035, one question a packet. */
export function dns(zone: Readonly<Record<string, DnsAnswer>>): Promise<Listening> {
  const { promise, resolve } = Promise.withResolvers<Listening>();
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const answer = zone[questionName(query)] ?? 'NXDOMAIN';
    if (answer === 'SILENCE') return;
    socket.send(reply(query, answer), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1', () => {
    resolve({ port: socket.address().port, close: () => new Promise((done) => socket.close(() => done())) });
  });
  return promise;
}

function questionName(query: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; query[at] !== undefined && query[at] !== 0; ) {
    const length = query[at] ?? 0;
    labels.push(query.subarray(at + 1, at + 1 + length).toString());
    at += length + 1;
  }
  return labels.join('.');
}

function reply(query: Buffer, answer: Exclude<DnsAnswer, 'SILENCE'>): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const question = query.subarray(12, end);
  const code = answer === 'NXDOMAIN' ? 3 : answer === 'SERVFAIL' ? 2 : 0;
  const asked = query.readUInt16BE(end - 4);
  const record = typeof answer === 'string' ? null : recordOf(answer, asked);
  const header = Buffer.from([0, 0, 0x81, 0x80 | code, 0, 1, 0, record === null ? 0 : 1, 0, 0, 0, 0]);
  query.copy(header, 0, 0, 2);
  return Buffer.concat([header, question, record ?? Buffer.alloc(0)]);
}

function recordOf(answer: { a: string } | { cname: string }, asked: number): Buffer | null {
  const type = 'a' in answer ? 1 : 5;
  if (asked !== type) return null;
  const data =
    'a' in answer
      ? Buffer.from(answer.a.split('.').map(Number))
      : Buffer.concat([
          ...answer.cname.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
          Buffer.from([0]),
        ]);
  const fixed = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([fixed, data]);
}
