import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { EngineApi } from './engine-api.ts';
import { type TarEntry, tarOf } from './tar.ts';

export const BUSYBOX_IMAGE = 'vakhta-test/busybox:latest';
export const NODE_IMAGE = 'vakhta-test/node:latest';

/** Debian's busybox-static: one file without libraries. */
const BUSYBOX = '/bin/busybox';

/** Makes both images from what the machine has; nothing is pulled. `label` (`key=value`) is written into them. */
export async function importImages(api: EngineApi, label: string): Promise<void> {
  await importImage(api, BUSYBOX_IMAGE, label, busyboxTree());
  await importImage(api, NODE_IMAGE, label, [...busyboxTree(), ...nodeTree()]);
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

function busyboxTree(): TarEntry[] {
  const applets = execFileSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).split('\n');
  const folders = ['bin', 'tmp', 'etc'].map(
    (path): TarEntry => ({ kind: 'folder', path: `${path}/`, mode: path === 'tmp' ? 0o1777 : 0o755 }),
  );
  return [
    ...folders,
    { kind: 'file', path: 'bin/busybox', mode: 0o755, bytes: readFileSync(realpathSync(BUSYBOX)) },
    { kind: 'file', path: 'etc/passwd', mode: 0o644, bytes: Buffer.from('root:x:0:0::/:/bin/sh\n') },
    ...applets
      .filter((name) => name !== '' && name !== 'busybox')
      .map((name): TarEntry => ({ kind: 'link', path: `bin/${name}`, target: 'busybox' })),
  ];
}

/** This very Node, and the libraries that the loader would take for it. */
function nodeTree(): TarEntry[] {
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g);
  const paths = [...libraries].map((match) => match[1] ?? '');
  const parents = new Set(
    paths.flatMap((path) =>
      path
        .split('/')
        .slice(1, -1)
        .map((_, depth, all) => all.slice(0, depth + 1).join('/')),
    ),
  );
  return [
    ...[...parents].map((path): TarEntry => ({ kind: 'folder', path: `${path}/`, mode: 0o755 })),
    ...paths.map((path): TarEntry => ({ kind: 'file', path: path.slice(1), mode: 0o755, bytes: readFileSync(path) })),
    { kind: 'file', path: 'bin/node', mode: 0o755, bytes: readFileSync(process.execPath) },
  ];
}
