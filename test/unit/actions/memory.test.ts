import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkLimit, composeLines, type MemoryNow, offeredLimits, parseLimit } from '../../../src/actions/index.ts';

const MIB = 1024 * 1024;
const now = (over: Partial<MemoryNow> = {}): MemoryNow => ({
  limitBytes: 64 * MIB,
  usedBytes: 60 * MIB,
  hostBytes: 4096 * MIB,
  ...over,
});

describe('a memory limit', () => {
  it.each([
    ['512', 512],
    ['512m', 512],
    ['512 MB', 512],
    ['1.5g', 1536],
    ['1,5 ГБ', 1536],
    ['2GiB', 2048],
  ])('is read from "%s"', (text, expected) => {
    expect(parseLimit(text)).toBe(expected * MIB);
  });

  it.each(['', 'a lot', '-5', '0', '12 parsecs', '5k', '9'.repeat(30)])('is not read from "%s"', (text) => {
    expect(() => parseLimit(text)).toThrow('operations-memory-malformed');
  });

  it('is offered from what it has; without a limit from what it uses; and never what would be refused', () => {
    expect(offeredLimits(now()).map((bytes) => bytes / MIB)).toEqual([80, 96, 128]);
    expect(offeredLimits(now({ limitBytes: null })).map((bytes) => bytes / MIB)).toEqual([75, 90, 120]);
    expect(offeredLimits(now({ hostBytes: 100 * MIB })).map((bytes) => bytes / MIB)).toEqual([80, 96]);
    expect(offeredLimits(now({ limitBytes: null, usedBytes: null }))).toEqual([]);
  });

  it.each([
    ['the one that it has', 64, 'operations-memory-same'],
    ['one below what it uses', 60, 'operations-memory-below-use'],
    ['one above what the host has', 4097, 'operations-memory-above-host'],
    ['one below what Docker takes', 5, 'operations-memory-too-small'],
  ])('refuses %s', (_name, mebibytes, key) => {
    expect(() => checkLimit(mebibytes * MIB, now())).toThrow(key);
  });

  it('may be lower than it was, above what is in use', () => {
    expect(() => checkLimit(61 * MIB, now())).not.toThrow();
  });

  it('has lines for the compose file that say the same, whatever the service is called', () => {
    expect(parse(composeLines('web', 64 * MIB))).toEqual({ services: { web: { mem_limit: '64m' } } });
    expect(parse(composeLines('on: off', 64 * MIB))).toEqual({ services: { 'on: off': { mem_limit: '64m' } } });
  });
});
