/**
 * A process of its own that restores a backup, so that a test can kill it for real. Arguments: folder of the data, Engine
 * socket, run, where it kills itself (`apply:begun`, `apply:worked`; `-`: nowhere), and the parameters of a restore to
 * submit (none: only recovers). Each change is a line of JSON on stdout; it ends when there is an outcome.
 */

import type { OperationContext, OperationKind } from '../../src/operations/index.ts';
import { createDrillStage, submit } from './support/drill-stage.ts';

const [dataDir = '', socketPath = '', run = '', killAt = '-', params] = process.argv.slice(2);

function die(at: string): void {
  if (at === killAt) process.kill(process.pid, 'SIGKILL');
}

function mortal(kind: OperationKind<unknown>): OperationKind<unknown> {
  if (kind.kind !== 'restore') return kind;
  const watched = (context: OperationContext<unknown>): OperationContext<unknown> => {
    const through = (call: typeof context.step): typeof context.step => {
      return (name, intent, work) =>
        call(name, intent, async () => {
          die(`${name}:begun`);
          const result = await work();
          die(`${name}:worked`);
          return result;
        });
    };
    return { ...context, step: through(context.step), settle: through(context.settle) };
  };
  return {
    ...kind,
    run: (context) => kind.run(watched(context)),
    recover: (context) => kind.recover(watched(context)),
  };
}

let writes = 0;
const stage = createDrillStage({
  host: { kind: 'unix', socketPath },
  run,
  dataDir,
  wrap: mortal,
  change: (parts) => ({
    ...parts,
    works: {
      ...parts.works,
      // The tree is empty by then. The first is the trial beside the data.
      writeTree: (job, options) => {
        writes += 1;
        if (writes > 1 || params === undefined) die('apply:emptied');
        return parts.works.writeTree(job, options);
      },
    },
  }),
  told: ({ kind, operation: { id, state, step, outcome } }) => {
    process.stdout.write(`${JSON.stringify({ kind, id, state, step, outcome })}\n`);
    if (kind === 'finished' || kind === 'recovered') setImmediate(() => void end());
  },
});

async function end(): Promise<void> {
  await stage.close();
  process.exit(0);
}

stage.operations.start();
if (params !== undefined) submit(stage.operations, 'restore', JSON.parse(params));
