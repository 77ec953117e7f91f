import { describe, expect, test } from 'vitest';
import { NoSpaceError, TornReadError } from '../../../../src/backups/archive/types.ts';
import { withoutCredentials } from '../../../../src/backups/create/extras.ts';
import { HookError } from '../../../../src/backups/create/hooks.ts';
import { readFindings } from '../../../../src/backups/create/lost-in-tar.ts';
import { failureOf } from '../../../../src/backups/create/outcome.ts';
import { TreeError } from '../../../../src/backups/create/read-trees.ts';
import { neededBytes } from '../../../../src/backups/create/sizes.ts';
import { EngineError } from '../../../../src/docker/index.ts';
import { createTexts, locales } from '../../../../src/document/index.ts';

const MIB = 1024 * 1024;

describe('what an archive does not keep', () => {
  test('is counted, named by its first few, and what could not be looked for is said', () => {
    const output = [
      's0 ./run/db.sock',
      'S0 1',
      'p0 ./sparse file',
      'P0 30',
      'x0 ./a',
      'X0 1',
      'A0 0',
      'S1 0',
      'P1 0',
      '-1',
      'end',
    ];
    const found = readFindings(output.join('\n'), 2);
    expect(found.get(0)).toEqual([
      { kind: 'socket', count: 1, paths: ['run/db.sock'] },
      { kind: 'sparse', count: 30, paths: ['sparse file'] },
      { kind: 'xattr', count: 1, paths: ['a'] },
    ]);
    expect(found.get(1)).toEqual([{ kind: 'not-looked-at', count: 2, paths: ['xattr', 'acl'] }]);
  });

  test('a look that broke off says so of what it did not reach', () => {
    const found = readFindings('S0 0\nP0 0\nX0 0\nA0 0\nS1 0\n', 2);
    expect(found.get(0)).toEqual([]);
    expect(found.get(1)).toEqual([{ kind: 'not-looked-at', count: 4, paths: ['socket', 'sparse', 'xattr', 'acl'] }]);
    expect(readFindings('', 1).get(0)?.[0]?.kind).toBe('not-looked-at');
  });
});

test('credentials in addresses of git do not leave', () => {
  expect(withoutCredentials('origin\thttps://anna:ghp_token@example.com/shop.git (fetch)')).toBe(
    'origin\thttps://example.com/shop.git (fetch)',
  );
});

test('the space that is asked for follows the last backup', () => {
  const margin = 32 * MIB;
  expect(neededBytes(1000 * MIB, null)).toBe(300 * MIB + margin);
  expect(neededBytes(1000 * MIB, { dataBytes: 100, storedBytes: 10 })).toBe(100 * MIB + margin);
  expect(neededBytes(1000 * MIB, { dataBytes: 100, storedBytes: 400 })).toBe(1020 * MIB + margin);
});

test.each([
  [new TreeError('shop_db', new TornReadError('wal/1')), 'backups-create-torn', 'shop_db'],
  [new TreeError('shop_db', new NoSpaceError('store')), 'backups-create-no-space-at', 'shop_db'],
  [new NoSpaceError('store'), 'backups-create-no-space', ''],
  [new TreeError('shop_db', new EngineError(404, 'no such volume', null)), 'backups-create-tree-gone', 'shop_db'],
  [new TreeError('shop_db', new EngineError(null, 'gone', 'refused')), 'backups-create-engine-away', 'shop_db'],
  [new EngineError(500, 'no more loop devices', null), 'backups-create-engine', 'loop'],
  [new HookError('db', null, []), 'backups-create-hook-failed', 'db'],
])('a failure says which volume and why: %s', (error, key, named) => {
  const reason = failureOf(error)?.reason;
  expect(reason?.key).toBe(key);
  for (const locale of locales) expect(createTexts().t(locale, key, reason?.params)).toContain(named);
});

test('a bug is no failure of the backup', () => {
  expect(failureOf(new TypeError('undefined is not a function'))).toBeNull();
});
