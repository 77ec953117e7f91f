import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLogRequest, parsePattern } from '../../../../src/bot/logs/request.ts';

const all = { kind: 'all' } as const;
const last = (minutes: number) => ({ kind: 'last', ms: minutes * 60_000 }) as const;
const text = (of: string) => ({ kind: 'text', text: of }) as const;

test.each([
  ['', { name: null, range: all, pattern: all }],
  ['gateway', { name: 'gateway', range: all, pattern: all }],
  ['gateway 15m', { name: 'gateway', range: last(15), pattern: all }],
  ['gateway 15m timeout', { name: 'gateway', range: last(15), pattern: text('timeout') }],
  ['gateway 2h connection refused', { name: 'gateway', range: last(120), pattern: text('connection refused') }],
  ['gateway timeout', { name: 'gateway', range: all, pattern: text('timeout') }],
  ['шлюз 15м ошибка', { name: 'шлюз', range: last(15), pattern: text('ошибка') }],
  ['shop/gateway 1d', { name: 'shop/gateway', range: last(1440), pattern: all }],
  ['gateway /time(d )?out/', { name: 'gateway', range: all, pattern: { kind: 'regex', source: 'time(d )?out' } }],
  ['gateway 90s /5\\d\\d/i', { name: 'gateway', range: last(1.5), pattern: { kind: 'regex', source: '5\\d\\d' } }],
  ['15m', { name: null, range: last(15), pattern: all }],
  ['/time.ut/', { name: null, range: all, pattern: { kind: 'regex', source: 'time.ut' } }],
  ['gateway 0m', { name: 'gateway', range: all, pattern: text('0m') }],
  ['gateway 99999d', { name: 'gateway', range: all, pattern: text('99999d') }],
  ['gateway /', { name: 'gateway', range: all, pattern: text('/') }],
  ['gateway /api/v1', { name: 'gateway', range: all, pattern: text('/api/v1') }],
])('/logs %s', (typed, expected) => {
  expect(parseLogRequest(typed)).toEqual(expected);
});

describe('what is searched', () => {
  test('an expression that is none says what is wrong with it', () => {
    expect(() => parsePattern('/(/')).toThrow(
      expect.objectContaining({ key: 'bot-logs-regex-bad', params: { problem: 'Unterminated group' } }),
    );
  });

  test.each([
    ['   ', 'bot-logs-search-empty'],
    ['x'.repeat(201), 'bot-logs-search-long'],
  ])('%j is refused', (typed, key) => {
    expect(() => parsePattern(typed)).toThrow(expect.objectContaining({ key }));
  });

  test('whatever is typed is a pattern or a word to the person', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (typed) => {
        try {
          expect(['text', 'regex']).toContain(parsePattern(typed).kind);
        } catch (error) {
          expect(error).toMatchObject({ name: 'UserError' });
        }
      }),
    );
  });
});
