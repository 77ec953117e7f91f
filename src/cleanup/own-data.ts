import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OWN_PARTS, type OwnData, type OwnFile, type OwnPart } from './types.ts';

/** Folders whose entries are let go of after a while. */
const KEPT_FOR_A_WHILE = ['evidence', 'reports'] as const;
const OWN_PATH = /^(?:evidence|reports)\/[A-Za-z0-9][\w.-]*$/;

/** Whether a path names one entry of a folder that may be cleaned, and nothing else. */
export function isOwnPath(path: string): boolean {
  return OWN_PATH.test(path) && !path.includes('..');
}

/** What is in DATA_DIR. @param isNeeded whether an entry (`evidence/<operation>`, `reports/<file>`) is of an open incident */
export async function readOwnData(dataDir: string, isNeeded: (path: string) => boolean): Promise<OwnData> {
  const sizes = new Map<OwnPart, number>();
  for (const name of await namesIn(dataDir)) {
    const part = partOf(name);
    sizes.set(part, (sizes.get(part) ?? 0) + (await measure(join(dataDir, name))).bytes);
  }
  const files: OwnFile[] = [];
  for (const folder of KEPT_FOR_A_WHILE) {
    for (const name of await namesIn(join(dataDir, folder))) {
      const path = `${folder}/${name}`;
      if (!isOwnPath(path)) continue;
      files.push({ path, needed: isNeeded(path), ...(await measure(join(dataDir, path))) });
    }
  }
  return { parts: OWN_PARTS.map((part) => ({ part, bytes: sizes.get(part) ?? 0 })), files };
}

/** @returns bytes freed */
export async function removeOwn(dataDir: string, path: string): Promise<number> {
  if (!isOwnPath(path)) throw new Error(`not an entry that may be cleaned: ${path}`);
  const { bytes } = await measure(join(dataDir, path));
  await rm(join(dataDir, path), { recursive: true, force: true });
  return bytes;
}

/** The youngest change counts: what is still being added to is not old. */
export async function measure(path: string): Promise<{ bytes: number; changedAt: number }> {
  const stat = await lstat(path).catch(() => null);
  if (stat === null) return { bytes: 0, changedAt: 0 };
  let [bytes, changedAt] = [stat.isDirectory() ? 0 : stat.size, stat.mtimeMs];
  if (stat.isDirectory()) {
    for (const name of await namesIn(path)) {
      const inner = await measure(join(path, name));
      bytes += inner.bytes;
      changedAt = Math.max(changedAt, inner.changedAt);
    }
  }
  return { bytes, changedAt };
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

function partOf(name: string): OwnPart {
  if (name.startsWith('vakhta.db')) return 'database';
  return OWN_PARTS.find((part) => part === name) ?? 'other';
}
