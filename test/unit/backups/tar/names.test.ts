import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, entrySchema } from '../../../../src/backups/tar/entry.ts';
import { entryLine, parseEntryLine } from '../../../../src/backups/tar/entry-line.ts';
import { compareInTreeOrder, folderOf } from '../../../../src/backups/tar/order.ts';
import { shownPath } from '../../../../src/backups/tar/shown-path.ts';

const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('the order of the tree', () => {
  it('has a folder, then what is in it, then its neighbours byte by byte', () => {
    const paths = ['', 'a', 'a/c', 'a/c/d', 'a!', 'a.b', 'a.b/x', 'ab', 'b\x01', 'b\xff', '\xe9'];
    const shuffled = [...paths].reverse();
    expect(shuffled.sort(compareInTreeOrder)).toEqual(paths);
  });

  it('is that of comparing segment by segment', () => {
    const path = fc.array(
      fc
        .array(fc.constantFrom('\x01', '!', '.', '0', 'a', '\xff'), { minLength: 1, maxLength: 3 })
        .map((chars) => chars.join('')),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(path, path, (a, b) => {
        const bySegments = a.findIndex((part, at) => part !== b[at]);
        const [left, right] = [a[bySegments], b[bySegments]];
        const expected = bySegments < 0 ? a.length - b.length : right === undefined ? 1 : (left ?? '') < right ? -1 : 1;
        expect(Math.sign(compareInTreeOrder(a.join('/'), b.join('/')))).toBe(Math.sign(expected));
      }),
    );
  });

  it('knows the folder that something lies in', () => {
    expect(['', 'a', 'a/b', 'a/b/c'].map(folderOf)).toEqual([null, '', 'a', 'a/b']);
  });
});

describe('a path that people read', () => {
  it.each([
    ['', '/'],
    [latin1('данные/año.txt'), 'данные/año.txt'],
    ['caf\xe9', 'caf\\xe9'],
    ['a\nb', 'a\\x0ab'],
    [latin1('evil\u202egnp.exe'), 'evil\\xe2\\x80\\xaegnp.exe'],
    [`${latin1('да')}/\xff`, 'да/\\xff'],
  ])('%j is shown as %j', (path, shown) => {
    expect(shownPath(path)).toBe(shown);
  });
});

describe('a line of a list', () => {
  const entry = fc.record<Entry>(
    {
      path: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      type: fc.constantFrom('file', 'folder', 'symlink', 'hardlink', 'fifo', 'char', 'block'),
      mode: fc.nat(),
      uid: fc.nat(),
      gid: fc.nat(),
      size: fc.maxSafeNat(),
      mtime: fc.integer(),
      link: fc.string(),
      sha256: fc.string(),
      xattrs: fc.dictionary(
        fc.string().filter((name) => name !== '__proto__'),
        fc.base64String(),
      ),
      device: fc.tuple(fc.nat(), fc.nat()),
    },
    { requiredKeys: ['path', 'type', 'mode', 'uid', 'gid', 'size', 'mtime'] },
  );

  it('gives the entry back', () => {
    fc.assert(
      fc.property(entry, (each) => {
        const line = entryLine(each);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(parseEntryLine(line)).toEqual(entrySchema.parse(JSON.parse(JSON.stringify(each))));
      }),
    );
  });

  it('is judged as the schema judges it', () => {
    const odd = fc.oneof(
      fc.constant(null),
      fc.double(),
      fc.string(),
      fc.constant({}),
      fc.array(fc.nat()),
      fc.constant(-1),
    );
    const spoilt = fc.tuple(entry, fc.constantFrom(...Object.keys(entrySchema.shape), 'more'), odd, fc.boolean());
    fc.assert(
      fc.property(spoilt, ([each, key, value, isMissing]) => {
        const fields = Object.entries(each).filter(([name]) => name !== key);
        const line = JSON.stringify(Object.fromEntries(isMissing ? fields : [...fields, [key, value]]));
        expect(parseEntryLine(line) !== null).toBe(entrySchema.safeParse(JSON.parse(line)).success);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same whatever order its attributes came in', () => {
    const base = { path: 'a', type: 'file' as const, mode: 1, uid: 1, gid: 1, size: 1, mtime: 1 };
    expect(entryLine({ ...base, xattrs: { b: 'Yg==', a: 'YQ==' } })).toBe(
      entryLine({ ...base, xattrs: { a: 'YQ==', b: 'Yg==' } }),
    );
  });
});
