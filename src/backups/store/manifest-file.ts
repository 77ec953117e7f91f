import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, manifestSchema } from '../manifest.ts';
import { codeOf, writeNew } from './durable.ts';
import { setFolder } from './folder-names.ts';
import type { ManifestDamage } from './types.ts';

export const MANIFEST = 'manifest.json';
/** In the form of sha256sum, so that it can be checked without us. */
export const CHECKSUM = 'manifest.json.sha256';

/** The very bytes of the file: what is not in the schema does not get into it. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifestSchema.parse(manifest), null, 1)}\n`;
}

export function sha256Of(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function checksumText(sha256: string): string {
  return `${sha256}  ${MANIFEST}\n`;
}

/** The manifest, then its checksum: both synced when this resolves. @param step called before each of the two */
export async function writeManifest(folder: string, text: string, step: (name: string) => void): Promise<void> {
  step('manifest');
  await writeNew(join(folder, MANIFEST), text);
  step('checksum');
  await writeNew(join(folder, CHECKSUM), checksumText(sha256Of(text)));
}

export type ReadManifest =
  | { readonly manifest: Manifest; readonly sha256: string }
  | { readonly damage: ManifestDamage };

/** Reads both files and believes them only when they agree, byte by byte, and stand where they belong. */
export async function readManifest(folder: string, setFolderName: string, id: string): Promise<ReadManifest> {
  const [text, checksum] = await Promise.all([
    readOrNull(join(folder, MANIFEST), 'manifest-missing', 'manifest-unreadable'),
    readOrNull(join(folder, CHECKSUM), 'checksum-missing', 'checksum-damaged'),
  ]);
  if (typeof text === 'string') return { damage: text };
  if (typeof checksum === 'string') return { damage: checksum };
  const said = checksum.toString('latin1');
  if (!/^[0-9a-f]{64} {2}manifest\.json\n$/.test(said)) return { damage: 'checksum-damaged' };
  const sha256 = sha256Of(text);
  if (said !== checksumText(sha256)) return { damage: 'manifest-differs' };
  const parsed = manifestSchema.safeParse(jsonOf(text));
  if (!parsed.success) return { damage: 'manifest-unreadable' };
  const manifest = parsed.data;
  if (manifest.id !== id || setFolder(manifest.set) !== setFolderName) return { damage: 'manifest-elsewhere' };
  return { manifest, sha256 };
}

async function readOrNull(path: string, missing: ManifestDamage, unreadable: ManifestDamage) {
  try {
    return await readFile(path);
  } catch (error) {
    // A disk that cannot give it back has lost it: one bad backup must not hide the others.
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? missing : unreadable;
  }
}

function jsonOf(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return null;
  }
}
