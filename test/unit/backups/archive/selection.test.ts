import { describe, expect, it } from 'vitest';
import { createChoice, createSelector, survey } from '../../../../src/backups/archive/selection.ts';
import { createTreeScan } from '../../../../src/backups/archive/tree-scan.ts';
import type { Entry } from '../../../../src/backups/tar/entry.ts';
import { paddingOf } from '../../../../src/backups/tar/scanner.ts';
import { END_MARKER, writeHeader } from '../../../../src/backups/tar/writer.ts';

const base = { mode: 0o640, uid: 5, gid: 6, mtime: 1_700_000_000 };

function tarOf(entries: readonly { name: string; type: Entry['type']; content?: string; link?: string }[]): Buffer {
  const parts = entries.flatMap(({ name, type, content = '', link }) => [
    writeHeader({ ...base, name, type, size: content.length, ...(link === undefined ? {} : { link }) }),
    Buffer.from(content),
    Buffer.alloc(paddingOf(content.length)),
  ]);
  return Buffer.concat([...parts, END_MARKER]);
}

function entriesOf(tar: Buffer): Entry[] {
  const scan = createTreeScan();
  scan.push(tar);
  expect(scan.isEnded()).toBe(true);
  return scan.take();
}

const TREE = tarOf([
  { name: 'vol', type: 'folder' },
  { name: 'vol/a', type: 'folder' },
  { name: 'vol/a/file', type: 'file', content: 'content' },
  { name: 'vol/a/neighbour', type: 'file', content: 'x' },
  { name: 'vol/b', type: 'folder' },
  { name: 'vol/b/one', type: 'hardlink', link: 'vol/a/file' },
  { name: 'vol/b/two', type: 'hardlink', link: 'vol/a/file' },
]);

function select(paths: readonly string[]): Entry[] {
  const choice = createChoice(paths);
  for (const entry of entriesOf(TREE)) survey(choice, entry);
  expect([...choice.missing]).toEqual([]);
  const selector = createSelector(choice);
  const parts: Buffer[] = [];
  for (let at = 0; at < TREE.length; at += 700) parts.push(...selector.push(TREE.subarray(at, at + 700)));
  return entriesOf(Buffer.concat([...parts, selector.end()]));
}

const short = (entries: readonly Entry[]) => entries.map(({ path, type, link }) => [path, type, link ?? '']);

describe('some paths of a tree', () => {
  it('come with the folders above them, and nothing beside', () => {
    const chosen = select(['a/neighbour']);
    expect(short(chosen)).toEqual([
      ['', 'folder', ''],
      ['a', 'folder', ''],
      ['a/neighbour', 'file', ''],
    ]);
    const all = entriesOf(TREE);
    expect(chosen.every((entry) => all.some((each) => JSON.stringify(each) === JSON.stringify(entry)))).toBe(true);
  });

  it('may be second names of a file that is not among them: then the first becomes the file', () => {
    const chosen = select(['b/one', 'b/two']);
    expect(short(chosen)).toEqual([
      ['', 'folder', ''],
      ['b/one', 'file', ''],
      ['b', 'folder', ''],
      ['b/two', 'hardlink', 'b/one'],
    ]);
    const file = entriesOf(TREE).find(({ path }) => path === 'a/file');
    expect(chosen[1]).toEqual({ ...file, path: 'b/one' });
  });

  it('stay names of one file when it is among them', () => {
    expect(short(select(['a/file', 'b/one'])).filter(([, type]) => type !== 'folder')).toEqual([
      ['a/file', 'file', ''],
      ['b/one', 'hardlink', 'a/file'],
    ]);
  });
});
