import type { EngineStorage, HelperMount } from '../docker/index.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';

/**
 * Works on a tree through a container that never runs and has nothing but the tree, and removes it whatever happens.
 * @throws EngineError, what `work` throws, or the signal's reason
 */
export async function withMounted<T>(
  { storage, log }: { readonly storage: Pick<EngineStorage, 'createHelper' | 'removeHelper'>; readonly log: Log },
  {
    operation,
    mount,
    signal,
  }: { readonly operation: string; readonly mount: HelperMount; readonly signal: AbortSignal },
  work: (container: string) => Promise<T>,
): Promise<T> {
  const container = await storage.createHelper({ operation, image: 'empty', mounts: [mount] }, { signal });
  try {
    return await work(container);
  } finally {
    // Where even that fails, it goes when the operation is over: it carries its label.
    await storage
      .removeHelper(container)
      .catch((error: unknown) => log.warn({ operation, container, reason: messageOf(error) }, 'a helper stays behind'));
  }
}
