import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { createDocker, type Docker } from '../../../src/docker/index.ts';
import { silentLog } from '../../../src/log.ts';

/** Made for these tests alone, valid for 127.0.0.1 and a hundred years; the authority's own key was thrown away. */
const pem = (name: string) => readFileSync(join(import.meta.dirname, 'tls', `${name}.pem`));

const certificates = { ca: pem('ca'), cert: pem('client'), key: pem('client-key') };
let server: https.Server;
let docker: Docker;

afterEach(() => {
  docker.close();
  server.close();
  server.closeAllConnections();
});

async function connect(tls: { ca: Buffer; cert: Buffer; key: Buffer } | null): Promise<string[]> {
  const clients: string[] = [];
  const options = {
    ca: pem('ca'),
    cert: pem('server'),
    key: pem('server-key'),
    requestCert: true,
    rejectUnauthorized: true,
  };
  server = https.createServer(options, (request, response) => {
    if ('getPeerCertificate' in request.socket) clients.push(request.url ?? '');
    response.setHeader('Api-Version', '1.43');
    response.setHeader('Server', 'Docker/24.0.7 (linux)');
    response.end(request.url === '/_ping' ? 'OK' : '[]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  docker = createDocker({ host: { kind: 'tcp', host: '127.0.0.1', port, tls }, clock: systemClock, log: silentLog });
  return clients;
}

test('shows its certificate to an Engine that asks for one, and checks the Engine’s', async () => {
  const clients = await connect(certificates);
  expect(await docker.list()).toEqual([]);
  expect(clients).toEqual(['/_ping', '/v1.43/containers/json?all=true']);
});

test('does not speak to an Engine whose certificate is signed by somebody else', async () => {
  const clients = await connect({ ...certificates, ca: pem('client') });
  await expect(docker.list()).rejects.toMatchObject({ statusCode: null, unreachable: 'tls' });
  expect(clients).toEqual([]);
});
