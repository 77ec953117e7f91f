import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { constants, crc32, deflateRawSync } from 'node:zlib';

export interface PartOptions {
  readonly folder: string;
  readonly name: string;
  /** No part is larger. */
  readonly partBytes: number;
  readonly maxParts: number;
  readonly mask: (text: string) => string;
}

export interface PartWriter {
  add(line: string): void;
  /** Whether all parts that may be are full. */
  isFull(): boolean;
  finish(): { path: string; bytes: number }[];
  /** Removes what has been written. */
  discard(): void;
}

interface OpenPart {
  readonly file: number;
  bytes: number;
  crc: number;
  textBytes: number;
}

/** Masked and compressed together. */
const CHUNK_BYTES = 256 * 1024;
/** A private key that begins at the end of a chunk waits for its other lines. */
const LONGEST_KEY = 32 * 1024;
/** Magic number, deflate, no flags, no time, no extra flags, unknown system (RFC 1952). */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** An empty last block (RFC 1951), then check sum and length. */
const LAST_BLOCK = Buffer.from([3, 0]);
const TRAILER_BYTES = LAST_BLOCK.length + 8;

/**
 * Gzip files of text, each below a size. Each chunk is compressed for itself up to a byte's border, so that its size is
 * known before it is written; put together they are one plain gzip stream, which every program reads.
 */
export function createPartWriter(options: PartOptions): PartWriter {
  const { partBytes, maxParts } = options;
  const chunkBytes = Math.min(CHUNK_BYTES, partBytes >> 2);
  const written: { path: string; bytes: number }[] = [];
  let lines: string[] = [];
  let size = 0;
  let part: OpenPart | null = null;
  let isFull = false;

  const pathOf = (number: number) => join(options.folder, `${options.name}-${number}.txt.gz`);

  function open(): OpenPart {
    const path = pathOf(written.length + 1);
    const file = openSync(path, 'wx', 0o600);
    written.push({ path, bytes: 0 });
    writeSync(file, HEADER);
    return { file, bytes: HEADER.length, crc: 0, textBytes: 0 };
  }

  function close(): void {
    if (part === null) return;
    const trailer = Buffer.alloc(TRAILER_BYTES);
    LAST_BLOCK.copy(trailer);
    trailer.writeUInt32LE(part.crc, LAST_BLOCK.length);
    trailer.writeUInt32LE(part.textBytes % 2 ** 32, LAST_BLOCK.length + 4);
    writeSync(part.file, trailer);
    closeSync(part.file);
    const last = written.at(-1);
    if (last !== undefined) last.bytes = part.bytes + TRAILER_BYTES;
    part = null;
  }

  function write(text: string): void {
    const bytes = Buffer.from(options.mask(text));
    const block = deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
    if (part !== null && part.bytes + block.length + TRAILER_BYTES > partBytes) {
      close();
      if (written.length >= maxParts) isFull = true;
    }
    if (isFull) return;
    part ??= open();
    writeSync(part.file, block);
    part.bytes += block.length;
    part.crc = crc32(bytes, part.crc);
    part.textBytes += bytes.length;
  }

  function flush(isLast: boolean): void {
    const text = lines.map((line) => `${line}\n`).join('');
    lines = [];
    size = 0;
    const end = isLast ? text.length : endOfWholeKeys(text);
    if (end > 0) write(text.slice(0, end));
    if (end < text.length) {
      lines = [text.slice(end, -1)];
      size = Buffer.byteLength(lines[0] ?? '');
    }
  }

  return {
    add(line) {
      if (isFull) return;
      lines.push(line);
      size += Buffer.byteLength(line) + 1;
      if (size >= chunkBytes) flush(false);
    },
    isFull: () => isFull,
    finish() {
      if (!isFull) flush(true);
      close();
      const [only] = written;
      if (only !== undefined && written.length === 1) {
        const path = join(options.folder, `${options.name}.txt.gz`);
        renameSync(only.path, path);
        only.path = path;
      }
      return written;
    },
    discard() {
      if (part !== null) closeSync(part.file);
      part = null;
      for (const { path } of written) rmSync(path, { force: true });
    },
  };
}

/** Up to here no private key is begun that does not end. */
function endOfWholeKeys(text: string): number {
  const begin = text.lastIndexOf('-----BEGIN ');
  if (begin < 0 || text.length - begin > LONGEST_KEY || text.includes('-----END ', begin)) return text.length;
  return text.lastIndexOf('\n', begin) + 1;
}
