import type { Database } from '../database/index.ts';
import { createHealthStore } from './health-store.ts';

/** Writes a row into the database and reads it back. The function answers the size of the database in bytes. */
export function createHeartbeat(database: Database, now: () => number): () => number {
  const store = createHealthStore(database);
  return () => database.transaction(() => store.beat(now()));
}
