import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPacker } from '../../../src/backups/archive/packer.ts';
import { convertVolume } from '../../../src/backups/legacy/convert-volume.ts';
import type { Manifest } from '../../../src/backups/manifest.ts';
import type { Store } from '../../../src/backups/store/types.ts';
import { paddingOf, type TarHeader } from '../../../src/backups/tar/scanner.ts';
import { END_MARKER, writeHeader } from '../../../src/backups/tar/writer.ts';
import { configFile, manifest, service, tree } from './proof/facts.ts';

const ENV = Buffer.from(`DB_PASSWORD=${'x'.repeat(40)}\n`.repeat(20));

/** Pieces of a tar, one for each entry: cut behind any of them, it is cut between two entries. */
export function tarPieces(): Buffer[] {
  const base = { uid: 999, gid: 999, mtime: 1_700_000_000, size: 0 };
  const folder = (name: string): [TarHeader] => [{ ...base, name, type: 'folder', mode: 0o755 }];
  const file = (name: string, content: Buffer): [TarHeader, Buffer] => [
    { ...base, name, type: 'file', mode: 0o640, size: content.length },
    content,
  ];
  const entries: readonly [TarHeader, Buffer?][] = [
    folder('vol'),
    folder('vol/a'),
    file('vol/a/empty', Buffer.alloc(0)),
    file('vol/a/random', randomBytes(150_000)),
    [{ ...base, name: 'vol/a/second', type: 'hardlink', mode: 0o640, link: 'vol/a/random' }],
    [{ ...base, name: 'vol/escaping', type: 'symlink', mode: 0o777, link: '../../../../etc/shadow' }],
    file('vol/latin-\xe9', Buffer.from('a name that is no UTF-8')),
    file('vol/lines', Buffer.from(Array.from({ length: 8000 }, (_, line) => `${line} of the log\n`).join(''))),
    ...Array.from({ length: 300 }, (_, number) => file(`vol/of-many-${number + 100}`, randomBytes(40))),
  ];
  return entries.map(([header, content]) =>
    Buffer.concat([writeHeader(header), content ?? Buffer.alloc(0), Buffer.alloc(paddingOf(header.size))]),
  );
}

/** A sealed backup of everything that one may hold, made without an Engine: a volume, its configuration, what a hook printed. */
export async function sealWhole(store: Store, id: string, pieces: readonly Buffer[]): Promise<Manifest> {
  const draft = await store.begin('shop', id);
  const plain = `${store.root}.tar`;
  await writeFile(plain, Buffer.concat([...pieces, END_MARKER]));
  const files = { archiveFile: 'tree-0.tar.zst', listFile: 'tree-0.jsonl.zst' };
  const { archive, list, warnings, ...read } = await convertVolume({
    ...{ path: plain, level: 1, key: draft.key },
    archiveFile: draft.pathOf(files.archiveFile),
    listFile: draft.pathOf(files.listFile),
  });
  if (archive === null) throw new Error('a volume that was converted has an archive');
  const header: TarHeader = {
    ...{ name: '0-.env', type: 'file', mode: 0o600, uid: 0, gid: 0, mtime: 0 },
    size: ENV.length,
  };
  const env = Buffer.concat([writeHeader(header), ENV, Buffer.alloc(paddingOf(ENV.length)), END_MARKER]);
  const pack = async (file: string, content: Buffer) => {
    const packer = await createPacker(join(draft.folder, file), 1, draft.key);
    await packer.write(content);
    return { file, ...(await packer.finish()) };
  };
  const about = { ...configFile('/srv/shop/.env', 'env'), bytes: ENV.length, entry: header.name };
  const made = manifest({
    id,
    encryption: draft.encryption,
    trees: [
      tree('shop_data', {
        ...{ ...read, warnings: [...warnings], listSha256: read.listSha256 },
        archive: { file: files.archiveFile, ...archive },
        list: { file: files.listFile, ...list },
      }),
    ],
    services: [service('db', { volumes: ['shop_data'] })],
    configFiles: [{ ...about, sha256: createHash('sha256').update(ENV).digest('hex') }],
    config: await pack('config.tar.zst', env),
    extras: [{ kind: 'hook', name: 'db', stored: await pack('hook-0.zst', randomBytes(2000)) }],
  });
  await draft.seal(made);
  return made;
}
