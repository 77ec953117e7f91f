import type { Json } from '../../operations/index.ts';

/** A step whose result has methods or is large: it goes past the journal. */
export async function passing<T>(
  context: { step<R>(name: string, intent: Json, work: () => Promise<R>): Promise<R> },
  name: string,
  intent: Json,
  work: () => Promise<T>,
): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  await context.step(name, intent, async () => {
    resolve(await work());
    return null;
  });
  return promise;
}
