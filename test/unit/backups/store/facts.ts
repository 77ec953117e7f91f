import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest, StoredFile } from '../../../../src/backups/manifest.ts';
import type { Draft, Store } from '../../../../src/backups/store/types.ts';
import { manifest, tree } from '../proof/facts.ts';

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'vakhta-store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function writeStored(draft: Draft, file: string, content: string): Promise<StoredFile> {
  await writeFile(draft.pathOf(file), content, { mode: 0o600 });
  return { file, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

/** A sealed backup with one volume whose archive holds `content`. */
export async function sealOne(
  store: Store,
  id: string,
  options: { readonly set?: string; readonly content?: string; readonly more?: Partial<Manifest> } = {},
): Promise<Manifest> {
  const set = options.set ?? 'shop';
  const draft = await store.begin(set, id);
  const archive = await writeStored(draft, 'data.tar.zst', options.content ?? `archive of ${id}`);
  const list = await writeStored(draft, 'data.jsonl.zst', `list of ${id}`);
  const made = manifest({
    ...{ id, set, encryption: draft.encryption, trees: [tree('data', { archive, list })] },
    ...options.more,
  });
  await draft.seal(made);
  return made;
}
