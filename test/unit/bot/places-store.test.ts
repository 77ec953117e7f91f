import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPlaces } from '../../../src/bot/places-store.ts';
import { type Database, openDatabase } from '../../../src/database/index.ts';
import { UserError } from '../../../src/errors.ts';

const DAY_MS = 86_400_000;
const folder = { kind: 'folder', backup: '20260101T000000Z-aaaaaa', tree: 'shop_data', path: 'p\xe9/\xff' } as const;

let now = 0;
let directory: string;
let database: Database;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vakhta-places-'));
  database = openDatabase(join(directory, 'vakhta.db'));
  now = DAY_MS;
});

afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

const places = () => createPlaces({ database, clock: { now: () => now } as never });

test('a button means the same for ever, whatever the bytes of a name, also after a restart', () => {
  const reference = places().keep(folder);
  expect(reference).toMatch(/^[\w-]{16}$/);
  expect(places().keep(folder)).toBe(reference);
  expect(places().find(reference, 'folder')).toEqual(folder);
  expect(places().keep({ ...folder, path: '' })).not.toBe(reference);
});

test('a button of another kind, or one that nobody knows, is an old one', () => {
  const reference = places().keep(folder);
  expect(() => places().find(reference, 'choice')).toThrow(UserError);
  expect(() => places().find('x'.repeat(16), 'folder')).toThrow('bot-button-old');
});

test('what nobody drew for a month is forgotten; what is still drawn stays', () => {
  const [old, used] = [places().keep(folder), places().keep({ ...folder, path: 'used' })];
  now += 20 * DAY_MS;
  places().keep({ ...folder, path: 'used' });
  now += 11 * DAY_MS;
  places().keep({ ...folder, path: 'another' });
  expect(() => places().find(old, 'folder')).toThrow(UserError);
  expect(places().find(used, 'folder').path).toBe('used');
});
