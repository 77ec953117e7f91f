import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigProblem, parseDockerHost } from '../../../src/config/index.ts';

/** The paragraph that stops the start. */
function problemOf(env: Parameters<typeof parseDockerHost>[0]): string {
  try {
    parseDockerHost(env);
  } catch (error) {
    if (error instanceof ConfigProblem) return error.paragraph();
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('addresses', () => {
  test.each([
    [undefined, { kind: 'unix', socketPath: '/var/run/docker.sock' }],
    ['  ', { kind: 'unix', socketPath: '/var/run/docker.sock' }],
    ['unix:///run/user/1000/docker.sock', { kind: 'unix', socketPath: '/run/user/1000/docker.sock' }],
    ['tcp://10.0.0.5:2375', { kind: 'tcp', host: '10.0.0.5', port: 2375, tls: null }],
    ['tcp://10.0.0.5', { kind: 'tcp', host: '10.0.0.5', port: 2375, tls: null }],
    ['http://proxy:80/', { kind: 'tcp', host: 'proxy', port: 80, tls: null }],
    ['tcp://[fd00::5]:2375', { kind: 'tcp', host: 'fd00::5', port: 2375, tls: null }],
  ])('%s', (value, expected) => {
    expect(parseDockerHost({ DOCKER_HOST: value })).toEqual(expected);
  });

  test.each([
    'docker.sock',
    'unix://relative',
    'npipe:////./pipe/docker',
    'tcp://',
    'tcp://host:99999',
    'tcp://host/path',
  ])('%s is refused with an example', (value) => {
    expect(problemOf({ DOCKER_HOST: value })).toMatch(/DOCKER_HOST.*unix:\/\/\/var\/run\/docker\.sock/s);
  });

  test('ssh is refused with the reason and another way', () => {
    expect(problemOf({ DOCKER_HOST: 'ssh://me@host' })).toMatch(/ssh:\/\/ is not supported.*host key.*ssh -N -L/s);
  });
});

describe('TLS', () => {
  test('reads the three files, and takes the port that Docker uses with it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vakhta-certs-'));
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder, `${name}.pem`), name);
    const parsed = parseDockerHost({ DOCKER_HOST: 'tcp://engine', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder });
    expect(parsed).toEqual({
      kind: 'tcp',
      host: 'engine',
      port: 2376,
      tls: {
        folder,
        ca: Buffer.from('ca'),
        cert: Buffer.from('cert'),
        key: Buffer.from('key'),
      },
    });
    rmSync(join(folder, 'key.pem'));
    expect(problemOf({ DOCKER_HOST: 'tcp://engine', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder })).toMatch(
      /key\.pem cannot be read.*DOCKER_CERT_PATH/s,
    );
    rmSync(folder, { recursive: true });
  });

  test('never falls back to an open connection when the folder is missing', () => {
    expect(problemOf({ DOCKER_HOST: 'tcp://engine', DOCKER_TLS_VERIFY: '1' })).toMatch(/not set.*DOCKER_CERT_PATH/s);
  });
});
