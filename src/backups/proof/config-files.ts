import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveProblem, ArchiveWorks, Key } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import type { Store } from '../store/types.ts';
import { createTarScanner } from '../tar/scanner.ts';
import { TarError } from '../tar/tar-error.ts';
import { unpacked } from './unpacked.ts';

/** A configuration file as it was read out of a backup. Its text holds secrets: it goes to the Engine, never to people. */
export interface StoredConfigFile {
  readonly path: string;
  readonly role: 'compose' | 'env' | 'other';
  readonly text: string;
}

export interface ConfigRead {
  readonly files: readonly StoredConfigFile[];
  readonly problems: readonly ArchiveProblem[];
}

/**
 * Reads the configuration of a backup: the whole tar against its hash, each file against its own.
 * @param folder for a copy of the tar meanwhile; must exist
 */
export async function readConfig(
  parts: { readonly works: Pick<ArchiveWorks, 'unpackFile'>; readonly store: Pick<Store, 'pathOf'> },
  from: { readonly manifest: Manifest; readonly key: Key; readonly folder: string },
): Promise<ConfigRead> {
  const { manifest, key, folder } = from;
  if (manifest.config === null) {
    const problems = manifest.configFiles.map(({ path }) => ({ kind: 'config-incomplete', name: path }) as const);
    return { files: [], problems };
  }
  const tar = join(folder, 'config.tar');
  const problem = await unpacked(parts, { manifest, file: manifest.config, to: tar, key });
  if (problem !== null) return { files: [], problems: [problem] };
  try {
    return checkedFiles(manifest, filesIn(await readFile(tar)));
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
    return { files: [], problems: [{ kind: 'bad-tar', name: manifest.config.file }] };
  }
}

/** Content by name, of a tar that is small. @throws TarError when it is none or has no end */
export function filesIn(tar: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let open: { readonly name: string; readonly chunks: Buffer[] } | null = null;
  const scanner = createTarScanner({
    onEntry: ({ name, type }) => {
      open = type === 'file' ? { name, chunks: [] } : null;
    },
    onData: (bytes) => open?.chunks.push(Buffer.from(bytes)),
    onEntryEnd: () => {
      if (open !== null) files.set(open.name, Buffer.concat(open.chunks));
    },
  });
  scanner.push(tar);
  if (!scanner.isEnded()) throw new TarError('the tar has no end');
  return files;
}

function checkedFiles(manifest: Manifest, found: ReadonlyMap<string, Buffer>): ConfigRead {
  const files: StoredConfigFile[] = [];
  const problems: ArchiveProblem[] = [];
  for (const { path, role, entry, sha256 } of manifest.configFiles) {
    const bytes = found.get(entry);
    if (bytes === undefined) problems.push({ kind: 'entry-missing', name: path });
    else if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      problems.push({ kind: 'entry-differs', name: path });
    else files.push({ path, role, text: bytes.toString('utf8') });
  }
  return { files, problems };
}
