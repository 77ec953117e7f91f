import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Key } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import { codeOf, knowingSpace, sync } from './durable.ts';
import type { Encryption } from './keyring.ts';
import { manifestText, writeManifest } from './manifest-file.ts';
import { storedFiles } from './stored-files.ts';
import type { Draft } from './types.ts';

export interface DraftPlace {
  readonly id: string;
  /** Where it is written, and where it is a backup. In one folder. */
  readonly folder: string;
  readonly sealed: string;
  readonly key: Key;
  readonly encryption: Encryption;
  /** Called before each step that changes something on the disk: a kill in front of any must leave nothing that looks whole. */
  readonly step: (name: string) => void;
  /** It is over: sealed or abandoned. */
  readonly over: () => void;
}

/** Makes the folder. @throws NoSpaceError */
export async function createDraft(place: DraftPlace): Promise<Draft> {
  const { id, folder, sealed, key, encryption, step, over } = place;
  let isSealed = false;
  await knowingSpace(() => makeFolders(folder, step));

  async function seal(manifest: Manifest): Promise<void> {
    if (manifest.id !== id) throw new Error(`manifest of ${manifest.id} for the draft ${id}`);
    const text = manifestText(manifest);
    await knowingSpace(async () => {
      await checkFiles(folder, manifest);
      step('sync-files');
      for (const name of await readdir(folder)) await sync(join(folder, name));
      // A seal that failed half-way (a full disk) may be tried again.
      await rm(join(folder, 'manifest.json'), { force: true });
      await rm(join(folder, 'manifest.json.sha256'), { force: true });
      await writeManifest(folder, text, step);
      step('sync-folder');
      await sync(folder);
      step('rename');
      await rename(folder, sealed);
      isSealed = true;
      step('sync-parent');
      await sync(dirname(sealed));
    });
    over();
  }

  return {
    id,
    folder,
    key,
    encryption,
    pathOf: (file) => join(folder, file),
    seal,
    abandon: async () => {
      if (!isSealed) await rm(folder, { recursive: true, force: true });
      over();
    },
  };
}

async function makeFolders(folder: string, step: (name: string) => void): Promise<void> {
  const set = dirname(folder);
  step('make-set-folder');
  const isNew = await mkdir(set, { mode: 0o700 }).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    },
  );
  if (isNew) await sync(dirname(set));
  step('make-folder');
  await mkdir(folder, { mode: 0o700 });
}

/** Everything that the manifest names lies there in the size that it says: else whoever wrote it is mistaken. */
async function checkFiles(folder: string, manifest: Manifest): Promise<void> {
  for (const { file, bytes } of storedFiles(manifest)) {
    const stat = await lstat(join(folder, file));
    if (!stat.isFile() || stat.size !== bytes) {
      throw new Error(`${file} of ${manifest.id} has ${stat.size} bytes, its manifest says ${bytes}`);
    }
  }
}
