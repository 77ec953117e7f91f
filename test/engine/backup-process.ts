/**
 * A process of its own that makes, proves and restores backups, so that a test can kill it for real. One argument, JSON:
 * `{ host, dataDir, settings?, passphrase?, onlyLabel?, submit?: { kind, params } }`; without `submit` it only recovers.
 * VAKHTA_KILL_AT=`before hold` (or `in hold`, `after hold`) makes it send itself SIGKILL at that step of the journal.
 * Each change is told as one line of JSON on stdout.
 */

import { writeSync } from 'node:fs';
import { z } from 'zod';
import { createBackupStage, killPoint } from './support/backup-stage.ts';

const orders = z.object({
  host: z.object({ kind: z.literal('unix'), socketPath: z.string() }),
  dataDir: z.string(),
  settings: z.unknown().optional(),
  passphrase: z.string().exactOptional(),
  onlyLabel: z.string().exactOptional(),
  submit: z.object({ kind: z.string(), params: z.record(z.string(), z.unknown()) }).exactOptional(),
});

const { submit, ...options } = orders.parse(JSON.parse(process.argv[2] ?? '{}'));
const at = killPoint(process.env.VAKHTA_KILL_AT);
const kill = at === null ? {} : { kill: { at, now: () => process.kill(process.pid, 'SIGKILL') } };

/** At once and whole, whoever is killed next. */
function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

const stage = createBackupStage({
  ...options,
  ...kill,
  told: ({ kind, operation: { id, state, step, outcome } }) => tell({ kind, id, state, step, outcome }),
});
stage.operations.start();
if (submit !== undefined) stage.submit(submit.kind, submit.params, 'asked-once');
tell({ kind: 'ready' });
