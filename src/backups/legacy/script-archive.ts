import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** `codefoundry-20250131-023000.tar.gz`: a name, a date, a time, as the backup scripts of the first users write them. */
const NAME = /^([A-Za-z0-9][A-Za-z0-9_.]*(?:-[A-Za-z0-9_.]+)*?)-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})\.tar\.gz$/;

/** An archive of a backup script, as its name says. */
export interface ScriptArchive {
  readonly path: string;
  /** What stands before the date: the script's own name for what it saved. */
  readonly label: string;
  /** `20250131-023000`: also the name of the folder inside. */
  readonly stamp: string;
  /** By the clock of the script's host. Nobody wrote down its zone: read in the zone that is handed in. */
  readonly madeAt: number;
}

/** Null: the name is not one of theirs. `zone` is an IANA name. */
export function scriptArchive(path: string, zone: string): ScriptArchive | null {
  const match = NAME.exec(basename(path));
  if (match === null) return null;
  const [, label = '', ...digits] = match;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits.map(Number);
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  const isDate = new Date(asUtc).toISOString().slice(0, 10) === `${digits[0]}-${digits[1]}-${digits[2]}`;
  if (!isDate || hour > 23 || minute > 59 || second > 59) return null;
  const stamp = `${digits.slice(0, 3).join('')}-${digits.slice(3).join('')}`;
  return { path, label, stamp, madeAt: asUtc - offsetMs(asUtc, zone) };
}

/** Of a zone from UTC at about this moment, milliseconds; right but for the hour in which the clocks change. */
function offsetMs(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (match === null) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

/** Archives in a folder, newest first; none for a folder that is not there. */
export async function scriptArchivesIn(folder: string, zone: string): Promise<ScriptArchive[]> {
  const names = await readdir(folder).catch(() => []);
  const found = names.map((name) => scriptArchive(join(folder, name), zone)).filter((one) => one !== null);
  return found.sort((a, b) => b.madeAt - a.madeAt);
}

/** What `sha256sum` wrote beside an archive; null: nothing, or nothing that can be read. */
export async function sumBeside(path: string): Promise<string | null> {
  const text = await readFile(`${path}.sha256`, 'utf8').catch(() => '');
  return /^\\?([0-9a-fA-F]{64})\b/.exec(text.trim())?.[1]?.toLowerCase() ?? null;
}

/** `Key: value` lines of metadata.txt, keys in lower case; the first of each key counts. */
export function metadataOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^[#\s*-]*([A-Za-z][A-Za-z0-9 _-]{0,40}?)\s*[:=]\s*(.+?)\s*$/.exec(line);
    const key = match?.[1]?.toLowerCase();
    if (match !== null && key !== undefined && !found.has(key)) found.set(key, match[2] ?? '');
  }
  return found;
}

/** The compose project that it is of, where it says so. */
export function projectIn(metadata: ReadonlyMap<string, string>): string | null {
  const said = metadata.get('project') ?? metadata.get('compose project') ?? metadata.get('compose_project_name');
  return said !== undefined && /^[a-z0-9][a-z0-9_-]*$/.test(said) ? said : null;
}
