import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTarScanner, paddingOf, type TarHeader } from '../../../../src/backups/tar/scanner.ts';
import { TarError } from '../../../../src/backups/tar/tar-error.ts';
import { treeEntry } from '../../../../src/backups/tar/tree-entry.ts';
import { END_MARKER, writeHeader } from '../../../../src/backups/tar/writer.ts';

interface Item {
  readonly header: TarHeader;
  readonly content: Buffer;
}

const nameByte = fc.integer({ min: 1, max: 255 }).filter((byte) => byte !== 47);
const segment = fc
  .array(nameByte, { minLength: 1, maxLength: 120 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'))
  .filter((name) => name !== '.' && name !== '..');
const name = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => `vol/${parts.join('/')}`);
const id = fc.oneof(fc.nat({ max: 3_000_000 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const common = {
  name,
  mode: fc.nat({ max: 0o7777 }),
  uid: id,
  gid: id,
  mtime: fc.integer({ min: -(2 ** 33), max: 2 ** 36 }),
};
const xattrs = fc.option(
  fc.record({
    'security.capability': fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  }),
  { nil: undefined },
);
const file: fc.Arbitrary<Item> = fc
  .record({ ...common, xattrs, content: fc.uint8Array({ maxLength: 1500 }).map((bytes) => Buffer.from(bytes)) })
  .map(({ content, xattrs: attributes, ...rest }) => ({
    header: {
      ...rest,
      type: 'file',
      size: content.length,
      ...(attributes === undefined ? {} : { xattrs: attributes }),
    },
    content,
  }));
const other: fc.Arbitrary<Item> = fc
  .record({
    ...common,
    kind: fc.oneof(
      fc.constant({ type: 'folder' as const }),
      fc.constant({ type: 'fifo' as const }),
      fc.record({ type: fc.constant('symlink' as const), link: segment }),
      fc.record({ type: fc.constant('hardlink' as const), link: name }),
      fc.record({
        type: fc.constantFrom('char' as const, 'block' as const),
        device: fc.tuple(fc.nat({ max: 4095 }), fc.nat({ max: 1_000_000 })),
      }),
    ),
  })
  .map(({ kind, ...rest }) => ({ header: { ...rest, ...kind, size: 0 }, content: Buffer.alloc(0) }));
const items = fc.array(fc.oneof(file, other), { maxLength: 8 });

function tarOf(list: readonly Item[]): { readonly bytes: Buffer; readonly boundaries: readonly number[] } {
  const parts: Buffer[] = [];
  const boundaries = [0];
  let size = 0;
  for (const { header, content } of list) {
    const entry = Buffer.concat([writeHeader(header), content, Buffer.alloc(paddingOf(content.length))]);
    parts.push(entry);
    size += entry.length;
    boundaries.push(size);
  }
  return { bytes: Buffer.concat([...parts, END_MARKER]), boundaries };
}

function scan(bytes: Buffer, pieceBytes = bytes.length || 1) {
  const found: { header: TarHeader; parts: Buffer[]; isWhole: boolean }[] = [];
  const scanner = createTarScanner({
    onEntry: (header) => found.push({ header, parts: [], isWhole: false }),
    onData: (data) => found.at(-1)?.parts.push(Buffer.from(data)),
    onEntryEnd() {
      const last = found.at(-1);
      if (last !== undefined) last.isWhole = true;
    },
  });
  for (let at = 0; at < bytes.length; at += pieceBytes) scanner.push(bytes.subarray(at, at + pieceBytes));
  const whole = found.map(({ header, parts }) => ({ header, content: Buffer.concat(parts) }));
  return { found: whole, isEnded: scanner.isEnded(), open: scanner.openEntry(), bytes: scanner.bytes() };
}

describe('a tar that was written here', () => {
  it('is read as it was, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 3000 }), (list, pieceBytes) => {
        const { bytes } = tarOf(list);
        const read = scan(bytes, pieceBytes);
        expect(read.found).toEqual(list);
        expect(read).toMatchObject({ isEnded: true, open: null, bytes: bytes.length });
      }),
    );
  });

  it('is never taken for whole when it is cut, least of all between two entries', () => {
    fc.assert(
      fc.property(items, fc.nat(), (list, seed) => {
        const { bytes, boundaries } = tarOf(list);
        for (const end of [...boundaries, bytes.length - 512, seed % bytes.length]) {
          expect(scan(bytes.subarray(0, end)).isEnded).toBe(false);
        }
      }),
    );
  });

  it('is refused when a bit of a header flips', () => {
    fc.assert(
      fc.property(file, fc.nat({ max: 512 * 8 - 1 }), ({ header }, bit) => {
        const bytes = tarOf([
          { header: { ...header, name: 'vol/plain', size: 0, mtime: 1, uid: 1, gid: 1 }, content: Buffer.alloc(0) },
        ]).bytes;
        const flipped = Buffer.from(bytes);
        // The header of the entry itself: the last before the end marker.
        const at = bytes.length - END_MARKER.length - 512 + (bit >> 3);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7));
        // A digit that turns into another, equally padded one of the checksum's own field is all that may pass.
        const inChecksum = bit >> 3 >= 148 && bit >> 3 < 156;
        if (inChecksum) return;
        expect(() => scan(flipped)).toThrow(TarError);
      }),
    );
  });

  it('is read by GNU tar as it was meant', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vakhta-tar-'));
    try {
      const long = `vol/${'d'.repeat(200)}/${'n'.repeat(180)}`;
      const list: Item[] = [
        plain({ name: 'vol', type: 'folder', mode: 0o755 }),
        plain({ name: `vol/${'d'.repeat(200)}`, type: 'folder', mode: 0o700 }),
        { ...plain({ name: long, mode: 0o640, mtime: -5, uid: 3_000_000 }), content: Buffer.from('hello') },
        plain({ name: 'vol/link', type: 'symlink', link: '../../../etc/shadow' }),
        plain({ name: 'vol/hard', type: 'hardlink', link: long }),
      ].map(({ header, content }) => ({ header: { ...header, size: content.length }, content }));
      const listed = execFileSync('tar', ['--numeric-owner', '--utc', '--full-time', '-tvf', '-'], {
        input: tarOf(list).bytes,
        encoding: 'utf8',
      });
      expect(listed.replaceAll(/ +/g, ' ')).toContain(`-rw-r----- 3000000/0 5 1969-12-31 23:59:55 ${long}`);
      expect(listed).toContain('vol/link -> ../../../etc/shadow');
      expect(listed).toContain(`vol/hard link to ${long}`);
      execFileSync('tar', ['--no-same-owner', '-xf', '-', '-C', folder], { input: tarOf(list).bytes });
      for (const format of ['gnu', 'pax']) {
        const bytes = execFileSync('tar', [`--format=${format}`, '--sort=name', '-cf', '-', 'vol'], { cwd: folder });
        const { found, isEnded } = scan(bytes, 700);
        expect(isEnded).toBe(true);
        const byName = new Map(found.map((item) => [item.header.name, item]));
        expect(byName.get('vol/link')?.header.link).toBe('../../../etc/shadow');
        expect(byName.get(long)).toMatchObject({ header: { mtime: -5, mode: 0o640, size: 5 } });
        expect(String(byName.get(long)?.content)).toBe('hello');
        expect(byName.get('vol/hard')?.header).toMatchObject({ type: 'hardlink', link: long });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function plain(header: Partial<TarHeader>): Item {
  return {
    header: { name: 'vol/x', type: 'file', mode: 0o644, uid: 0, gid: 0, size: 0, mtime: 1_700_000_000, ...header },
    content: Buffer.alloc(0),
  };
}

describe('a tar that means harm', () => {
  it('gets no memory for a size that it claims', () => {
    const header = writeHeader(plain({ size: 8 ** 11 - 1 }).header);
    const read = scan(Buffer.concat([header, Buffer.alloc(1024)]));
    expect(read).toMatchObject({ isEnded: false, open: 'vol/x' });
  });

  it('may not have a name of a gigabyte', () => {
    const header = writeHeader({ ...plain({ size: 2 ** 30 }).header });
    const asLongName = Buffer.from(header);
    asLongName.write('L', 156, 'latin1');
    asLongName.write('        ', 148, 'latin1');
    const sum = asLongName.reduce((total, byte) => total + byte, 0);
    asLongName.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect(() => scan(asLongName)).toThrow(TarError);
  });

  it.each(['etc/passwd', 'vol/../etc', 'vol//x', 'vol/./x', '/vol/x', 'volume', ''])('may not reach %j', (bad) => {
    expect(() => treeEntry(plain({ name: bad }).header, null)).toThrow(TarError);
  });

  it('has nothing after its end, and no hole in its middle', () => {
    const { bytes } = tarOf([plain({})]);
    expect(() => scan(Buffer.concat([bytes, Buffer.from('more')]))).toThrow(TarError);
    expect(() => scan(Buffer.concat([Buffer.alloc(512), bytes]))).toThrow(TarError);
  });
});
