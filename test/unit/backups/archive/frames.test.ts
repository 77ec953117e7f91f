import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BrokenFrameError,
  createOpener,
  createSealer,
  FRAME_BYTES,
  looksSealed,
  WrongKeyError,
} from '../../../../src/backups/archive/frames.ts';

const key = Buffer.alloc(32, 7);
const HEAD_BYTES = 56;
const SEALED_BYTES = FRAME_BYTES + 16;

function seal(bytes: Buffer, pieceBytes: number): Buffer {
  const sealer = createSealer(key);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) parts.push(...sealer.push(bytes.subarray(at, at + pieceBytes)));
  return Buffer.concat([...parts, ...sealer.end()]);
}

function open(bytes: Buffer, pieceBytes = 4096, by: Uint8Array = key): Buffer {
  const opener = createOpener(by);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) parts.push(...opener.push(bytes.subarray(at, at + pieceBytes)));
  return Buffer.concat([...parts, ...opener.end()]);
}

const content = (size: number) => Buffer.alloc(size, 'all that is in it, ');
const sizes = [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES];

describe('an encrypted file', () => {
  it('gives back what was put in, in whatever pieces', () => {
    const piece = fc.integer({ min: 100, max: 2 * FRAME_BYTES });
    fc.assert(
      fc.property(fc.constantFrom(...sizes), piece, piece, (size, written, read) => {
        const sealed = seal(content(size), written);
        expect(looksSealed(sealed)).toBe(true);
        expect(open(sealed, read).equals(content(size))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('does not open when it is cut anywhere, also between two frames', () => {
    const sealed = seal(content(3 * FRAME_BYTES), FRAME_BYTES);
    const ends = [0, 8, HEAD_BYTES, ...[1, 2].map((count) => HEAD_BYTES + count * SEALED_BYTES), sealed.length - 1];
    for (const end of ends) expect(() => open(sealed.subarray(0, end))).toThrow(BrokenFrameError);
  });

  it('does not open when frames change places, are repeated or left out', () => {
    const sealed = seal(content(3 * FRAME_BYTES), FRAME_BYTES);
    const head = sealed.subarray(0, HEAD_BYTES);
    const frames = [0, 1, 2].map((at) =>
      sealed.subarray(HEAD_BYTES + at * SEALED_BYTES, HEAD_BYTES + (at + 1) * SEALED_BYTES),
    );
    for (const order of [[1, 0, 2], [0, 0, 1, 2], [0, 2], [0, 1, 2, 2], [2]]) {
      const forged = Buffer.concat([head, ...order.map((at) => frames[at] ?? Buffer.alloc(0))]);
      expect(() => open(forged)).toThrow(BrokenFrameError);
    }
  });

  it('does not open when a bit of it flips', () => {
    const sealed = seal(content(FRAME_BYTES + 10), FRAME_BYTES);
    fc.assert(
      fc.property(fc.nat({ max: sealed.length * 8 - 1 }), (bit) => {
        const flipped = Buffer.from(sealed);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => open(flipped)).toThrow();
      }),
    );
  });

  it('says of another key that it is another one', () => {
    expect(() => open(seal(content(10), 10), 4096, Buffer.alloc(32, 8))).toThrow(WrongKeyError);
  });

  it('is never the same twice', () => {
    expect(seal(content(10), 10).equals(seal(content(10), 10))).toBe(false);
  });
});
