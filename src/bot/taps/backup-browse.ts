import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entry, shownPath } from '../../backups/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import type { PlaceOf, Places } from '../places-store.ts';
import { FILES_PAGE } from '../views/backup-files.ts';
import { showPage } from './backup-message.ts';
import { manifestOf } from './backup-sets.ts';

/** Larger files do not belong in a chat, and a person looking at a phone cannot use them. */
const LARGEST_SENT = 1024 * 1024;

export interface BrowseOptions extends LookingOptions {
  readonly places: Places;
}

/** Which volume to look into; straight into the only one. */
export async function showTrees(options: BrowseOptions, ctx: BotContext, id: string, page: number): Promise<void> {
  const { set, trees } = await manifestOf(options, id);
  const root = (name: string) => ({ kind: 'folder', backup: id, tree: name, path: '' }) as const;
  const [only] = trees;
  if (only !== undefined && trees.length === 1) return showFolder(options, ctx, root(only.name), 0);
  const shown = trees.map(({ name, dataBytes }) => ({
    name,
    bytes: dataBytes,
    place: options.places.keep(root(name)),
  }));
  return showPage(options, ctx, 'backup-trees', { backup: id, set, trees: shown, page });
}

export async function showFolder(
  options: BrowseOptions,
  ctx: BotContext,
  folder: PlaceOf<'folder'>,
  page: number,
): Promise<void> {
  const { rooms, places } = options;
  const { backup, tree, path } = folder;
  const { entries, total } = await rooms.backups.browse(backup, tree, path, page * FILES_PAGE, FILES_PAGE);
  const above = path === '' ? null : path.split('/').slice(0, -1).join('/');
  showPage(options, ctx, 'backup-folder', {
    backup,
    tree,
    folder: path === '' ? '' : shownPath(path),
    here: places.keep(folder),
    up: above === null ? null : places.keep({ ...folder, path: above }),
    entries: entries.map((entry) => ({
      name: shownPath(entry.path.split('/').at(-1) ?? ''),
      type: entry.type,
      bytes: entry.size,
      link: entry.link === undefined ? null : shownPath(entry.link),
      place: placeOf(options, folder, entry, page),
    })),
    page,
    total,
  });
}

function placeOf({ places }: BrowseOptions, folder: PlaceOf<'folder'>, entry: Entry, page: number): string {
  if (entry.type === 'folder') return places.keep({ ...folder, path: entry.path });
  return places.keep({ ...folder, kind: 'entry', page, entry });
}

export function showFile(options: BrowseOptions, ctx: BotContext, place: PlaceOf<'entry'>): void {
  const { places } = options;
  const { backup, tree, path, page, entry } = place;
  // A hard link is restored with what it is linked to, which is another entry.
  const canRestore = entry.type === 'file' || entry.type === 'symlink';
  showPage(options, ctx, 'backup-file', {
    backup,
    tree,
    path: shownPath(entry.path),
    type: entry.type,
    bytes: entry.size,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    changedAt: entry.mtime * 1000,
    link: entry.link === undefined ? null : shownPath(entry.link),
    sha256: entry.sha256 ?? null,
    here: places.keep(place),
    folder: places.keep({ kind: 'folder', backup, tree, path }),
    page,
    choice: canRestore ? places.keep({ kind: 'choice', backup, trees: [tree], files: [entry.path], config: [] }) : null,
    canSend: entry.type === 'file' && entry.size <= LARGEST_SENT,
  });
}

/** The file itself, if it is small and holds no secret. @throws UserError otherwise */
export async function sendFile(
  options: BrowseOptions,
  ctx: BotContext,
  { backup, tree, entry }: PlaceOf<'entry'>,
): Promise<void> {
  const { rooms, config, say } = options;
  const { name, bytes } = await rooms.backups.fileFor(backup, tree, entry.path);
  const shown = shownPath(entry.path);
  // A folder of its own, which goes with the file once it was sent.
  const folder = join(config.environment.dataDir, 'reports', `file-${randomBytes(6).toString('hex')}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'file');
  await writeFile(path, bytes, { mode: 0o600 });
  const { set, dataAt } = rooms.backups.get(backup) ?? { set: '', dataAt: 0 };
  say.reply(ctx, 'backup-sent', { path: `${tree}:/${shown}`, set, dataAt }, 'file', {
    file: { name, path, removeWhenSettled: true },
  });
}
