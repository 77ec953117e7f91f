import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPartWriter } from '../../../src/logs/part-writer.ts';
import { maskSecrets } from '../../../src/masking/index.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-parts-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const writer = (partBytes: number, maxParts = 10) =>
  createPartWriter({ folder, name: 'web', partBytes, maxParts, mask: maskSecrets });
/** Hardly to be compressed. */
const noise = (number: number) =>
  [...`${number * 7_919}`.repeat(9)]
    .map((digit, at) => String.fromCharCode(33 + ((Number(digit) * (at + number)) % 90)))
    .join('');
const textOf = (path: string) => gunzipSync(readFileSync(path)).toString();

test('one part has no number; parts are whole gzip files below the limit, lines in order', () => {
  const small = writer(10_000);
  small.add('only line');
  expect(small.finish().map(({ path }) => path)).toEqual([join(folder, 'web.txt.gz')]);
  const lines = Array.from({ length: 2_000 }, (_, number) => `${number} ${noise(number)}`);
  const large = writer(10_000, 100);
  for (const line of lines) large.add(line);
  const parts = large.finish();
  expect(parts.length).toBeGreaterThan(2);
  for (const { path, bytes } of parts) expect(readFileSync(path).length).toBe(bytes);
  expect(Math.max(...parts.map(({ bytes }) => bytes))).toBeLessThanOrEqual(10_000);
  expect(parts.map(({ path }) => textOf(path)).join('')).toBe(maskSecrets(`${lines.join('\n')}\n`));
});

test('stops at the last part that may be, and leaves nothing where nobody wants it', () => {
  const full = writer(5_000, 2);
  for (let number = 0; number < 2_000 && !full.isFull(); number += 1) full.add(noise(number));
  expect(full.isFull()).toBe(true);
  expect(full.finish()).toHaveLength(2);
  full.discard();
  expect(readdirSync(folder)).toEqual([]);
  expect(writer(5_000).finish()).toEqual([]);
});

test('a private key over the border of two chunks is masked whole', () => {
  const body = Array.from({ length: 20 }, (_, number) => `${number}`.padEnd(64, 'AbCdEfGh'));
  const parts = writer(40_000);
  for (let number = 0; number < 97; number += 1) parts.add('x'.repeat(100));
  for (const line of ['-----BEGIN RSA ', 'PRIVATE KEY-----'].join('').split('|')) parts.add(line);
  for (const line of body) parts.add(line);
  parts.add(['-----END RSA ', 'PRIVATE KEY-----'].join(''));
  parts.add('after');
  const text = parts
    .finish()
    .map(({ path }) => textOf(path))
    .join('');
  expect(text).not.toContain('AbCdEfGh');
  expect(text).toContain('[masked:private-key]\nafter');
});
