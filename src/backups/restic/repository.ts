import type { HelperMount } from '../../docker/index.ts';

/** What the address of a repository says of how it is reached. */
export interface Repository {
  readonly address: string;
  readonly kind: 'local' | 'sftp' | 'remote';
  /** Of a local one: absolute, on the Engine's host and where the bot runs alike. */
  readonly path: string | null;
  /** The network that a helper needs for it. */
  readonly network: 'none' | 'bridge' | 'host';
}

const REMOTE = /^(?:s3|rest|b2|azure|gs|swift|rclone):/;
const OWN_HOST = /(?:\/\/|@|^sftp:)(?:localhost|127(?:\.\d+){3}|\[::1\])(?=[:/]|$)/;

/** As restic reads it: `s3:…`, `sftp:…`, `rest:…`, a path. */
export function repositoryOf(address: string): Repository {
  const network = OWN_HOST.test(address) ? 'host' : 'bridge';
  if (address.startsWith('sftp:')) return { address, kind: 'sftp', path: null, network };
  if (REMOTE.test(address)) return { address, kind: 'remote', path: null, network };
  return { address, kind: 'local', path: address.replace(/^local:/, ''), network: 'none' };
}

/** What a helper mounts beside the tree. */
export function repositoryMounts({ path }: Repository): readonly HelperMount[] {
  return path === null ? [] : [{ type: 'bind', source: path, target: path, readOnly: false }];
}
