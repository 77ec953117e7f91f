import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupIndex } from '../backup-index.ts';
import { type ScriptArchive, scriptArchivesIn } from './script-archive.ts';

/** An archive of somebody else's script that lies where imports are looked for. */
export interface Importable {
  /** Its file name: unique, the first folder that has it counts. */
  readonly file: string;
  readonly path: string;
  readonly label: string;
  readonly madeAt: number;
  readonly bytes: number;
  /** The id of the backup that was made of it; null: not imported. Told by its time alone. */
  readonly imported: string | null;
}

/** Folders in which archives are looked for: DATA_DIR/import, and `backups.importFrom`. */
export function importFolders(dataDir: string, configured: readonly string[]): string[] {
  return [join(dataDir, 'import'), ...configured];
}

/** Newest first. */
export async function importables(
  folders: readonly string[],
  timeZone: string,
  index: Pick<BackupIndex, 'list'>,
): Promise<Importable[]> {
  const imported = new Map(
    index.list().flatMap(({ id, origin, dataAt }) => (origin === 'import' ? [[dataAt, id] as const] : [])),
  );
  const found = new Map<string, Importable>();
  for (const folder of folders) {
    for (const archive of await scriptArchivesIn(folder, timeZone)) {
      const one = await importable(archive, imported);
      if (one !== null && !found.has(one.file)) found.set(one.file, one);
    }
  }
  return [...found.values()].sort((a, b) => b.madeAt - a.madeAt);
}

async function importable(
  { path, label, madeAt }: ScriptArchive,
  imported: ReadonlyMap<number, string>,
): Promise<Importable | null> {
  const seen = await stat(path).catch(() => null);
  if (seen === null || !seen.isFile()) return null;
  const file = path.slice(path.lastIndexOf('/') + 1);
  return { file, path, label, madeAt, bytes: seen.size, imported: imported.get(madeAt) ?? null };
}
