import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { HealthStore } from './health-store.ts';
import type { FoundPort, Item } from './types.ts';

/** Answers that come close together are written at once: each transaction costs a write to the disk. */
const TOGETHER_MS = 100;
/** Behind all that were expected. */
const LAST_POSITION = 10_000;

export interface RecordingOptions {
  readonly database: Database;
  readonly store: HealthStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly runId: number;
  /** Told within the transaction. */
  readonly tell: (done: boolean) => void;
}

/** The answers of one run on their way into its rows. */
export interface Recording {
  add(items: readonly Item[]): void;
  uncovered(names: readonly string[]): void;
  found(ports: readonly FoundPort[]): void;
  /** Writes what there is at once: somebody waits for just this. */
  flush(): void;
  /** Everything has been answered. */
  end(state: 'done' | 'interrupted'): void;
}

export function createRecording(options: RecordingOptions): Recording {
  const { store, runId } = options;
  let waiting: Item[] = [];
  let timer: NodeJS.Timeout | undefined;
  let order = LAST_POSITION;

  function write(more: () => void, done: boolean): void {
    clearTimeout(timer);
    timer = undefined;
    const items = waiting;
    waiting = [];
    try {
      options.database.transaction(() => {
        for (const item of items) {
          order += 1;
          store.saveItem(runId, item, order);
          store.remember(item);
        }
        more();
        options.tell(done);
      });
    } catch (error) {
      // A full disk, say: what was found is lost, the next run asks again.
      options.log.error({ reason: messageOf(error) }, 'health results could not be written');
    }
  }

  return {
    add: (items) => {
      if (items.length === 0) return;
      waiting.push(...items);
      timer ??= setTimeout(() => write(() => undefined, false), TOGETHER_MS);
    },
    flush: () => write(() => undefined, true),
    uncovered: (names) => write(() => store.setUncovered(runId, names), false),
    found: (ports) => write(() => store.setFound(runId, ports), false),
    end: (state) => write(() => store.endRun(runId, state, options.clock.now()), true),
  };
}
