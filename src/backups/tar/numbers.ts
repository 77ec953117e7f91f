import { TarError } from './tar-error.ts';

/** A number of a header field: octal digits, or base-256 where the first bit is set (large ids and sizes, negative times). */
export function readNumber(block: Buffer, offset: number, length: number): number {
  const first = block[offset] ?? 0;
  return first & 0x80 ? readBase256(block, offset, length) : readOctal(block, offset, length);
}

function readOctal(block: Buffer, offset: number, length: number): number {
  let value = 0;
  let at = offset;
  const end = offset + length;
  while (at < end && block[at] === 0x20) at += 1;
  for (; at < end; at += 1) {
    const byte = block[at] ?? 0;
    if (byte === 0 || byte === 0x20) break;
    if (byte < 0x30 || byte > 0x37) throw new TarError('a number of a header is not octal');
    value = value * 8 + byte - 0x30;
  }
  return safe(value);
}

function readBase256(block: Buffer, offset: number, length: number): number {
  const first = block[offset] ?? 0;
  const negative = (first & 0x40) !== 0;
  // Bytes of the magnitude, or of its complement where it is negative.
  const flip = negative ? 0xff : 0;
  let value = (first ^ flip) & 0x3f;
  for (let at = offset + 1; at < offset + length; at += 1) {
    value = value * 256 + ((block[at] ?? 0) ^ flip);
  }
  return safe(negative ? -value - 1 : value);
}

/** Fills a field with octal digits and a NUL. @throws RangeError when it does not fit: a PAX record is what holds it then */
export function writeOctal(block: Buffer, offset: number, length: number, value: number): void {
  if (!fitsOctal(value, length)) throw new RangeError(`${value} does not fit into ${length - 1} octal digits`);
  block.write(value.toString(8).padStart(length - 1, '0'), offset, 'latin1');
}

export function fitsOctal(value: number, length: number): boolean {
  return value >= 0 && value < 8 ** (length - 1);
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new TarError('a number of a header is too large');
  return value;
}
