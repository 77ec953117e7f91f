import type { Key } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import type { Store } from '../store/types.ts';
import { damagedEnd, type ProofEnd } from './ending.ts';

export type OpenedBackup =
  | { readonly ok: true; readonly manifest: Manifest; readonly key: Key }
  | { readonly ok: false; readonly end: ProofEnd };

/** The manifest of a backup and what its bytes are decoded with. @throws UserError for a passphrase that is missing or wrong */
export async function openBackup(
  store: Pick<Store, 'open' | 'keyFor'>,
  set: string,
  id: string,
): Promise<OpenedBackup> {
  const opened = await store.open(set, id);
  if (!opened.ok) return { ok: false, end: damagedEnd([{ kind: 'manifest-damaged', name: id }]) };
  return { ok: true, manifest: opened.manifest, key: await store.keyFor(opened.manifest) };
}
