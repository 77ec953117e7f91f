/** Takes HTTP's chunks out of a body, in the memory where it arrives (RFC 9112, 7.1). */
export interface Dechunker {
  /** `memory` holds body up to `from` and what has just arrived from there to `to`. Answers where the body ends now. */
  push(memory: Buffer, from: number, to: number): number;
  /** Whether the last chunk has come: without it the body was cut. */
  isComplete(): boolean;
}

const NEWLINE = 10;

export function createDechunker(): Dechunker {
  let state: 'size' | 'data' | 'data-end' | 'complete' = 'size';
  let sizeText = '';
  let remaining = 0;

  function endOfLine(): void {
    if (state === 'size') {
      remaining = Number.parseInt(sizeText, 16);
      if (Number.isNaN(remaining)) throw new Error('the chunks of the answer have no length');
      state = remaining === 0 ? 'complete' : 'data';
    } else state = 'size';
    sizeText = '';
  }

  /** Answers where the next part begins. */
  function skipLine(memory: Buffer, at: number, to: number): number {
    const newline = memory.subarray(at, to).indexOf(NEWLINE);
    const end = newline < 0 ? to : at + newline;
    if (state === 'size') sizeText += memory.toString('latin1', at, end);
    if (newline >= 0) endOfLine();
    return end + 1;
  }

  return {
    push(memory, from, to) {
      let body = from;
      let at = from;
      while (at < to && state !== 'complete') {
        if (state !== 'data') {
          at = skipLine(memory, at, to);
          continue;
        }
        const size = Math.min(remaining, to - at);
        memory.copyWithin(body, at, at + size);
        body += size;
        at += size;
        remaining -= size;
        if (remaining === 0) state = 'data-end';
      }
      return body;
    },
    isComplete: () => state === 'complete',
  };
}
