import { EngineError } from './engine-error.ts';
import { at, callOptions, orNull, type StorageDeps, within } from './storage-engine.ts';
import type { EngineStorage } from './storage-types.ts';
import type { CallOptions } from './types.ts';

const DEADLINE_MS = 60_000;

/** Small files in and out of containers. What may be large never goes through this thread: see ArchiveWorks. */
export function createFiles(
  { client }: StorageDeps,
  reach: (container: string, options: CallOptions) => Promise<string>,
): Pick<EngineStorage, 'readSmall' | 'writeSmall'> {
  return {
    readSmall: (container, path, maxBytes, options = {}) =>
      within(options, DEADLINE_MS, async (signal) => {
        const id = await reach(container, { signal });
        const request = { path: at('containers', id, 'archive'), query: { path }, signal };
        const response = await orNull(client.open({ ...request, deadlineMs: options.deadlineMs ?? DEADLINE_MS }));
        if (response === null) return null;
        const chunks: Buffer[] = [];
        let size = 0;
        for await (const chunk of response) {
          const bytes = Buffer.from(chunk);
          size += bytes.length;
          if (size > maxBytes) {
            response.destroy();
            throw new EngineError(null, `${path} is larger than ${maxBytes} bytes`, null);
          }
          chunks.push(bytes);
        }
        return Buffer.concat(chunks);
      }),
    async writeSmall(container, path, tar, options = {}) {
      const id = await reach(container, options);
      await client.call({
        ...{ deadlineMs: DEADLINE_MS, ...callOptions(options) },
        ...{ method: 'PUT', path: at('containers', id, 'archive'), query: { path }, tar, pool: 'long' },
      });
    },
  };
}
