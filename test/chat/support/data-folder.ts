import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/database/index.ts';
import { processIdentity } from '../../engine/support/reaper.ts';

const PREFIX = 'vakhta-chat-';
/** A folder this young may belong to a run that has not yet written its owner. */
const YOUNG_MS = 60_000;

/** A folder for one bot's data; those that killed runs have left behind are removed first. */
export async function makeDataFolder(): Promise<string> {
  removeStale();
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, 'owner'), processIdentity(process.pid) ?? '');
  return folder;
}

function removeStale(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const owner = ownerOf(folder);
    // An empty file is one that is just being written.
    if (owner === '' ? !isOld(folder) : processIdentity(Number(owner.split(':')[0])) === owner) continue;
    rmSync(folder, { recursive: true, force: true });
  }
}

function ownerOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'owner'), 'utf8');
  } catch {
    return '';
  }
}

/** False also for one that another run has removed meanwhile. */
function isOld(folder: string): boolean {
  const made = statSync(folder, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > YOUNG_MS;
}

/** Rows of the bot's database, read beside the running process. */
export function readRows(dataDir: string, sql: string): Record<string, unknown>[] {
  const database = openDatabase(join(dataDir, 'vakhta.db'));
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...Object(row) }));
  } finally {
    database.close();
  }
}

/** Changes the bot's database as a fault would: a table that is gone, a row that cannot be read. */
export function damage(dataDir: string, sql: string): void {
  const database = openDatabase(join(dataDir, 'vakhta.db'));
  try {
    database.prepare(sql).run();
  } finally {
    database.close();
  }
}

/** What the bot writes by itself, whoever says what: beside the tables of the recorder. */
const BY_ITSELF = ['disk_readings', 'disk_image_projects', 'health_heartbeat'];

/** How many rows each table has, without those that the bot writes by itself. */
export function countRows(dataDir: string): Record<string, number> {
  const tables = readRows(
    dataDir,
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'recorder%' AND name NOT LIKE 'sqlite%'",
  ).map((row) => String(row.name));
  const counts = tables
    .filter((table) => !BY_ITSELF.includes(table))
    .map((table) => [table, Number(readRows(dataDir, `SELECT count(*) AS n FROM "${table}"`)[0]?.n)]);
  return Object.fromEntries(counts);
}
