import { z } from 'zod';
import type { Database } from '../database/index.ts';
import type { Reading } from './growth.ts';
import { GROUPS } from './types.ts';

const KEEP_READINGS_MS = 14 * 86_400_000;
/** Images of projects that were not seen for so long are nobody's. */
const KEEP_PROJECTS_MS = 365 * 86_400_000;
const KEEP_CHOICES_MS = 86_400_000;

const readingRow = z.object({ kind: z.enum(GROUPS), id: z.string(), name: z.string(), bytes: z.number() });
const atRow = z.object({ at: z.number().nullable() });
const projectRow = z.object({ image: z.string(), project: z.string() });
const itemRow = z.object({ item: z.string() });

/** All SQL of the clean-up room. */
export function createCleanupStore(database: Database) {
  const sql = (text: string) => database.prepare(text);
  return {
    saveReadings(at: number, readings: readonly Reading[]): void {
      const insert = sql('INSERT OR REPLACE INTO disk_readings (at, kind, id, name, bytes) VALUES (?, ?, ?, ?, ?)');
      for (const { kind, id, name, bytes } of readings) insert.run(at, kind, id, name, Math.round(bytes));
    },
    /** When the last look before that moment was; else the first one after it. */
    readingAt(wantedAt: number): number | null {
      const before = atRow.parse(sql('SELECT max(at) AS at FROM disk_readings WHERE at <= ?').get(wantedAt));
      return before.at ?? atRow.parse(sql('SELECT min(at) AS at FROM disk_readings').get()).at;
    },
    lastReadingAt: (): number | null => atRow.parse(sql('SELECT max(at) AS at FROM disk_readings').get()).at,
    readings: (at: number): Reading[] =>
      sql('SELECT kind, id, name, bytes FROM disk_readings WHERE at = ?')
        .all(at)
        .map((row) => readingRow.parse(row)),
    rememberProject(image: string, project: string, now: number): void {
      sql(`INSERT INTO disk_image_projects (image, project, seen_at) VALUES (?, ?, ?)
        ON CONFLICT (image, project) DO UPDATE SET seen_at = excluded.seen_at`).run(image, project, now);
    },
    projectsByImage(): Map<string, string[]> {
      const found = new Map<string, string[]>();
      for (const row of sql('SELECT image, project FROM disk_image_projects ORDER BY project').all()) {
        const { image, project } = projectRow.parse(row);
        found.set(image, [...(found.get(image) ?? []), project]);
      }
      return found;
    },
    choices: (place: string): string[] =>
      sql('SELECT item FROM disk_choices WHERE place = ? ORDER BY at, item')
        .all(place)
        .map((row) => itemRow.parse(row).item),
    choose(place: string, item: string, now: number): void {
      sql('INSERT OR IGNORE INTO disk_choices (place, item, at) VALUES (?, ?, ?)').run(place, item, now);
    },
    unchoose(place: string, item: string): void {
      sql('DELETE FROM disk_choices WHERE place = ? AND item = ?').run(place, item);
    },
    clearChoices(place: string): void {
      sql('DELETE FROM disk_choices WHERE place = ?').run(place);
    },
    prune(now: number): void {
      sql('DELETE FROM disk_readings WHERE at < ?').run(now - KEEP_READINGS_MS);
      sql('DELETE FROM disk_image_projects WHERE seen_at < ?').run(now - KEEP_PROJECTS_MS);
      sql('DELETE FROM disk_choices WHERE at < ?').run(now - KEEP_CHOICES_MS);
    },
  };
}
