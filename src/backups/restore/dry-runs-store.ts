import { z } from 'zod';
import type { Database } from '../../database/index.ts';
import type { DryRun } from '../room.ts';

const KEPT_MS = 86_400_000;

const reason = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
const diff = z.object({
  added: z.number(),
  changed: z.number(),
  deleted: z.number(),
  same: z.number(),
  addedBytes: z.number(),
  changedBytes: z.number(),
  deletedBytes: z.number(),
  samples: z.array(z.object({ how: z.enum(['added', 'changed', 'deleted']), path: z.string(), bytes: z.number() })),
});
const dryRunSchema = z.object({
  operation: z.string(),
  backup: z.string(),
  choice: z.object({ trees: z.array(z.string()), files: z.array(z.string()), config: z.array(z.string()) }),
  at: z.number(),
  trees: z.array(z.object({ name: z.string(), missing: z.boolean(), diff })),
  config: z.array(z.object({ path: z.string(), diff: z.enum(['same', 'changed', 'missing']) })),
  stops: z.array(z.string()),
  alsoProjects: z.array(z.string().nullable()),
  missingImages: z.array(z.string()),
  standstillMs: z.number().nullable(),
  tookMs: z.number().nullable(),
  lossMs: z.number(),
  problems: z.array(reason),
});

/** Those of the last day: two people may look at the same set, each at a dry run of their own. */
export interface DryRuns {
  save(set: string, dryRun: DryRun): void;
  /** Null: there is none of that operation, or it is too old to be acted upon. */
  get(operation: string): DryRun | null;
}

export function createDryRuns(database: Database): DryRuns {
  const write = database.prepare(
    `INSERT INTO restore_dry_runs (set_name, operation_id, at, result) VALUES (?, ?, ?, ?)
     ON CONFLICT (operation_id) DO UPDATE SET at = excluded.at, result = excluded.result`,
  );
  const forget = database.prepare('DELETE FROM restore_dry_runs WHERE at < ?');
  const read = database.prepare('SELECT result FROM restore_dry_runs WHERE operation_id = ?');
  return {
    save(set, dryRun) {
      forget.run(dryRun.at - KEPT_MS);
      write.run(set, dryRun.operation, dryRun.at, JSON.stringify(dryRun));
    },
    get(operation) {
      const row = z.object({ result: z.string() }).optional().parse(read.get(operation));
      return row === undefined ? null : dryRunSchema.parse(JSON.parse(row.result));
    },
  };
}
