import { parentPort, workerData } from 'node:worker_threads';
import { createMasker } from '../masking/index.ts';
import { createDownloadJob } from './download-job.ts';
import { followSources } from './follow-job.ts';
import { createPageJob, type RawPage } from './page-job.ts';
import type { Progress } from './types.ts';
import {
  type FromWorker,
  HEARTBEAT_MS,
  type Order,
  type Result,
  type ToWorker,
  type WorkerData,
} from './worker-messages.ts';

/** The thread that reads: gets orders, does several at once, says how far they are. */
const port = parentPort;
if (port === null) throw new Error('worker.ts is started as a worker thread');
// Checked on the other side: worker-lane.ts makes it of this type.
const { knownSecrets } = workerData as WorkerData;
const { text: mask } = createMasker({ known: knownSecrets });
const running = new Map<number, { cancelling: AbortController; sign(): void }>();
let heartbeat: NodeJS.Timeout | null = null;

const say = (message: FromWorker) => port.postMessage(message);

async function work(id: number, order: Order, signal: AbortSignal, show: (look: () => Look) => void): Promise<Result> {
  switch (order.kind) {
    case 'page': {
      const job = createPageJob(order.engine, order.order);
      show(() => lookAt(job.soFar('slow-regex')));
      return { kind: 'page', page: await job.run(signal) };
    }
    case 'download': {
      const job = createDownloadJob(order.engine, order.order, mask);
      show(() => ({ progress: job.progress(), page: null }));
      return { kind: 'download', download: await job.run(signal) };
    }
    case 'follow': {
      const failures = await followSources(
        order.engine,
        order.order,
        (lines) => say({ id, type: 'lines', lines }),
        signal,
      );
      return { kind: 'follow', failures };
    }
  }
}

/** How far an order is; with the page as it would be now, for the case that an expression never ends. */
interface Look {
  readonly progress: Progress;
  readonly page: RawPage | null;
}

function lookAt(page: RawPage): Look {
  return { progress: { scannedBytes: page.scannedBytes, matches: page.matches }, page };
}

async function start(id: number, order: Order): Promise<void> {
  const cancelling = new AbortController();
  let look = (): Look => ({ progress: { scannedBytes: 0, matches: 0 }, page: null });
  let shownMatches = -1;
  const sign = () => {
    const { progress, page } = look();
    // The same lines need not cross again.
    say({ id, type: 'progress', progress, page: progress.matches === shownMatches ? null : page });
    shownMatches = progress.matches;
  };
  running.set(id, { cancelling, sign });
  heartbeat ??= setInterval(() => {
    for (const each of running.values()) each.sign();
  }, HEARTBEAT_MS);
  try {
    const result = await work(id, order, cancelling.signal, (next) => {
      look = next;
    });
    say({ id, type: 'done', result });
  } catch (error) {
    say({ id, type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    running.delete(id);
    if (running.size === 0 && heartbeat !== null) {
      clearInterval(heartbeat);
      heartbeat = null;
    }
  }
}

port.on('message', (message: ToWorker) => {
  if (message.type === 'start') void start(message.id, message.order);
  else running.get(message.id)?.cancelling.abort(new Error('cancelled'));
});
