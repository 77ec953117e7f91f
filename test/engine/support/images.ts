import { Readable } from 'node:stream';
import { type TarEntry, tarOf } from '../../../src/docker/image-tar.ts';
import { busyboxTree, programTree } from '../../../src/docker/program-tree.ts';
import type { EngineApi } from './engine-api.ts';

export const BUSYBOX_IMAGE = 'vakhta-test/busybox:latest';
export const NODE_IMAGE = 'vakhta-test/node:latest';
/** busybox and Debian's sqlite3: a real database that fits into a few megabytes. */
export const SQLITE_IMAGE = 'vakhta-test/sqlite:latest';

/** Debian's busybox-static: one file without libraries. */
const BUSYBOX = '/bin/busybox';
const SQLITE = '/usr/bin/sqlite3';

/** Makes all images from what the machine has; nothing is pulled. `label` (`key=value`) is written into them. */
export async function importImages(api: EngineApi, label: string): Promise<void> {
  await importImage(api, BUSYBOX_IMAGE, label, await busyboxTree(BUSYBOX));
  await importImage(api, NODE_IMAGE, label, [
    ...(await busyboxTree(BUSYBOX)),
    ...(await programTree(process.execPath, 'node')),
  ]);
  await importImage(api, SQLITE_IMAGE, label, [
    ...(await busyboxTree(BUSYBOX)),
    ...(await programTree(SQLITE, 'sqlite3')),
  ]);
}

async function importImage(api: EngineApi, name: string, label: string, tree: TarEntry[]): Promise<void> {
  const [repo = '', tag = ''] = name.split(':');
  const changes = [`LABEL ${label}`, 'ENV PATH=/bin', 'CMD ["/bin/sh"]'];
  const query = new URLSearchParams({ fromSrc: '-', repo, tag });
  for (const change of changes) query.append('changes', change);
  const answer = await api.send('POST', `/images/create?${query}`, Readable.from(tarOf(tree)));
  // The Engine reports a failure in the body of an answer that began with 200.
  if (answer.status !== 200 || answer.body.includes('"error"')) {
    throw new Error(`The image ${name} could not be made: ${answer.status} ${answer.body}`);
  }
}
