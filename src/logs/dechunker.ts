/** Takes HTTP's chunks out of a body, in the memory where it arrives (RFC 9112, 7.1). */
export interface Dechunker {
  /** `memory` holds body up to `from` and what has just arrived from there to `to`. Answers where the body ends now. */
  push(memory: Buffer, from: number, to: number): number;
  /** Whether the last chunk has come: without it the body was cut. */
  isComplete(): boolean;
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SEMICOLON = 59;
/** No chunk is larger. */
const LARGEST = 2 ** 40;

/** Byte by byte, without calls for each: the Engine makes a chunk of each line of a log. */
export function createDechunker(): Dechunker {
  let state: 'size' | 'extension' | 'data' | 'data-end' | 'complete' = 'size';
  let size = -1;
  let remaining = 0;

  function digit(byte: number): void {
    const value = hexValue(byte);
    if (value < 0) {
      if (byte === SEMICOLON || byte === 32) state = 'extension';
      else if (byte !== CARRIAGE_RETURN) throw new Error('the chunks of the answer have no length');
      return;
    }
    size = (size < 0 ? 0 : size * 16) + value;
    if (size > LARGEST) throw new Error('the chunks of the answer have no length');
  }

  function endOfSize(): void {
    if (size < 0) throw new Error('the chunks of the answer have no length');
    remaining = size;
    state = size === 0 ? 'complete' : 'data';
    size = -1;
  }

  /** One byte of what stands around the data. */
  function heed(byte: number): void {
    if (byte === NEWLINE) {
      if (state === 'data-end') state = 'size';
      else endOfSize();
    } else if (state === 'size') digit(byte);
  }

  return {
    push(memory, from, to) {
      let body = from;
      let at = from;
      while (at < to && state !== 'complete') {
        if (state !== 'data') {
          heed(memory[at] ?? 0);
          at += 1;
          continue;
        }
        const length = Math.min(remaining, to - at);
        if (body !== at) memory.copyWithin(body, at, at + length);
        body += length;
        at += length;
        remaining -= length;
        if (remaining === 0) state = 'data-end';
      }
      return body;
    },
    isComplete: () => state === 'complete',
  };
}

/** -1 for what is no digit. */
function hexValue(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
