import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { createClient } from '../../../src/docker/client.ts';
import { createDocker, type Docker } from '../../../src/docker/index.ts';
import { execIn } from '../../../src/docker/storage-exec.ts';
import { silentLog } from '../../../src/log.ts';
import { type FakeEngine, startFakeEngine } from './fake-engine.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let engine: FakeEngine;
let docker: Docker;

/** An Engine with one container, that answers to the paths given (without the version) and 404 to the others. */
async function connect(handlers: Readonly<Record<string, Handler>>): Promise<void> {
  engine = await startFakeEngine({
    answer(request, response) {
      const path = (request.url ?? '').replace(/^\/v1\.\d+/, '').split('?')[0] ?? '';
      const handler = handlers[`${request.method} ${path}`] ?? (path === '/containers/one/json' ? inspected : absent);
      handler(request, response);
    },
  });
  docker = createDocker({ host: engine.host, clock: systemClock, log: silentLog });
}

afterEach(async () => {
  docker.close();
  await engine.remove();
});

const json =
  (value: object): Handler =>
  (_, response) =>
    void response.end(JSON.stringify(value));
const absent: Handler = (_, response) => void response.writeHead(404).end('{"message":"No such thing"}');
const inspected = json({
  ...{ Id: 'one', Name: '/one', Created: '', Image: 'sha256:1', RestartCount: 0, Mounts: [] },
  State: { Status: 'running', Running: true, OOMKilled: false, ExitCode: 0, StartedAt: '', FinishedAt: '' },
  Config: { Image: 'one', Tty: false, Labels: {}, Env: [] },
  ...{ HostConfig: {}, NetworkSettings: {} },
});

const frame = (text: string, length = text.length) =>
  Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, length]), Buffer.from(text)]);

const running = (body: Buffer, after: object): Readonly<Record<string, Handler>> => ({
  'POST /containers/one/exec': json({ Id: 'x' }),
  'POST /exec/x/start': (_, response) => void response.writeHead(200, { connection: 'close' }).end(body),
  'GET /exec/x/json': json(after),
});

describe('what a program prints', () => {
  const options = { argv: ['dump'], timeoutMs: 20_000, onStdout: () => undefined };

  it('is not taken for whole when the connection ends in the middle of it', async () => {
    await connect(running(frame('half', 8), { Running: false, ExitCode: 0 }));
    await expect(docker.storage.exec('one', options)).rejects.toThrow('cut off in the middle');
  });

  it('is not taken for whole while the program goes on', async () => {
    await connect(running(frame('half'), { Running: true, ExitCode: null }));
    const client = createClient({ host: engine.host, clock: systemClock, log: silentLog, probeIntervalMs: 20 });
    await expect(execIn(client, 'one', options, 0)).rejects.toThrow('the output ended before the program');
    client.close();
  });

  it('may end before the program where nobody wants it', async () => {
    let asked = 0;
    const handlers = running(frame('half'), {});
    await connect({
      ...handlers,
      'GET /exec/x/json': (request, response) => {
        asked += 1;
        json({ Running: asked < 3, ExitCode: asked < 3 ? null : 7 })(request, response);
      },
    });
    const { onStdout: _, ...unheard } = options;
    expect(await docker.storage.exec('one', unheard)).toEqual({ exitCode: 7, stderr: '' });
  });
});

describe('an image that is imported', () => {
  it('has failed when the Engine says so after its 200; the rest is not read', async () => {
    await connect({
      'POST /images/create': (_, response) =>
        void response.end('{"status":"…"}\r\n{"error":"no space left on device"}\r\n'),
    });
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536);
      })(),
    );
    await expect(docker.storage.importImage(endless, 'our/image:1')).rejects.toThrow('no space left on device');
    expect(endless.destroyed).toBe(true);
  });

  it('is sent as it is, and labelled', async () => {
    const got: Buffer[] = [];
    await connect({
      'POST /images/create': async (request, response) => {
        for await (const chunk of request) got.push(Buffer.from(chunk));
        response.end('{"status":"sha256:2"}\r\n');
      },
      'GET /images/our%2Fimage%3A1/json': json({ Id: 'sha256:2' }),
    });
    const bytes = Buffer.from([0, 255, 128, 10, 13, 0]);
    expect(await docker.storage.importImage(Readable.from([bytes, bytes]), 'our/image:1')).toBe('sha256:2');
    expect(Buffer.concat(got)).toEqual(Buffer.concat([bytes, bytes]));
    const query = new URL(engine.urls.find((url) => url.includes('/images/create')) ?? '', 'http://x').searchParams;
    expect(Object.fromEntries(query)).toEqual({
      ...{ fromSrc: '-', repo: 'our/image', tag: '1', changes: 'LABEL vakhta.helper="image"' },
    });
  });
});

describe('the image without a file', () => {
  const spec = { operation: 'op', image: 'empty', mounts: [] } as const;
  const byName = 'GET /images/vakhta%2Fempty%3A1/json';

  it('is made once, also for two that need it at the same time, and not of what others call so', async () => {
    let sent = 0;
    await connect({
      [byName]: (request, response) => {
        const labels = sent === 0 ? { of: 'somebody else' } : { 'vakhta.helper': 'image' };
        json({ Id: `sha256:${sent}`, Config: { Labels: labels } })(request, response);
      },
      'POST /images/create': async (request, response) => {
        for await (const chunk of request) sent += chunk.length;
        response.end('{"status":"sha256:2"}\r\n');
      },
      'POST /containers/create': json({ Id: 'helper' }),
    });
    await Promise.all([docker.storage.createHelper(spec), docker.storage.createHelper(spec)]);
    await docker.storage.createHelper(spec);
    expect(sent).toBe(1024);
    expect(engine.requests.filter((each) => each.endsWith('/images/create'))).toHaveLength(1);
  });
});

describe('a volume that vanishes while a helper is made on it', () => {
  it('is noticed: the Engine has made an empty one of the same name', async () => {
    const removed: string[] = [];
    let made = false;
    await connect({
      'GET /volumes/data': (request, response) =>
        json({ Name: 'data', Driver: 'local', Labels: made ? null : { of: 'shop' } })(request, response),
      'POST /containers/create': (request, response) => {
        made = true;
        json({ Id: 'helper' })(request, response);
      },
      'GET /images/vakhta%2Fempty%3A1/json': json({ Id: 'sha256:2', Config: { Labels: { 'vakhta.helper': 'image' } } }),
      'GET /containers/helper/json': json({
        ...{ Id: 'helper', Name: '/helper', Created: '', Image: 'sha256:2', RestartCount: 0, Mounts: [] },
        State: { Status: 'created', Running: false, OOMKilled: false, ExitCode: 0, StartedAt: '', FinishedAt: '' },
        Config: { Image: 'x', Tty: false, Labels: { 'vakhta.helper': 'op' }, Env: [] },
        ...{ HostConfig: {}, NetworkSettings: {} },
      }),
      'DELETE /containers/helper': (_, response) => {
        removed.push('helper');
        response.writeHead(204).end();
      },
    });
    const mounts = [{ type: 'volume', source: 'data', target: '/vol', readOnly: true }] as const;
    const making = docker.storage.createHelper({ operation: 'op', image: 'empty', mounts });
    await expect(making).rejects.toThrow('The volume data was removed in this moment');
    expect(removed).toEqual(['helper']);
  });
});
