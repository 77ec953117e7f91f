import type { HostFile } from './host-files.ts';

const BLOCK = 512;
const PAX = new Set(['x', 'g', 'L', 'K']);

/** The only file of a small tar as the archive API gives it: headers that describe the next one are passed over. Null: it is no plain file. */
export function firstFileOf(tar: Buffer): HostFile | null {
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return null;
    const octal = (from: number, length: number) =>
      Number.parseInt(header.toString('latin1', from, from + length).replace(/[\0 ]+$/, '') || '0', 8);
    const size = octal(124, 12);
    const type = String.fromCharCode(header[156] ?? 0);
    const body = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (PAX.has(type)) {
      at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
      continue;
    }
    if ((type !== '0' && type !== '\0') || body.length !== size) return null;
    return { bytes: Buffer.from(body), mode: octal(100, 8) & 0o7777, uid: octal(108, 8), gid: octal(116, 8) };
  }
  return null;
}
