import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedValidator } from '../schema/validate.ts';
import { createBotApi } from './bot-api.ts';
import { createCallJournal } from './calls.ts';
import { createCore } from './core.ts';
import { createFaults } from './faults.ts';
import { sendJson, serveStatic } from './http.ts';
import { createPhoneApi } from './phone/api.ts';

export interface SandboxOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** The bot's token; one is made up when it is left out. */
  readonly token?: string;
  readonly now?: () => number;
}

export interface Sandbox {
  /** `http://127.0.0.1:<port>`: grammY's `apiRoot`, and the address of the phone page. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** The version of `@grammyjs/types` that calls are checked against. */
  readonly apiVersion: string;
  close(): Promise<void>;
}

export const DEFAULT_TOKEN = '7000000001:AAF-sandbox_token_for_tests_and_the_demo';

/** Starts Telegram's Bot API and the phones on loopback. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const token = options.token ?? DEFAULT_TOKEN;
  const now = options.now ?? Date.now;
  const core = createCore({ now, token });
  const faults = createFaults(now);
  const calls = createCallJournal();
  const validator = await sharedValidator();
  const botApi = createBotApi({ core, validator, faults, calls });
  const phoneApi = createPhoneApi({ core, faults, calls, cutAll: () => botApi.cutAll() });
  const page = join(dirname(dirname(fileURLToPath(import.meta.url))), 'phone');

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = /^\/bot([^/]+)\/(?:test\/)?([^/]+)$/.exec(url.pathname);
    if (method !== null) {
      return botApi.handle(request, response, decodeURIComponent(method[1] ?? ''), method[2] ?? '', url.searchParams);
    }
    const phone = /^\/phone\/([a-z]+)$/.exec(url.pathname);
    if (phone !== null) return phoneApi.handle(request, response, phone[1] ?? '', url.searchParams);
    const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname);
    if (file !== null) return sendFile(response, decodeURIComponent(file[1] ?? ''), decodeURIComponent(file[2] ?? ''));
    const shown = /^\/phone\/file\/(.+)$/.exec(url.pathname);
    if (shown !== null) return sendFileById(response, decodeURIComponent(shown[1] ?? ''));
    if (await serveStatic(response, page, url.pathname)) return;
    sendJson(response, 404, { ok: false, error_code: 404, description: 'Not Found' });
  }

  function sendFile(response: ServerResponse, given: string, path: string): void {
    const file = given === token ? core.files.findByPath(path) : null;
    if (file === null) {
      sendJson(response, 404, { ok: false, error_code: 404, description: 'Not Found' });
      return;
    }
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length });
    response.end(file.bytes);
  }

  /** For the phone page: pictures, and documents under their own names. */
  function sendFileById(response: ServerResponse, id: string): void {
    const file = core.files.find(id);
    if (file === null) {
      sendJson(response, 404, { error: 'no such file' });
      return;
    }
    const picture = /^image\/(png|jpeg|gif|webp)$/.test(file.mime);
    const name = encodeURIComponent(file.name);
    response.writeHead(200, {
      'content-type': picture ? file.mime : 'application/octet-stream',
      'content-length': file.bytes.length,
      'content-disposition': `${picture ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
    });
    response.end(file.bytes);
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, 500, { error: String(error) });
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 1000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    token,
    apiVersion: validator.version,
    async close() {
      core.updates.close();
      phoneApi.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
