import { createHash } from 'node:crypto';

/** A short name of an item or of a found port, for callback data. */
export function itemReference(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 10);
}
