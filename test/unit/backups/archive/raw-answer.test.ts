import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BrokenAnswerError, createAnswerReader } from '../../../../src/backups/archive/raw-answer.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nDate: Wed, 25 Nov 2026 01:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n';

function read(bytes: Buffer, pieceBytes: number) {
  const answer = createAnswerReader();
  const body: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    body.push(...answer.push(bytes.subarray(at, at + pieceBytes)).map((part) => Buffer.from(part)));
  }
  return { answer, body: Buffer.concat(body) };
}

describe('an answer of the Engine', () => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 6 });
  const chunkedOf = (list: readonly Uint8Array[]) =>
    Buffer.concat([
      Buffer.from(CHUNKED),
      ...list.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
      Buffer.from('0\r\n\r\n'),
    ]);

  it('gives the bytes of its chunks, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(chunks, fc.integer({ min: 1, max: 200 }), (list, pieceBytes) => {
        const { answer, body } = read(chunkedOf(list), pieceBytes);
        expect(body.equals(Buffer.concat(list))).toBe(true);
        expect(answer.isWhole()).toBe(true);
        expect([answer.status(), answer.header('date')]).toEqual([200, 'Wed, 25 Nov 2026 01:00:00 GMT']);
      }),
    );
  });

  it('is not whole when it is cut anywhere', () => {
    fc.assert(
      fc.property(chunks, fc.nat(), (list, seed) => {
        const bytes = chunkedOf(list);
        expect(read(bytes.subarray(0, seed % bytes.length), 50).answer.isWhole()).toBe(false);
      }),
    );
  });

  it('may say its length instead', () => {
    const bytes = Buffer.from('HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello and more');
    const { answer, body } = read(bytes, 7);
    expect([answer.status(), String(body), answer.isWhole()]).toEqual([404, 'hello', true]);
  });

  it.each([
    'SSH-2.0-OpenSSH_9.2\r\n\r\n',
    'HTTP/1.1 200 OK\r\n\r\nwithout an end',
    `${CHUNKED}no length\r\n`,
    `${CHUNKED}${'f'.repeat(2000)}`,
    'x'.repeat(20_000),
  ])('is refused where it is none: %#', (text) => {
    expect(() => read(Buffer.from(text), 100)).toThrow(BrokenAnswerError);
  });
});
