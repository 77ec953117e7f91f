import type { TestProject } from 'vitest/node';
import { type PrivateEngine, startEngine } from './engine.ts';
import { importImages } from './images.ts';

declare module 'vitest' {
  interface ProvidedContext {
    engineSocket: string;
    /** In the label `vakhta.test=<run>` of everything that is made on this Engine. */
    engineRun: string;
  }
}

/** Several projects of one vitest run set this up, each with its own copy of this module: the process is what they share. */
interface Shared {
  users: number;
  engine: Promise<PrivateEngine> | null;
}
const KEY = Symbol.for('vakhta.test.engine');
const place: typeof globalThis & { [KEY]?: Shared } = globalThis;

/** One private Engine with both images for the whole run. Tests that stop or kill an Engine start one of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  place[KEY] ??= { users: 0, engine: null };
  const shared = place[KEY];
  shared.users += 1;
  shared.engine ??= prepare();
  const engine = await shared.engine;
  project.provide('engineSocket', engine.socketPath);
  project.provide('engineRun', engine.run);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    shared.engine = null;
    await engine.remove();
  };
}

async function prepare(): Promise<PrivateEngine> {
  const engine = await startEngine();
  try {
    await importImages(engine.api, `vakhta.test=${engine.run}`);
    return engine;
  } catch (error) {
    await engine.remove();
    throw error;
  }
}
