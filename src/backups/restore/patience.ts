import { type Docker, EngineError } from '../../docker/index.ts';
import type { Reason } from '../../operations/index.ts';
import { TornReadError } from '../archive/types.ts';

const ASK_EVERY_MS = 500;
const PING_DEADLINE_MS = 3000;
/** A call that failed while the Engine answers: a restart may lie between the two. More often it is the call itself. */
const TRIES_WITH_ENGINE = 3;

export interface Patience {
  /**
   * Does `work`, and does it again from its beginning when the Engine went away meanwhile and is back: whatever is done
   * here may be done twice. Waits for the Engine as long as it takes. @throws what `work` throws; the signal's reason
   */
  outlast<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** What the Engine's absence means to a restore: it waits. */
export function createPatience(deps: {
  readonly docker: Pick<Docker, 'ping'>;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly report: (doing: Reason) => void;
}): Patience {
  const { docker, sleep, report } = deps;

  const answers = () =>
    docker.ping({ deadlineMs: PING_DEADLINE_MS }).then(
      () => true,
      () => false,
    );

  async function untilItAnswers(signal: AbortSignal): Promise<void> {
    report({ key: 'backups-restore-waiting-engine', params: {} });
    while (!(await answers())) await sleep(ASK_EVERY_MS, signal);
  }

  async function outlast<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let tries = 1; ; ) {
      try {
        return await work();
      } catch (error) {
        signal.throwIfAborted();
        if (await answers()) {
          // It answers now; a connection that broke off shows that it did not a moment ago.
          if (!isBrokenOff(error) || tries >= TRIES_WITH_ENGINE) throw error;
          tries += 1;
          await sleep(ASK_EVERY_MS, signal);
        } else {
          await untilItAnswers(signal);
        }
      }
    }
  }

  return { outlast };
}

function isBrokenOff(error: unknown): boolean {
  if (error instanceof TornReadError) return true;
  return error instanceof EngineError && error.unreachable !== null;
}
