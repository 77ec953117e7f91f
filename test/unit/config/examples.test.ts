import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseEnvironment, parseSettings, settingsSchema } from '../../../src/config/index.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
/** A "#" with one space after it begins a comment; any other switches a setting off. */
const switchedOn = (text: string) => text.replaceAll(/^#(?! \S|$)/gm, '');

describe('vakhta.example.yaml', () => {
  const text = read('vakhta.example.yaml');

  it('says nothing but the defaults as it is shipped', () => {
    expect(parseSettings(text, 'vakhta.example.yaml')).toEqual(settingsSchema.parse({}));
  });

  it('is right with everything switched on', () => {
    const settings = parseSettings(switchedOn(text), 'vakhta.example.yaml');
    expect(settings.checks.map(({ kind }) => kind).sort()).toEqual([
      'disk',
      'dns',
      'http',
      'ping',
      'tcp',
      'telegram',
      'tls',
    ]);
    expect(settings.people).toHaveLength(2);
  });

  it('shows every key that there is', () => {
    const shown = new Set(keysOf(parse(switchedOn(text))));
    const known = propertiesOf(z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' }));
    expect(known.size).toBeGreaterThan(30);
    expect([...known].filter((key) => !shown.has(key))).toEqual([]);
  });
});

describe('.env.example', () => {
  const text = read('.env.example');
  const documented = new Set([...text.matchAll(/^#?([A-Z][A-Z_]*)=/gm)].map((match) => match[1] ?? ''));

  it('documents every variable that is read, and no other', () => {
    const source = read('src/config/environment.ts');
    const known = [...source.matchAll(/value\('([A-Z_]+)'\)/g)].map((match) => match[1] ?? '');
    // Read by docker-compose.yml, not by the bot.
    expect([...documented].sort()).toEqual([...new Set([...known, 'DOCKER_GID'])].sort());
  });

  it('is enough with its first two variables filled in', () => {
    const values = parseEnv(text);
    const filledIn = { TELEGRAM_BOT_TOKEN: `123456789:${'A'.repeat(35)}`, AUTHORIZED_USER_IDS: '1001' };
    expect(new Set(Object.keys(values))).toEqual(new Set(Object.keys(filledIn)));
    expect(parseEnvironment({ ...values, ...filledIn }).authorizedUserIds).toEqual([1001]);
  });
});

/** Every name of a key inside a value. */
function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

/** Every name of a property inside a JSON Schema. */
function propertiesOf(schema: unknown): Set<string> {
  if (Array.isArray(schema)) return new Set(schema.flatMap((one) => [...propertiesOf(one)]));
  if (typeof schema !== 'object' || schema === null) return new Set();
  const found = Object.entries(schema).flatMap(([key, inner]) => {
    const own = key === 'properties' ? Object.keys(inner) : [];
    return [...own, ...propertiesOf(inner)];
  });
  return new Set(found);
}
