import { createConfirmations } from './confirmations.ts';
import { createLedger } from './ledger.ts';
import type { Operations, OperationsOptions } from './operation.ts';
import { createOperationStore } from './operation-store.ts';
import { createRunner } from './runner.ts';

/** Wires ledger, runner and confirmations. Nothing is executed before `start`. */
export function createOperations(options: OperationsOptions): Operations {
  const { database, clock, announce, log } = options;
  const kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]));
  const store = createOperationStore(database);
  const ledger = createLedger({ database, clock, store, kinds, announce });
  const runner = createRunner({ ledger, store, kinds, clock, log });
  const needsSecond = options.needsSecond ?? (() => false);
  const confirmations = createConfirmations({
    database,
    clock,
    store,
    ledger,
    needsSecond,
    afterSubmit: runner.pump,
  });

  return {
    confirmations,
    accessFor: ledger.accessFor,
    needsSecond,
    submit: (input) =>
      database.transaction(() => {
        const result = ledger.submit(input);
        if (result.ok) database.afterCommit(runner.pump);
        return result;
      }),
    start: runner.start,
    stop: runner.stop,
    get: store.get,
    listActive: () => store.active().map((it) => it.operation),
    listSince: store.requestedSince,
    listByIncident: store.byIncident,
    journal: store.steps,
    cancel: runner.cancel,
    idle: runner.idle,
  };
}
