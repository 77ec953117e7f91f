import { z } from 'zod';
import type { Locale } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import type { Sighting } from './people.ts';

const row = z.object({
  name: z.string(),
  language_code: z.string().nullable(),
  chosen_locale: z.enum(['en', 'ru']).nullable(),
  rich_messages: z.number(),
  seen_at: z.number(),
});

export interface SeenPerson {
  readonly name: string;
  readonly languageCode: string | null;
  readonly chosenLocale: Locale | null;
  readonly richMessages: boolean;
  readonly seenAt: number;
}

export interface PeopleStore {
  save(sighting: Sighting, at: number): void;
  find(id: number): SeenPerson | null;
  chooseLocale(id: number, locale: Locale): void;
  chooseRichMessages(id: number, on: boolean): void;
}

export function createPeopleStore(database: Database): PeopleStore {
  return {
    save: ({ id, name, username, languageCode }, at) => {
      database
        .prepare(
          `INSERT INTO people (user_id, name, username, language_code, seen_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, username = excluded.username,
             language_code = coalesce(excluded.language_code, language_code), seen_at = excluded.seen_at`,
        )
        .run(id, name, username, languageCode, at);
    },
    find: (id) => {
      const found = database
        .prepare('SELECT name, language_code, chosen_locale, rich_messages, seen_at FROM people WHERE user_id = ?')
        .get(id);
      if (found === undefined) return null;
      const parsed = row.parse(found);
      return {
        name: parsed.name,
        languageCode: parsed.language_code,
        chosenLocale: parsed.chosen_locale,
        richMessages: parsed.rich_messages === 1,
        seenAt: parsed.seen_at,
      };
    },
    chooseLocale: (id, locale) => {
      database.prepare('UPDATE people SET chosen_locale = ? WHERE user_id = ?').run(locale, id);
    },
    chooseRichMessages: (id, on) => {
      database.prepare('UPDATE people SET rich_messages = ? WHERE user_id = ?').run(on ? 1 : 0, id);
    },
  };
}
