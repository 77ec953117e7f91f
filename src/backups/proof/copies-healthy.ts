import type { Clock } from '../../clock.ts';
import type { EngineStorage } from '../../docker/index.ts';
import type { OperationContext, Reason } from '../../operations/index.ts';
import { beginCopyWait, type CopyWait, judgeCopy } from './copy-wait.ts';
import type { StartedCopy } from './service-copies.ts';

const LOOK_EVERY_MS = 500;

export interface WaitedCopy {
  readonly copy: StartedCopy;
  /** Null: it is well. */
  readonly bad: Reason | null;
}

/** Waits for copies that were started together, each as long as its own health check needs. @throws EngineError, or the signal's reason */
export async function waitForCopies(options: {
  readonly storage: Pick<EngineStorage, 'helperState' | 'startHelper'>;
  readonly clock: Clock;
  readonly context: Pick<OperationContext<unknown>, 'progress' | 'sleep' | 'signal'>;
  readonly copies: readonly { readonly copy: StartedCopy; readonly isJob: boolean }[];
}): Promise<WaitedCopy[]> {
  const { storage, clock, context, copies } = options;
  const { signal } = context;
  const ends: WaitedCopy[] = [];
  let waiting = copies.map(({ copy, isJob }): { readonly copy: StartedCopy; readonly wait: CopyWait } => {
    const { service, facts } = copy.source;
    const { healthcheck } = facts;
    const restartPolicy = service.restartPolicy.name;
    return {
      copy,
      wait: beginCopyWait({ service: service.name, healthcheck, isJob, restartPolicy, now: clock.now() }),
    };
  });
  for (;;) {
    const left: typeof waiting = [];
    for (const { copy, wait } of waiting) {
      const judged = judgeCopy(wait, await storage.helperState(copy.id, { signal }), clock.now());
      const { verdict } = judged;
      if (verdict.kind === 'well') ends.push({ copy, bad: null });
      else if (verdict.kind === 'bad') ends.push({ copy, bad: verdict.reason });
      else left.push({ copy, wait: judged.wait });
      if (verdict.kind === 'start-again') await storage.startHelper(copy.id, { signal });
    }
    if (left.length === 0) return ends;
    waiting = left;
    const names = waiting.map(({ wait }) => wait.service).join(', ');
    context.progress({ key: 'backups-drill-waiting', params: { services: names.slice(0, 100) } });
    await context.sleep(LOOK_EVERY_MS);
  }
}
