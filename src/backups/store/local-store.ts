import { chmod, link, lstat, mkdir, open, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../log.ts';
import type { Manifest, StoredFile } from '../manifest.ts';
import { createDraft } from './draft.ts';
import { codeOf, knowingSpace, sync } from './durable.ts';
import { BACKUP_ID, IMPORTING, PARTIAL, REMOVING, setFolder, setOfFolder } from './folder-names.ts';
import { hashFile } from './hash-file.ts';
import { createKeyring } from './keyring.ts';
import { readManifest } from './manifest-file.ts';
import type { Draft, OpenedManifest, Store } from './types.ts';

const PROOFS = 'proofs.jsonl';
/** Begins with a dot: no set's folder does. */
const SALT = '.salt.json';
/** A file that so many backups share is stored again: then a bit that falls over hurts a week, and not all there is. */
const MOST_LINKS = 7;
const IMPORT_DEAD_MS = 24 * 3_600_000;

export interface LocalStoreOptions {
  readonly root: string;
  /** Null: not encrypted. */
  readonly passphrase: string | null;
  readonly log: Log;
  /** `tool`: a program beside the bot (`npm run backup`), whose drafts the bot leaves alone for a day. */
  readonly writer?: 'bot' | 'tool';
  /** For tests of what a kill leaves behind. */
  readonly step?: (name: string) => void;
}

/** The embedded store: a folder for each set, in it one for each backup. Folders 0700, files 0600. */
export function createLocalStore(options: LocalStoreOptions): Store {
  const { root, log, writer = 'bot', step = () => undefined } = options;
  const keyring = createKeyring(options.passphrase, join(root, SALT));
  /** Folders that this process is at. */
  const busy = new Set<string>();
  let appending: Promise<unknown> = Promise.resolve();

  const folderOf = (set: string, id: string) => join(root, setFolder(set), id);

  async function begin(set: string, id: string): Promise<Draft> {
    if (!BACKUP_ID.test(id)) throw new Error(`not the id of a backup: ${id}`);
    await makeRoot();
    const sealed = folderOf(set, id);
    if ((await lstat(sealed).catch(() => null)) !== null) throw new Error(`there is a backup ${id} already`);
    const folder = `${sealed}${writer === 'bot' ? PARTIAL : IMPORTING}`;
    const { key, encryption } = await knowingSpace(() => keyring.current());
    if (busy.has(folder)) throw new Error(`${id} is being written already`);
    busy.add(folder);
    const over = () => void busy.delete(folder);
    // A process that was killed cannot go on with it.
    await rm(folder, { recursive: true, force: true });
    try {
      return await createDraft({ id, folder, sealed, key, encryption, step, over });
    } catch (error) {
      over();
      throw error;
    }
  }

  async function makeRoot(): Promise<void> {
    await knowingSpace(() => mkdir(root, { recursive: true, mode: 0o700 }));
    await chmod(root, 0o700);
  }

  async function openIn(setFolderName: string, id: string): Promise<OpenedManifest> {
    const folder = join(root, setFolderName, id);
    const read = await readManifest(folder, setFolderName, id);
    if ('manifest' in read) return { ok: true, manifest: read.manifest, sha256: read.sha256, folder };
    return { ok: false, id, set: setOfFolder(setFolderName), folder, why: read.damage };
  }

  async function* scan(): AsyncIterable<OpenedManifest> {
    for (const setFolderName of await foldersIn(root)) {
      if (setFolderName.startsWith('.')) continue;
      for (const id of await foldersIn(join(root, setFolderName))) {
        if (!BACKUP_ID.test(id)) continue;
        const opened = await openIn(setFolderName, id);
        // Removed while it was read: that is no damage.
        if (opened.ok || (await lstat(opened.folder).catch(() => null)) !== null) yield opened;
      }
    }
  }

  async function remove(set: string, id: string): Promise<number> {
    const folder = folderOf(set, id);
    const removing = `${folder}${REMOVING}`;
    busy.add(removing);
    try {
      const bytes = await wouldFree([{ set, id }]);
      step('rename-away');
      await rename(folder, removing);
      step('sync-away');
      await sync(join(root, setFolder(set)));
      step('remove');
      await rm(removing, { recursive: true, force: true });
      return bytes;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 0;
      throw error;
    } finally {
      busy.delete(removing);
    }
  }

  /** A file goes when the last of its names goes. */
  async function wouldFree(backups: readonly { readonly set: string; readonly id: string }[]): Promise<number> {
    const files = new Map<bigint, { bytes: number; names: number; links: number }>();
    for (const { set, id } of backups) {
      for await (const { inode, bytes, links } of filesIn(folderOf(set, id))) {
        files.set(inode, { bytes, links, names: (files.get(inode)?.names ?? 0) + 1 });
      }
    }
    return [...files.values()].reduce((sum, { bytes, names, links }) => sum + (names >= links ? bytes : 0), 0);
  }

  async function linkUnchanged(draft: Draft, file: string, from: Manifest, stored: StoredFile): Promise<boolean> {
    if (from.encryption?.check !== draft.encryption?.check || from.encryption?.salt !== draft.encryption?.salt) {
      return false;
    }
    const source = join(folderOf(from.set, from.id), stored.file);
    const fresh = `${draft.pathOf(file)}.link`;
    try {
      const stat = await lstat(source);
      if (!stat.isFile() || stat.size !== stored.bytes || stat.nlink >= MOST_LINKS) return false;
      if ((await hashFile(source)) !== stored.sha256) {
        log.warn({ backup: from.id, file: stored.file }, 'a stored file is no longer what it was');
        return false;
      }
      await link(source, fresh);
      await rename(fresh, draft.pathOf(file));
      return true;
    } catch (error) {
      // Gone meanwhile, or a file system without hard links: what was written stays.
      log.debug({ backup: from.id, file: stored.file, code: codeOf(error) }, 'an unchanged file could not be linked');
      await rm(fresh, { force: true });
      return false;
    }
  }

  async function sweep(isLive: (id: string) => boolean): Promise<void> {
    for (const setFolderName of await foldersIn(root)) {
      for (const name of await foldersIn(join(root, setFolderName))) {
        const folder = join(root, setFolderName, name);
        if (busy.has(folder) || !(await isLeftOver(folder, name, isLive))) continue;
        log.info({ folder: join(setFolderName, name) }, 'removing what an operation left behind in the store');
        await rm(folder, { recursive: true, force: true });
      }
    }
  }

  async function isLeftOver(folder: string, name: string, isLive: (id: string) => boolean): Promise<boolean> {
    const id = name.slice(0, name.lastIndexOf('.'));
    if (!BACKUP_ID.test(id)) return false;
    if (name.endsWith(REMOVING)) return true;
    if (name.endsWith(PARTIAL)) return !isLive(id);
    return name.endsWith(IMPORTING) && (await lastChange(folder)) < Date.now() - IMPORT_DEAD_MS;
  }

  async function space(): Promise<{ freeBytes: number; totalBytes: number; usedByBackups: number }> {
    await makeRoot();
    const { bavail, blocks, bsize } = await statfs(root);
    const seen = new Map<bigint, number>();
    for (const setFolderName of await foldersIn(root)) {
      for (const name of await foldersIn(join(root, setFolderName))) {
        for await (const { inode, bytes } of filesIn(join(root, setFolderName, name))) seen.set(inode, bytes);
      }
    }
    const usedByBackups = [...seen.values()].reduce((sum, bytes) => sum + bytes, 0);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, usedByBackups };
  }

  /** One after the other: two lines must not run into each other. */
  function appendProof(set: string, id: string, proof: unknown): Promise<void> {
    const work = appending.then(() => knowingSpace(() => appendLine(folderOf(set, id), JSON.stringify(proof))));
    appending = work.catch(() => undefined);
    return work;
  }

  async function readProofs(set: string, id: string): Promise<unknown[]> {
    const text = await readFile(join(folderOf(set, id), PROOFS), 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return '';
      throw error;
    });
    // A line that power loss cut off says nothing.
    return text.split('\n').flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line)];
      } catch {
        return [];
      }
    });
  }

  return {
    root,
    begin,
    open: (set, id) => openIn(setFolder(set), id),
    scan,
    pathOf: ({ set, id }, { file, bytes, sha256 }) => ({ path: join(folderOf(set, id), file), bytes, sha256 }),
    keyFor: keyring.keyFor,
    remove,
    wouldFree,
    linkUnchanged,
    sweep,
    space,
    appendProof,
    readProofs,
  };
}

async function appendLine(folder: string, line: string): Promise<void> {
  const handle = await open(join(folder, PROOFS), 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    // What a power loss cut off must not swallow this one.
    await handle.appendFile(size > 0 && last[0] !== 0x0a ? `\n${line}\n` : `${line}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await sync(folder);
}

/** In alphabetical order: those of backups by their time. */
async function foldersIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function* filesIn(folder: string): AsyncIterable<{ inode: bigint; bytes: number; links: number }> {
  for (const name of await readdir(folder).catch(() => [])) {
    const stat = await lstat(join(folder, name), { bigint: true }).catch(() => null);
    if (stat?.isFile()) yield { inode: stat.ino, bytes: Number(stat.size), links: Number(stat.nlink) };
  }
}

async function lastChange(folder: string): Promise<number> {
  let last = 0;
  for (const name of ['.', ...(await readdir(folder).catch(() => []))]) {
    const stat = await lstat(join(folder, name)).catch(() => null);
    last = Math.max(last, stat?.mtimeMs ?? 0);
  }
  return last;
}
