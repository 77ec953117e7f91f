import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import type { ArchiveWorks } from '../archive/types.ts';
import type { ConfigFile, StoredFile } from '../manifest.ts';
import type { HostFiles } from '../sets/host-files.ts';
import type { BackupSet } from '../sets/types.ts';
import { knowingSpace } from '../store/durable.ts';
import type { Draft } from '../store/types.ts';
import { paddingOf } from '../tar/scanner.ts';
import { END_MARKER, writeHeader } from '../tar/writer.ts';

const FILE = 'config.tar.zst';

/** Compose files, env files and what else a project cannot come up without, in one tar of the draft. */
export async function packConfig(
  deps: {
    readonly files: Pick<HostFiles, 'read'>;
    readonly works: Pick<ArchiveWorks, 'packFile'>;
    readonly level: number;
  },
  set: BackupSet,
  draft: Draft,
): Promise<{
  readonly configFiles: readonly ConfigFile[];
  readonly config: StoredFile | null;
  /** Those that were there when the set was looked at, and could not be read now. */
  readonly lost: readonly string[];
}> {
  const configFiles: ConfigFile[] = [];
  const pieces: Buffer[] = [];
  const lost: string[] = [];
  for (const [index, { path, role }] of set.configPaths.entries()) {
    const file = await deps.files.read(path);
    if (file === null) {
      lost.push(path);
      continue;
    }
    const { bytes, mode, uid, gid } = file;
    const entry = entryName(index, path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    pieces.push(
      writeHeader({ name: entry, type: 'file', mode, uid, gid, size: bytes.length, mtime: 0 }),
      bytes,
      Buffer.alloc(paddingOf(bytes.length)),
    );
    configFiles.push({ path, role, mode, uid, gid, bytes: bytes.length, sha256, entry });
  }
  if (configFiles.length === 0) return { configFiles, config: null, lost };
  // It holds secrets: readable for nobody else, and gone as soon as it is packed.
  const plain = draft.pathOf('config.tar');
  try {
    await knowingSpace(() => writeFile(plain, Buffer.concat([...pieces, END_MARKER]), { mode: 0o600 }));
    const stored = await deps.works.packFile({
      from: plain,
      to: draft.pathOf(FILE),
      level: deps.level,
      key: draft.key,
    });
    return { configFiles, config: { file: FILE, ...stored }, lost };
  } finally {
    await rm(plain, { force: true });
  }
}

/** `3-docker-compose.yml`: readable, without a way out of any folder, unique. */
function entryName(index: number, path: string): string {
  const base = path.split('/').at(-1) ?? '';
  return `${index}-${base.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(-80)}`;
}
