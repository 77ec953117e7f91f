import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../errors.ts';
import { ConfigProblem } from './problem.ts';

/** Where the Engine listens and how to speak to it. */
export type DockerHostConfig =
  | { kind: 'unix'; socketPath: string }
  | { kind: 'tcp'; host: string; port: number; tls: null | TlsFiles };

export interface TlsFiles {
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
  /** Where they were read, for programs that are to read them themselves. */
  folder?: string;
}

export interface DockerHostEnv {
  DOCKER_HOST?: string | undefined;
  DOCKER_TLS_VERIFY?: string | undefined;
  DOCKER_CERT_PATH?: string | undefined;
}

const DEFAULT_SOCKET = '/var/run/docker.sock';
const ADDRESS = { where: 'DOCKER_HOST', expected: 'unix:// with an absolute path, or tcp:// with a host and a port' };
const ADDRESS_EXAMPLE = 'DOCKER_HOST=unix:///var/run/docker.sock, or DOCKER_HOST=tcp://10.0.0.5:2376';

/**
 * Reads the three variables as Docker's own command does: empty means the usual socket; DOCKER_TLS_VERIFY set to
 * anything means TLS with ca.pem, cert.pem and key.pem from DOCKER_CERT_PATH. Ports default to Docker's 2375 and 2376.
 * @throws ConfigProblem
 */
export function parseDockerHost(env: DockerHostEnv): DockerHostConfig {
  const value = env.DOCKER_HOST?.trim() ?? '';
  if (value === '') return { kind: 'unix', socketPath: DEFAULT_SOCKET };
  if (/^ssh:/i.test(value)) {
    throw new ConfigProblem({
      ...ADDRESS,
      what: 'ssh:// is not supported, because each request would open a connection of its own that trusts any host key.',
      example:
        'ssh -N -L /tmp/docker.sock:/var/run/docker.sock user@host beside it, and DOCKER_HOST=unix:///tmp/docker.sock',
    });
  }
  if (value.startsWith('unix://')) {
    const socketPath = value.slice('unix://'.length);
    if (socketPath.startsWith('/')) return { kind: 'unix', socketPath };
  }
  const tcp = /^(tcp|https?):\/\//i.test(value) ? parseTcp(value, env) : null;
  if (tcp !== null) return tcp;
  throw new ConfigProblem({ ...ADDRESS, what: `"${value}" is not an address of an Engine.`, example: ADDRESS_EXAMPLE });
}

function parseTcp(value: string, env: DockerHostEnv): DockerHostConfig | null {
  const withTls = (env.DOCKER_TLS_VERIFY ?? '') !== '' || /^https:/i.test(value);
  // `http:` would swallow ":80" as its default port; an unknown scheme keeps every port that was written.
  const url = URL.parse(value.replace(/^[a-z]+:/i, 'engine:'));
  if (url === null || url.hostname === '' || (url.pathname !== '' && url.pathname !== '/')) return null;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (withTls ? 2376 : 2375) : Number(url.port);
  return { kind: 'tcp', host, port, tls: withTls ? readCertificates(env.DOCKER_CERT_PATH?.trim() ?? '') : null };
}

function readCertificates(folder: string): TlsFiles {
  const problem = (what: string, cause?: unknown) =>
    new ConfigProblem(
      {
        what,
        where: 'DOCKER_CERT_PATH',
        expected: 'the folder that holds ca.pem, cert.pem and key.pem, since TLS is switched on',
        example: 'DOCKER_CERT_PATH=/etc/vakhta/docker-certs',
      },
      { cause },
    );
  if (folder === '') throw problem('It is not set.');
  const read = (name: string): Buffer => {
    try {
      return readFileSync(join(folder, name));
    } catch (error) {
      throw problem(`${name} cannot be read (${messageOf(error)}).`, error);
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem'), folder };
}
