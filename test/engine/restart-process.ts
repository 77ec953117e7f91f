/**
 * A process of its own that runs operations over a database file, so that a test can kill it for real.
 * Arguments: database file, data folder, Engine socket, and the parameters of a restart to submit (none: only recovers).
 * Each change is told as one line of JSON on stdout.
 */

import { containerKinds } from '../../src/actions/index.ts';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/database/index.ts';
import { createDocker } from '../../src/docker/index.ts';
import { silentLog } from '../../src/log.ts';
import { createMasker } from '../../src/masking/index.ts';
import { createOperations } from '../../src/operations/index.ts';

const [databaseFile = '', dataDir = '', socketPath = '', params] = process.argv.slice(2);
const docker = createDocker({ host: { kind: 'unix', socketPath }, clock: systemClock, log: silentLog });
const operations = createOperations({
  database: openDatabase(databaseFile),
  clock: systemClock,
  log: silentLog,
  kinds: containerKinds({ docker, clock: systemClock, masking: createMasker({ known: [] }), dataDir }),
  announce: ({ kind, operation }) => {
    process.stdout.write(
      `${JSON.stringify({ kind, id: operation.id, state: operation.state, outcome: operation.outcome })}\n`,
    );
  },
});

operations.start();
if (params !== undefined) {
  operations.submit({ key: 'asked-once', kind: 'restart', params: JSON.parse(params), requestedBy: 1 });
}
process.stdout.write(`${JSON.stringify({ kind: 'ready' })}\n`);
