import type { Clock } from '../clock.ts';
import type { Access, Locale, PersonConfig } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import { createPeopleStore } from './people-store.ts';

/** Somebody who is authorized. The name in `vakhta.yaml` goes before the one that Telegram shows. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly role: string | null;
  readonly access: Access;
  readonly locale: Locale;
  /** What they chose in /settings; null: the language of their app. */
  readonly chosenLocale: Locale | null;
  /** False where the person switched rich messages off in /settings (an old app). */
  readonly richMessages: boolean;
  /** Null: never seen by the bot. UTC milliseconds. */
  readonly seenAt: number | null;
}

/** What an update tells of its sender. */
export interface Sighting {
  readonly id: number;
  readonly name: string;
  readonly username: string | null;
  readonly languageCode: string | null;
}

export interface People {
  saw(sighting: Sighting): void;
  /** Never fails: somebody who was removed from the list is shown by the name that is known, else by the id. */
  person(id: number): Person;
  authorized(): Person[];
  isAuthorized(id: number): boolean;
  chooseLocale(id: number, locale: Locale): void;
  chooseRichMessages(id: number, on: boolean): void;
}

export interface PeopleOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly authorizedUserIds: readonly number[];
  readonly configured: readonly PersonConfig[];
  readonly defaultLocale: Locale;
}

export function createPeople({ database, clock, authorizedUserIds, configured, defaultLocale }: PeopleOptions): People {
  const store = createPeopleStore(database);
  const allowed = new Set(authorizedUserIds);

  function localeOf(chosen: Locale | null, languageCode: string | null): Locale {
    if (chosen) return chosen;
    if (languageCode === null) return defaultLocale;
    return languageCode.toLowerCase().startsWith('ru') ? 'ru' : 'en';
  }

  function person(id: number): Person {
    const seen = store.find(id);
    const known = configured.find((candidate) => candidate.id === id);
    return {
      id,
      name: known?.name ?? seen?.name ?? `id ${id}`,
      role: known?.role ?? null,
      access: known?.access ?? 'admin',
      chosenLocale: seen?.chosenLocale ?? null,
      locale: localeOf(seen?.chosenLocale ?? null, seen?.languageCode ?? null),
      richMessages: seen?.richMessages ?? true,
      seenAt: seen?.seenAt ?? null,
    };
  }

  return {
    saw: (sighting) => store.save(sighting, clock.now()),
    person,
    authorized: () => [...allowed].map(person),
    isAuthorized: (id) => allowed.has(id),
    chooseLocale: (id, locale) => store.chooseLocale(id, locale),
    chooseRichMessages: (id, on) => store.chooseRichMessages(id, on),
  };
}
