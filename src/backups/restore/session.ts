import { setTimeout as wait } from 'node:timers/promises';
import { CancelledError, type Json, type OperationContext, type Reason } from '../../operations/index.ts';
import type { BackupParts } from '../parts.ts';
import { createMeter, type Meter } from '../progress.ts';
import type { RestoreParams } from '../types.ts';
import { createConfigFiles, type RestoredConfig } from './config-files.ts';
import type { Step } from './journal.ts';
import { createPatience, type Patience } from './patience.ts';
import { createServices, type Services } from './services.ts';
import { createTrees, type Trees } from './trees.ts';

/** One run of a restore, forward or back. */
export interface Session {
  readonly parts: BackupParts;
  readonly context: OperationContext<RestoreParams>;
  readonly params: RestoreParams;
  readonly trees: Trees;
  readonly services: Services;
  readonly config: RestoredConfig;
  readonly patience: Patience;
  /** A journaled step; done again from its beginning when the Engine was away in the middle. Not begun once cancelled. */
  step<T>(name: Step, intent: Json, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** As `step`, also after a person has cancelled. */
  settle<T>(name: Step, intent: Json, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  meter(phase: string, totalBytes: number): Meter;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** The process ends: what is left is for the next start. */
  isStopping(): boolean;
  isCancelled(): boolean;
}

export function createSession(parts: BackupParts, context: OperationContext<RestoreParams>): Session {
  const { docker, storage, works, store, clock, log, dataDir } = parts;
  const { operation, params } = context;
  const report = (doing: Reason) => context.progress(doing);
  const sleep = (ms: number, signal: AbortSignal) =>
    wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  const patience = createPatience({ docker, sleep, report });
  const trees = createTrees({ operation: operation.id, storage, works, store, dataDir, log });

  const isCancelled = () => context.signal.reason instanceof CancelledError;
  const isStopping = () => context.signal.aborted && !isCancelled();
  // What puts things in order does not end because somebody called the restore off; it ends when the process does.
  const ending = new AbortController();
  const passOn = () => {
    if (isStopping()) ending.abort(context.signal.reason);
  };
  if (context.signal.aborted) passOn();
  else context.signal.addEventListener('abort', passOn, { once: true });

  return {
    parts,
    context,
    params,
    trees,
    services: createServices({ docker, storage, clock, sleep, report }),
    config: createConfigFiles({ parts, operation: operation.id, folder: trees.folder }),
    patience,
    step: (name, intent, work) =>
      context.step(name, intent, () => patience.outlast(() => work(context.signal), context.signal)),
    settle: (name, intent, work) =>
      context.settle(name, intent, () => patience.outlast(() => work(ending.signal), ending.signal)),
    sleep,
    meter: (phase, totalBytes) => createMeter({ phase, totalBytes, clock, report }),
    isStopping,
    isCancelled,
  };
}
