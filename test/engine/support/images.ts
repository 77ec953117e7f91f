import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { busyboxTree, librariesOf } from '../../../scripts/images/busybox.ts';
import { type TarEntry, tarOf } from '../../../scripts/images/tar.ts';
import type { EngineApi } from './engine-api.ts';

export const BUSYBOX_IMAGE = 'vakhta-test/busybox:latest';
export const NODE_IMAGE = 'vakhta-test/node:latest';

/** Debian's busybox-static: one file without libraries. */
const BUSYBOX = '/bin/busybox';

/** Makes both images from what the machine has; nothing is pulled. `label` (`key=value`) is written into them. */
export async function importImages(api: EngineApi, label: string): Promise<void> {
  await importImage(api, BUSYBOX_IMAGE, label, busyboxTree(BUSYBOX));
  await importImage(api, NODE_IMAGE, label, [...busyboxTree(BUSYBOX), ...nodeTree()]);
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

/** This very Node, and the libraries that the loader would take for it. */
function nodeTree(): TarEntry[] {
  return [
    ...librariesOf(process.execPath),
    { kind: 'file', path: 'bin/node', mode: 0o755, bytes: readFileSync(process.execPath) },
  ];
}
