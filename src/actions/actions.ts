import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { Docker, ServiceKey } from '../docker/index.ts';
import type { OperationChange, OperationKind } from '../operations/index.ts';
import type { Recorder } from '../recorder/index.ts';
import { type ContainerKindOptions, createContainerKind } from './container-kind.ts';
import type { Masking } from './evidence.ts';
import { createHistory, type WhatHelped } from './history.ts';
import type { MemoryNow } from './memory.ts';
import { type ContainerPlan, memoryOf, planAction } from './plan.ts';
import type { Target } from './target.ts';
import type { VerbName } from './verb.ts';
import { kill, memory, pause, restart, start, stop, unpause } from './verbs.ts';

export interface ActionsOptions {
  readonly docker: Docker;
  readonly recorder: Pick<Recorder, 'lastInventory' | 'badEventsSince'>;
  readonly database: Database;
  readonly clock: Clock;
  readonly masking: Masking;
  /** DATA_DIR. */
  readonly dataDir: string;
  /** HOST_ROOT; null: the host's file system is our own. */
  readonly hostRoot: string | null;
}

/** What can be done to one container. */
export interface Actions {
  /** For the operations room. */
  readonly kinds: readonly OperationKind<unknown>[];
  /** Keeps the book of what helped; to be told every change of an operation, within its transaction. */
  record(change: OperationChange): void;
  /** @throws UserError where it makes no sense or would hit the bot itself · EngineError */
  plan(verb: VerbName, target: Target): Promise<ContainerPlan>;
  /** What a container uses and may use; `hostBytes`: the host's memory, where it is known. @throws as `plan` */
  memory(target: Target, hostBytes: number | null): Promise<MemoryNow>;
  /** What is wrong with a service now, and what helped before. Asks no Engine. */
  whatHelped(key: ServiceKey): WhatHelped;
}

export function createActions(options: ActionsOptions): Actions {
  const { docker, clock, recorder, database } = options;
  const history = createHistory({ database, recorder });
  const seeing = { docker, root: options.hostRoot ?? '/' };
  return {
    kinds: containerKinds(options),
    record: history.record,
    plan: (verb, target) => planAction(seeing, verb, target),
    memory: (target, hostBytes) => memoryOf(docker, target, hostBytes),
    whatHelped: (key) => history.whatHelped(key, clock.now()),
  };
}

/** One operation kind for each of `VERBS`. */
export function containerKinds(options: ContainerKindOptions): OperationKind<unknown>[] {
  const simple = [restart, start, stop, kill, pause, unpause].map((verb) => createContainerKind(verb, options));
  return [...simple, createContainerKind(memory, options)];
}
