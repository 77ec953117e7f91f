import { createHash, randomInt } from 'node:crypto';

/** What stands behind the id of a backup that is no backup yet, or none any more. */
export const PARTIAL = '.partial';
/** As `.partial`, written by a program beside the bot: the bot cannot know whether it still runs. */
export const IMPORTING = '.importing';
export const REMOVING = '.removing';

export const BACKUP_ID = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z-[0-9a-z]{6}$/;

const LONGEST = 120;

/** A folder's name for a set: its own where that is safe, else escaped; never hidden, never "..", never too long. */
export function setFolder(set: string): string {
  const safe = Array.from(new TextEncoder().encode(set), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9_.-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');
  const visible = /^[.-]/.test(safe) ? `%${safe.charCodeAt(0).toString(16)}${safe.slice(1)}` : safe;
  if (visible.length <= LONGEST) return visible;
  return `${visible.slice(0, LONGEST - 34)}%-${createHash('sha256').update(set).digest('hex').slice(0, 32)}`;
}

/** The set of a folder, for a backup whose manifest cannot say it: exact except for very long names. */
export function setOfFolder(folder: string): string {
  try {
    return decodeURIComponent(folder.replace(/%-[0-9a-f]{32}$/, '…'));
  } catch {
    return folder;
  }
}

/** A new id: `20260131T023000Z-ab12cd`. @param at UTC milliseconds */
export function newBackupId(at: number): string {
  const stamp = `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  return `${stamp}-${randomInt(36 ** 6)
    .toString(36)
    .padStart(6, '0')}`;
}

/** When a backup began, from its id. UTC milliseconds. */
export function startOf(id: string): number {
  const [, year, month, day, hour, minute, second] = BACKUP_ID.exec(id)?.map(Number) ?? [];
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0);
}
