import { createHash } from 'node:crypto';
import { z } from 'zod';
import { entrySchema } from '../backups/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import { UserError } from '../errors.ts';

const KEEP_MS = 30 * 86_400_000;

const folder = z.strictObject({
  kind: z.literal('folder'),
  backup: z.string(),
  tree: z.string(),
  /** As in the list: each character is a byte. */
  path: z.string(),
});
const entry = z.strictObject({ ...folder.shape, kind: z.literal('entry'), page: z.int(), entry: entrySchema });
const choice = z.strictObject({
  kind: z.literal('choice'),
  backup: z.string(),
  trees: z.array(z.string()),
  files: z.array(z.string()),
  config: z.array(z.string()),
});
const placeSchema = z.discriminatedUnion('kind', [folder, entry, choice]);

/** What a button leads to: a folder or a file of a backup, or what is chosen for a restore. */
export type Place = z.infer<typeof placeSchema>;
export type PlaceOf<K extends Place['kind']> = Extract<Place, { kind: K }>;

export interface Places {
  /** @returns 16 characters for callback data */
  keep(place: Place): string;
  /** @throws UserError when the button is too old */
  find<K extends Place['kind']>(reference: string, kind: K): PlaceOf<K>;
}

const valueRow = z.object({ value: z.string() });

/** Places outlive a restart: a button that is pressed a day later still leads where it said. */
export function createPlaces({ database, clock }: { readonly database: Database; readonly clock: Clock }): Places {
  return {
    keep: (place) => {
      const value = JSON.stringify(placeSchema.parse(place));
      const reference = createHash('sha256').update(value).digest('base64url').slice(0, 16);
      const now = clock.now();
      database
        .prepare(
          `INSERT INTO bot_places (reference, value, kept_at) VALUES (?, ?, ?)
           ON CONFLICT (reference) DO UPDATE SET kept_at = excluded.kept_at`,
        )
        .run(reference, value, now);
      database.prepare('DELETE FROM bot_places WHERE kept_at < ?').run(now - KEEP_MS);
      return reference;
    },
    find: (reference, kind) => {
      const found = database.prepare('SELECT value FROM bot_places WHERE reference = ?').get(reference);
      const parsed = found === undefined ? null : placeSchema.parse(JSON.parse(valueRow.parse(found).value));
      if (!isOf(parsed, kind)) throw new UserError('bot-button-old');
      return parsed;
    },
  };
}

function isOf<K extends Place['kind']>(place: Place | null, kind: K): place is PlaceOf<K> {
  return place?.kind === kind;
}
