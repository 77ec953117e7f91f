import { Worker } from 'node:worker_threads';
import { z } from 'zod';

/** SHA-256 of a file of any size, in a thread of its own. */
export function hashFile(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // What is loaded into the process before its own code (`--import`) is not for its threads.
    const settings = { workerData: path, execArgv: [] };
    const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), settings);
    worker.once('message', (answer: unknown) => resolve(z.string().parse(answer)));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that hashes ended with ${code}`)));
  });
}
