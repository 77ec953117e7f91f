import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

const hash = createHash('sha256');
await pipeline(createReadStream(z.string().parse(workerData), { highWaterMark: 1024 * 1024 }), hash);
parentPort?.postMessage(hash.digest('hex'));
