import { z } from 'zod';
import { type CheckConfig, checkSchema } from '../config/index.ts';
import type { Database } from '../database/index.ts';

/** A check that somebody added in the chat, because `vakhta.yaml` cannot be written from there. */
export interface AdoptedCheck {
  readonly config: CheckConfig;
  readonly addedBy: number;
  /** UTC milliseconds. */
  readonly addedAt: number;
}

export interface AdoptedChecks {
  list(): AdoptedCheck[];
  /** @returns false when a check with this id was added already */
  add(check: AdoptedCheck): boolean;
  /** @returns false when there was none */
  remove(id: string): boolean;
}

const adoptedRow = z.object({ config: z.string(), added_by: z.number(), added_at: z.number() });

/** The SQL of checks that were added in the chat. */
export function createAdoptedChecks(database: Database): AdoptedChecks {
  return {
    list: () =>
      database
        .prepare('SELECT config, added_by, added_at FROM adopted_checks ORDER BY added_at, id')
        .all()
        .map((raw) => {
          const row = adoptedRow.parse(raw);
          return {
            config: checkSchema.parse(JSON.parse(row.config)),
            addedBy: row.added_by,
            addedAt: row.added_at,
          };
        }),
    add: ({ config, addedBy, addedAt }) =>
      database
        .prepare('INSERT OR IGNORE INTO adopted_checks (id, config, added_by, added_at) VALUES (?, ?, ?, ?)')
        .run(config.id, JSON.stringify(config), addedBy, addedAt).changes === 1,
    remove: (id) => database.prepare('DELETE FROM adopted_checks WHERE id = ?').run(id).changes === 1,
  };
}
