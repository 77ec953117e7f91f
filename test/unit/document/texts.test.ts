import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { createTexts } from '../../../src/document/index.ts';
import { silentLog } from '../../../src/log.ts';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true });
});

function directoryWith(en: string, ru = en): URL {
  const directory = mkdtempSync(join(tmpdir(), 'vakhta-texts-'));
  made.push(directory);
  writeFileSync(join(directory, 'en.ftl'), en);
  writeFileSync(join(directory, 'ru.ftl'), ru);
  return pathToFileURL(`${directory}/`);
}

const both = ['hello = Hello { $name }, #{ $number }', 'only-en = x'].join('\n');

describe('createTexts', () => {
  test('puts parameters in as they are: no isolation marks, no thousands separators', () => {
    const texts = createTexts({ directory: directoryWith(both) });
    expect(texts.t('en', 'hello', { name: '{ $x } <b>', number: 12_345 })).toBe('Hello { $x } <b>, #12345');
  });

  test('knows plural forms', () => {
    const texts = createTexts();
    expect([1, 3, 5, 21].map((count) => texts.t('ru', 'document-left-out', { count }))).toEqual([
      '… ещё 1 строка не поместилась',
      '… ещё 3 строки не поместились',
      '… ещё 5 строк не поместилось',
      '… ещё 21 строка не поместилась',
    ]);
  });

  test('strict: what is missing throws', () => {
    const texts = createTexts({ directory: directoryWith(both) });
    expect(() => texts.t('en', 'nothing')).toThrow('nothing');
    expect(() => texts.t('en', 'hello', { name: 'x' })).toThrow('number');
  });

  test('not strict: what is missing is logged and shown as well as it can be', () => {
    const logged: string[] = [];
    const log = { ...silentLog, error: (data: object, message: string) => logged.push(message + JSON.stringify(data)) };
    const texts = createTexts({ directory: directoryWith(both), strict: false, log });
    expect(texts.t('en', 'nothing')).toBe('nothing');
    expect(texts.t('ru', 'hello', { name: 'x' })).toBe('Hello x, #{$number}');
    expect(logged).toHaveLength(2);
  });

  test('has only what both languages have', () => {
    const texts = createTexts({ directory: directoryWith(both, 'hello = Привет') });
    expect(texts.has('hello')).toBe(true);
    expect(texts.has('only-en')).toBe(false);
    expect(texts.keys('en')).toEqual(['hello', 'only-en']);
  });

  test('two messages of one name are an error', () => {
    expect(() => createTexts({ directory: directoryWith('a = 1\na = 2') })).toThrow('en.ftl');
  });
});
