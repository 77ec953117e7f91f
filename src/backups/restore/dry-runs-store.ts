import { z } from 'zod';
import type { Database } from '../../database/index.ts';
import type { DryRun } from '../room.ts';

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

/** The last dry run of each set. */
export interface DryRuns {
  save(set: string, dryRun: DryRun): void;
  /** Null: there is none of that operation, or a newer one of its set has taken its place. */
  get(operation: string): DryRun | null;
}

export function createDryRuns(database: Database): DryRuns {
  const write = database.prepare(
    `INSERT INTO restore_dry_runs (set_name, operation_id, at, result) VALUES (?, ?, ?, ?)
     ON CONFLICT (set_name) DO UPDATE SET operation_id = excluded.operation_id, at = excluded.at, result = excluded.result`,
  );
  const read = database.prepare('SELECT result FROM restore_dry_runs WHERE operation_id = ?');
  return {
    save: (set, dryRun) => void write.run(set, dryRun.operation, dryRun.at, JSON.stringify(dryRun)),
    get(operation) {
      const row = z.object({ result: z.string() }).optional().parse(read.get(operation));
      return row === undefined ? null : dryRunSchema.parse(JSON.parse(row.result));
    },
  };
}
