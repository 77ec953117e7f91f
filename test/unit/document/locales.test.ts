import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FluentResource } from '@fluent/bundle';
import { describe, expect, test } from 'vitest';
import { createTexts, locales } from '../../../src/document/index.ts';
import { usedKeys } from './source-keys.ts';

const root = new URL('../../../', import.meta.url);
const texts = createTexts();
const sources = Object.fromEntries(
  locales.map((locale) => [locale, readFileSync(new URL(`locales/${locale}.ftl`, root), 'utf8')]),
);
const variables = Object.fromEntries(locales.map((locale) => [locale, variablesByKey(sources[locale] ?? '')]));
const keys = texts.keys('en');
const used = usedKeys(fileURLToPath(new URL('src/', root)), new Set(keys.map((key) => key.split('-')[0] ?? '')));

/** Literals that look like a text key and name something else: a check, a change, a timeline entry, a view, a marker. */
const notTexts = new Set<string>([
  'docker-health',
  'host-reboot',
  'triage-started',
  'triage-ask',
  'docker-token',
  'docker-compose',
  'docker-modem',
]);

describe('the languages', () => {
  test('have the same keys', () => {
    expect([...texts.keys('ru')].sort()).toEqual([...keys].sort());
  });

  test('have the same variables in each text', () => {
    expect(variables.ru).toEqual(variables.en);
  });

  // The parser skips what it does not understand, without a word.
  test.each(locales)('%s: every line belongs to a text', (locale) => {
    const written = [...(sources[locale] ?? '').matchAll(/^([a-zA-Z][\w-]*)[ \t]*=/gm)].map((match) => match[1]);
    expect(written).toEqual(texts.keys(locale));
    expect(
      (sources[locale] ?? '')
        .split('\n')
        .filter((line) => !/^(?:#.*|[a-zA-Z][\w-]*[ \t]*=.*|[ \t]+.*|\}.*|)$/.test(line)),
    ).toEqual([]);
  });

  test('every text can be shown in both languages', () => {
    for (const locale of locales) {
      for (const key of keys) {
        const params = Object.fromEntries((variables.en?.[key] ?? []).map((name) => [name, 2]));
        expect(texts.t(locale, key, params), `${locale}: ${key}`).not.toBe('');
      }
    }
  });
});

describe('the source', () => {
  test('asks only for texts that exist', () => {
    const missing = used.filter(({ key, pattern }) => !notTexts.has(key) && !keys.some((one) => pattern.test(one)));
    expect(missing.map(({ where, key }) => `${where} ${key}`)).toEqual([]);
  });

  test('gives every text its variables', () => {
    const lacking = used.flatMap(({ where, key, params }) => {
      const needed = variables.en?.[key] ?? [];
      const absent = params === null ? [] : needed.filter((name) => !params.includes(name));
      return absent.map((name) => `${where} ${key} needs ${name}`);
    });
    expect(lacking).toEqual([]);
  });

  test('uses every text', () => {
    expect(keys.filter((key) => !used.some(({ pattern }) => pattern.test(key)))).toEqual([]);
  });
});

/** The variables of each message, from anywhere in its tree. */
function variablesByKey(source: string): Record<string, string[]> {
  const entries = new FluentResource(source).body.map(
    (entry) => [entry.id, [...variablesIn(entry.value)].sort()] as const,
  );
  return Object.fromEntries(entries);
}

function variablesIn(node: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('type' in value && value.type === 'var' && 'name' in value && typeof value.name === 'string')
      found.add(value.name);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(node);
  return found;
}
