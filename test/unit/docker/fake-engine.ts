import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DockerHostConfig } from '../../../src/config/index.ts';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export interface FakeEngine {
  host: DockerHostConfig;
  /** `GET /v1.43/containers/json`, without the query. */
  requests: string[];
  urls: string[];
  listen(): Promise<void>;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
  remove(): Promise<void>;
}

export interface FakeOptions {
  apiVersion?: () => string;
  /** The answer to anything but a ping; default is an empty list. */
  answer?: Answer;
  ping?: Answer;
  tcp?: boolean;
}

/** An Engine that behaves as badly as a test wants, for what a real one cannot be made to do. */
export async function startFakeEngine(options: FakeOptions = {}): Promise<FakeEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'vakhta-fake-'));
  const socketPath = join(folder, 'docker.sock');
  const requests: string[] = [];
  const urls: string[] = [];
  const server = http.createServer((request, response) => {
    const url = request.url ?? '';
    urls.push(url);
    requests.push(`${request.method} ${url.split('?')[0]}`);
    if (url !== '/_ping') return (options.answer ?? sendList)(request, response);
    if (options.ping !== undefined) return options.ping(request, response);
    response.setHeader('Api-Version', options.apiVersion?.() ?? '1.43');
    response.setHeader('Server', 'Docker/24.0.7 (linux)');
    response.end('OK');
  });
  const listen = () =>
    new Promise<void>((resolve) => {
      if (options.tcp) server.listen(0, '127.0.0.1', resolve);
      else server.listen(socketPath, resolve);
    });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen();
  const address = server.address();
  const port = isPort(address) ? address.port : 0;
  return {
    host: options.tcp ? { kind: 'tcp', host: '127.0.0.1', port, tls: null } : { kind: 'unix', socketPath },
    requests,
    urls,
    listen,
    close,
    async remove() {
      if (server.listening) await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const sendList: Answer = (_, response) => {
  response.end('[]');
};

function isPort(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
