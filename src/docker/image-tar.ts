/** The few kinds of entry that an image of ours is made of. */
export type TarEntry =
  | { kind: 'file'; path: string; mode: number; bytes: Buffer }
  | { kind: 'folder'; path: string; mode: number }
  | { kind: 'link'; path: string; target: string };

const BLOCK = 512;

/** A POSIX ustar archive (pax, IEEE 1003.1), piece by piece. Paths of at most 100 bytes. */
export function* tarOf(entries: Iterable<TarEntry>): Generator<Buffer> {
  for (const entry of entries) {
    const bytes = entry.kind === 'file' ? entry.bytes : Buffer.alloc(0);
    yield header(entry, bytes.length);
    yield bytes;
    yield Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function header(entry: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, width: number) =>
    block.write(value.toString(8).padStart(width - 1, '0'), at, 'latin1');
  if (Buffer.byteLength(entry.path) > 100) throw new Error(`Too long for this tar: ${entry.path}`);
  block.write(entry.path, 0);
  octal(entry.kind === 'link' ? 0o777 : entry.mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write({ file: '0', folder: '5', link: '2' }[entry.kind], 156);
  if (entry.kind === 'link') block.write(entry.target, 157);
  block.write('ustar\0' + '00', 257, 'latin1');
  // The checksum is taken with its own field full of spaces.
  block.fill(0x20, 148, 156);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}
