import { readNumber } from './numbers.ts';
import { TarError } from './tar-error.ts';

export const BLOCK_BYTES = 512;

/** One header block, as it stands there; numbers are read, names are bytes as latin1. */
export interface UstarHeader {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  /** One character. */
  readonly type: string;
  readonly link: string;
  readonly device: readonly [number, number];
}

const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;

/** @throws TarError when its checksum is wrong or a number is none */
export function readHeader(block: Buffer): UstarHeader {
  const sums = checksums(block);
  const said = readNumber(block, CHECKSUM_AT, CHECKSUM_BYTES);
  if (said !== sums.unsigned && said !== sums.signed) throw new TarError('the checksum of a header is wrong');
  const magic = block.toString('latin1', 257, 263);
  // In GNU's own format other fields lie where POSIX has the beginning of the name.
  const prefix = magic === 'ustar\0' ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  const type = block.toString('latin1', 156, 157);
  const hasDevice = type === '3' || type === '4';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: readNumber(block, 100, 8) & 0o7777,
    uid: readNumber(block, 108, 8),
    gid: readNumber(block, 116, 8),
    size: readNumber(block, 124, 12),
    mtime: readNumber(block, 136, 12),
    type: type === '\0' ? '0' : type,
    link: text(block, 157, 100),
    device: hasDevice ? [readNumber(block, 329, 8), readNumber(block, 337, 8)] : [0, 0],
  };
}

/** Whether it is one of the two blocks of zeros that end a tar. */
export function isZero(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0) return false;
  return true;
}

/** The sum of a block's bytes with the checksum's own field as spaces; old programs added them up as signed ones. */
export function checksums(block: Buffer): { readonly unsigned: number; readonly signed: number } {
  let unsigned = 0;
  let high = 0;
  for (let at = 0; at < BLOCK_BYTES; at += 1) {
    const inField = at >= CHECKSUM_AT && at < CHECKSUM_AT + CHECKSUM_BYTES;
    const byte = inField ? 0x20 : (block[at] ?? 0);
    unsigned += byte;
    if (byte > 127) high += 1;
  }
  return { unsigned, signed: unsigned - high * 256 };
}

function text(block: Buffer, offset: number, length: number): string {
  const end = block.indexOf(0, offset);
  return block.toString('latin1', offset, end < 0 || end > offset + length ? offset + length : end);
}
