import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../errors.ts';

/** Where the Engine listens and how to speak to it. */
export type DockerHostConfig =
  | { kind: 'unix'; socketPath: string }
  | { kind: 'tcp'; host: string; port: number; tls: null | { ca: Buffer; cert: Buffer; key: Buffer } };

export interface DockerHostEnv {
  DOCKER_HOST?: string | undefined;
  DOCKER_TLS_VERIFY?: string | undefined;
  DOCKER_CERT_PATH?: string | undefined;
}

/** DOCKER_HOST and what belongs to it cannot be used; the message is one paragraph for the operator. */
export class DockerHostProblem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DockerHostProblem';
  }
}

const EXAMPLES = 'Expected unix:///var/run/docker.sock or tcp://10.0.0.5:2376.';
const DEFAULT_SOCKET = '/var/run/docker.sock';

/**
 * Reads the three variables as Docker's own command does: empty means the usual socket; DOCKER_TLS_VERIFY set to
 * anything means TLS with ca.pem, cert.pem and key.pem from DOCKER_CERT_PATH. Ports default to Docker's 2375 and 2376.
 * Throws DockerHostProblem.
 */
export function parseDockerHost(env: DockerHostEnv): DockerHostConfig {
  const value = env.DOCKER_HOST?.trim() ?? '';
  if (value === '') return { kind: 'unix', socketPath: DEFAULT_SOCKET };
  if (value.startsWith('unix://')) return parseUnix(value);
  if (/^ssh:/i.test(value)) {
    throw new DockerHostProblem(
      'DOCKER_HOST: ssh:// is not supported, because each request would open a connection of its own that trusts any ' +
        'host key. Forward the socket instead (ssh -N -L /tmp/docker.sock:/var/run/docker.sock user@host) and set ' +
        'DOCKER_HOST=unix:///tmp/docker.sock, or use tcp:// with DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.',
    );
  }
  if (/^(tcp|https?):\/\//i.test(value)) return parseTcp(value, env);
  throw new DockerHostProblem(`DOCKER_HOST: "${value}" is not an address of an Engine. ${EXAMPLES}`);
}

function parseUnix(value: string): DockerHostConfig {
  const socketPath = value.slice('unix://'.length);
  if (!socketPath.startsWith('/')) {
    throw new DockerHostProblem(`DOCKER_HOST: "${value}" needs an absolute path after unix://. ${EXAMPLES}`);
  }
  return { kind: 'unix', socketPath };
}

function parseTcp(value: string, env: DockerHostEnv): DockerHostConfig {
  const withTls = (env.DOCKER_TLS_VERIFY ?? '') !== '' || /^https:/i.test(value);
  // `http:` would swallow ":80" as its default port; an unknown scheme keeps every port that was written.
  const url = URL.parse(value.replace(/^[a-z]+:/i, 'engine:'));
  if (url === null || url.hostname === '' || (url.pathname !== '' && url.pathname !== '/')) {
    throw new DockerHostProblem(`DOCKER_HOST: "${value}" is not a host with a port. ${EXAMPLES}`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (withTls ? 2376 : 2375) : Number(url.port);
  return { kind: 'tcp', host, port, tls: withTls ? readCertificates(env.DOCKER_CERT_PATH ?? '') : null };
}

function readCertificates(folder: string): { ca: Buffer; cert: Buffer; key: Buffer } {
  if (folder === '') {
    throw new DockerHostProblem(
      'DOCKER_CERT_PATH: is needed with DOCKER_TLS_VERIFY: the folder that holds ca.pem, cert.pem and key.pem, for example /etc/vakhta/docker-certs.',
    );
  }
  const read = (name: string): Buffer => {
    try {
      return readFileSync(join(folder, name));
    } catch (error) {
      throw new DockerHostProblem(
        `DOCKER_CERT_PATH: cannot read ${join(folder, name)} (${messageOf(error)}). The folder must hold ca.pem, cert.pem and key.pem.`,
        { cause: error },
      );
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
