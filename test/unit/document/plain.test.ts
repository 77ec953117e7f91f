import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText, plainText } from '../../../src/document/index.ts';
import { hostileText } from './hostile.ts';

describe('cleanText', () => {
  test('leaves no control character, no mark that turns the direction, no half of a character', () => {
    fc.assert(
      fc.property(hostileText('large'), (text) => {
        const clean = cleanText(text);
        expect(clean).not.toMatch(/(?![\n\t])[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/u);
        expect(clean.isWellFormed()).toBe(true);
        expect(cleanText(clean)).toBe(clean);
      }),
    );
  });

  test('takes terminal colours, titles and carriage returns away, and keeps the words', () => {
    expect(cleanText('\u001b[1;31merror\u001b[0m: \u001b]0;t\u0007disk\r\nfull\rnow\u2028\0end')).toBe(
      'error: disk\nfull\nnow\nend',
    );
    expect(cleanText('\u202egpj.exe\u2066 naïve 👩‍👩‍👧 \ud800')).toBe('gpj.exe naïve 👩‍👩‍👧 \ufffd');
    expect(cleanLine('  a\n\tb  ')).toBe('a b');
  });
});

test('plainText speaks moments in the given zone and language', () => {
  const at = Date.UTC(2025, 1, 3, 22, 2);
  const text = [
    'a ',
    { kind: 'bold', text: 'b' },
    ' ',
    { kind: 'time', at, show: 'time' },
    ', ',
    { kind: 'time', at, show: 'date' },
    ', ',
    { kind: 'time', at, show: 'relative' },
  ] as const;
  expect(plainText(text, { locale: 'en', timeZone: 'Europe/Moscow' })).toBe(
    'a b 01:02 GMT+3, 4 Feb 2025, 4 Feb 2025, 01:02 GMT+3',
  );
  expect(plainText(text, { locale: 'ru', timeZone: 'UTC' })).toBe(
    'a b 22:02 UTC, 3 февр. 2025 г., 3 февр. 2025 г., 22:02 UTC',
  );
  expect(plainText({ kind: 'time', at: Number.NaN, show: 'date' }, { locale: 'en', timeZone: 'UTC' })).toBe('—');
});
