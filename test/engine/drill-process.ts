/**
 * A process of its own that drills a backup, so that a test can kill it for real. Arguments: folder of the data, Engine
 * socket, run, and the parameters of a drill to submit (none: only recovers). VAKHTA_KILL_AT=`in scratch:0` makes it send
 * itself SIGKILL there. Each change is a line of JSON on stdout.
 */

import { killing, killPoint } from './support/backup-stage.ts';
import { createDrillStage, submit } from './support/drill-stage.ts';

const [dataDir = '', socketPath = '', run = '', params] = process.argv.slice(2);
const at = killPoint(process.env.VAKHTA_KILL_AT);
const { operations } = createDrillStage({
  ...(at === null ? {} : { wrap: (kind) => killing(kind, { at, now: () => process.kill(process.pid, 'SIGKILL') }) }),
  host: { kind: 'unix', socketPath },
  run,
  dataDir,
  told: ({ kind, operation: { id, state, step, outcome } }) => {
    process.stdout.write(`${JSON.stringify({ kind, id, state, step, outcome })}\n`);
  },
});

operations.start();
if (params !== undefined) submit(operations, 'drill', JSON.parse(params));
process.stdout.write(`${JSON.stringify({ kind: 'ready' })}\n`);
