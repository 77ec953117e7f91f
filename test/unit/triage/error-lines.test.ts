import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isErrorLine, shapeOf } from '../../../src/logs/index.ts';
import { distinctErrors } from '../../../src/triage/error-lines.ts';

const line = (text: string, at: number | null = null) => ({ at, stream: 'stderr' as const, text });

test.each([
  'ERROR: lost the queue, waiting',
  '2026-02-03T03:04:05Z [error] connect ECONNREFUSED 127.0.0.1:5432',
  '{"level":"error","msg":"boom"}',
  '{"level":50,"msg":"boom"}',
  'level=fatal msg="cannot open"',
  'ValueError: invalid literal for int()',
  'java.lang.NullPointerException',
  'panic: runtime error: index out of range',
  'Traceback (most recent call last):',
  'upstream timed out (110: Connection timed out)',
  'Killed',
])('an error: %s', (text) => {
  expect(isErrorLine(text)).toBe(true);
});

test.each([
  'listening on 8080',
  '{"level":"info","msg":"0 errors, error rate 0"}',
  '{"level":30,"msg":"retry after error"}',
  'done: 12 files, 0 errors',
  'checked without errors',
  'GET /terror 200',
  'errors=0 failed: 0',
  'mirror synced',
])('no error: %s', (text) => {
  expect(isErrorLine(text)).toBe(false);
});

test('lines that differ in numbers, times, ids and addresses are one, counted; the latest is shown', () => {
  const found = distinctErrors([
    line('2026-02-03 03:04:05,123 ERROR job 17 of user 9f86d081884c7d65 failed', 1),
    line('ready', 2),
    line('ERROR: disk', 3),
    line('2026-02-04 13:14:15,9 ERROR job 204 of user 60303ae22b998861 failed', 4),
    line('2026-02-04 13:14:16,0 ERROR job 9 of user 1f2e3d4c5b6a7988 failed', 5),
  ]);
  expect(found).toEqual({
    errors: [
      { text: '2026-02-04 13:14:16,0 ERROR job 9 of user 1f2e3d4c5b6a7988 failed', count: 3, lastAt: 5 },
      { text: 'ERROR: disk', count: 1, lastAt: 3 },
    ],
    more: 0,
  });
});

test('at most five, the rest counted; colours and secrets do not come along; long lines are cut', () => {
  const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'];
  const many = distinctErrors(words.map((word) => line(`error in ${word}`)));
  expect(many.errors).toHaveLength(5);
  expect(many.more).toBe(2);
  const [only] = distinctErrors([line('\u001b[31merror\u001b[0m: password=hunter2 \u0007')]).errors;
  expect(only?.text).toMatch(/^error: password=\[masked:/);
  const [long] = distinctErrors([line(`error ${'x'.repeat(5000)}`)]).errors;
  expect(long?.text.length).toBeLessThanOrEqual(301);
});

test('whatever a log holds, nothing is lost or counted twice', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('error 1', 'error 2', 'fatal', '❌ failed 💥'))),
      (texts) => {
        const { errors, more } = distinctErrors(
          texts.map((text) => line(text)),
          1000,
        );
        const counted = errors.reduce((sum, error) => sum + error.count, 0);
        expect(more).toBe(0);
        expect(counted).toBeLessThanOrEqual(texts.length);
        expect(counted).toBeGreaterThanOrEqual(
          texts.filter((text) => text.startsWith('error ') && isErrorLine(text)).length,
        );
        expect(new Set(errors.map((error) => shapeOf(error.text))).size).toBe(errors.length);
      },
    ),
  );
});

test('a megabyte without a space takes no longer than it should', { timeout: 5_000 }, () => {
  const hostile = [
    '1'.repeat(1_000_000),
    '#'.repeat(1_000_000),
    ':1'.repeat(500_000),
    'f'.repeat(1_000_000),
    'error corrupt '.repeat(70_000),
  ];
  expect(distinctErrors(hostile.map((text) => line(text))).errors.length).toBeLessThanOrEqual(5);
});
