import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Between two collections: so much lies around at most. */
const EVERY_BYTES = 8 * 1024 * 1024;

/**
 * Node's decompressor gives each piece in new memory outside of the heap, and V8, which sees only the small object that
 * holds it, lets 64 MiB of that come together before it collects. A collection of what is young takes well under a
 * millisecond. Call it with the size of each piece, in a thread of its own.
 */
export function createCollector(): (bytes: number) => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  let since = 0;
  return (bytes) => {
    since += bytes;
    if (since < EVERY_BYTES || typeof collect !== 'function') return;
    since = 0;
    collect({ type: 'minor' });
  };
}
