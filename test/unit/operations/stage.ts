import { createManualClock } from '../../../src/clock.ts';
import { type Database, openDatabase } from '../../../src/database/index.ts';
import { silentLog } from '../../../src/log.ts';
import {
  createOperations,
  type Json,
  type KindOutcome,
  type OperationChange,
  type OperationContext,
  type OperationKind,
  type Operations,
  projectLock,
  serviceLock,
  type WatchContext,
  type WatchVerdict,
} from '../../../src/operations/index.ts';

export const OK: KindOutcome = { ok: true, reason: { key: 'done', params: {} } };

export interface Script {
  run?(context: OperationContext<Target>): Promise<KindOutcome>;
  recover?(context: OperationContext<Target>): Promise<KindOutcome>;
  watch?(context: WatchContext<Target>): Promise<WatchVerdict>;
}

export interface Target {
  readonly service: string;
}

/** A kind whose behaviour the test writes; it locks one service of the project `shop`, or with `*` all of it. */
export function scriptedKind(script: Script, name = 'scripted'): OperationKind<Target> {
  const watch = script.watch;
  return {
    kind: name,
    parse: (raw) => {
      if (typeof raw !== 'object' || raw === null || !('service' in raw) || typeof raw.service !== 'string') {
        throw new Error('malformed');
      }
      return { service: raw.service };
    },
    locks: ({ service }) => [service === '*' ? projectLock('local', 'shop') : serviceLock('local', 'shop', service)],
    run: (context) => (script.run ? script.run(context) : Promise.resolve(OK)),
    recover: (context) => (script.recover ? script.recover(context) : Promise.resolve(OK)),
    ...(watch === undefined ? {} : { watch: { forMs: 120_000, run: (context) => watch(context) } }),
  };
}

/** Operations over one database; `next` opens them again on the same rows, as the process after a kill would. */
export function createStage(
  script: Script,
  options: {
    announce?: (change: OperationChange) => void;
    database?: Database;
    breaker?: true;
    needsSecond?: () => boolean;
  } = {},
) {
  const database = options.database ?? openDatabase(':memory:');
  const clock = createManualClock(Date.UTC(2026, 0, 5, 3, 0));
  const changes: OperationChange[] = [];
  function open(next: Script): Operations {
    return createOperations({
      database,
      clock,
      log: silentLog,
      kinds: [{ ...scriptedKind(next), ...(options.breaker ? { breaker: true } : {}) }],
      ...(options.needsSecond ? { needsSecond: options.needsSecond } : {}),
      announce: (change) => {
        options.announce?.(change);
        changes.push(change);
      },
    });
  }
  return {
    database,
    clock,
    changes,
    operations: open(script),
    next: open,
    told: () => changes.filter((change) => change.kind !== 'progress').map((change) => change.kind),
  };
}

let keys = 0;

export function request(
  service: string,
  more: { key?: string; ifBusy?: 'refuse' | 'queue'; requestedBy?: number } = {},
) {
  keys += 1;
  const params: Json = { service };
  return { key: `key-${keys}`, kind: 'scripted', params, requestedBy: 7, ...more };
}

/** A promise that the test resolves by hand. */
export function gate<T = void>() {
  return Promise.withResolvers<T>();
}
