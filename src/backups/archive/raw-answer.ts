/** What answers does not speak HTTP, or stopped in the middle of what it said it would send. */
export class BrokenAnswerError extends Error {
  override readonly name = 'BrokenAnswerError';
}

/** One HTTP/1.1 answer in whatever pieces it comes. */
export interface AnswerReader {
  /** What is of its body in these bytes, without a copy. @throws BrokenAnswerError */
  push(bytes: Buffer): Buffer[];
  /** 0 while its head is not whole. */
  status(): number;
  /** Value of a header, '' where there is none. */
  header(name: string): string;
  /** Whether it has come to the end that it told. */
  isWhole(): boolean;
}

const MAX_HEAD_BYTES = 16 * 1024;
const MAX_LINE_CHARS = 1024;
const LINE_FEED = 0x0a;

type State = 'head' | 'size' | 'chunk' | 'chunk-end' | 'trailer' | 'length' | 'whole';

/**
 * Node's own client copies each piece of a body into new memory, which lies around by the dozens of mebibytes until it
 * is collected, and takes twice the time for a body of a gigabyte. Here the bytes stay where they were read.
 */
export function createAnswerReader(): AnswerReader {
  let state: State = 'head';
  let head = '';
  let line = '';
  let left = 0;
  let status = 0;

  function readHead(bytes: Buffer): number {
    const before = head.length;
    head += bytes.toString('latin1', 0, MAX_HEAD_BYTES);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) {
      if (head.length >= MAX_HEAD_BYTES) throw new BrokenAnswerError('what answers does not speak HTTP');
      return bytes.length;
    }
    head = head.slice(0, end);
    status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1] ?? 0);
    if (status === 0) throw new BrokenAnswerError('what answers does not speak HTTP');
    if (/^chunked$/i.test(header('transfer-encoding'))) state = 'size';
    else {
      left = Number(header('content-length') || Number.NaN);
      if (!Number.isSafeInteger(left)) throw new BrokenAnswerError('the answer does not say where it ends');
      state = left === 0 ? 'whole' : 'length';
    }
    return end + 4 - before;
  }

  function header(name: string): string {
    return new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'im').exec(head)?.[1] ?? '';
  }

  /** The line is in `line` when it is whole. */
  function readLine(bytes: Buffer, at: number): { readonly taken: number; readonly isWhole: boolean } {
    const end = bytes.indexOf(LINE_FEED, at);
    line += bytes.toString('latin1', at, end < 0 ? bytes.length : end);
    if (line.length > MAX_LINE_CHARS) throw new BrokenAnswerError('a piece of the answer does not say how long it is');
    return { taken: (end < 0 ? bytes.length : end + 1) - at, isWhole: end >= 0 };
  }

  function takeLine(bytes: Buffer, at: number): number {
    const { taken, isWhole } = readLine(bytes, at);
    if (!isWhole) return taken;
    const text = line.trim();
    line = '';
    if (state === 'trailer') state = text === '' ? 'whole' : 'trailer';
    else if (state === 'chunk-end') state = 'size';
    else beginChunk(text);
    return taken;
  }

  function beginChunk(text: string): void {
    const size = /^[0-9a-f]{1,8}(?=;|$)/i.exec(text)?.[0];
    if (size === undefined) throw new BrokenAnswerError('a piece of the answer does not say how long it is');
    left = Number.parseInt(size, 16);
    state = left === 0 ? 'trailer' : 'chunk';
  }

  function takeBody(bytes: Buffer, at: number, body: Buffer[]): number {
    const size = Math.min(left, bytes.length - at);
    body.push(bytes.subarray(at, at + size));
    left -= size;
    if (left === 0) state = state === 'chunk' ? 'chunk-end' : 'whole';
    return size;
  }

  return {
    push(bytes) {
      const body: Buffer[] = [];
      for (let at = 0; at < bytes.length && state !== 'whole'; ) {
        if (state === 'head') at += readHead(bytes);
        else if (state === 'chunk' || state === 'length') at += takeBody(bytes, at, body);
        else at += takeLine(bytes, at);
      }
      return body;
    },
    status: () => status,
    header,
    isWhole: () => state === 'whole',
  };
}
