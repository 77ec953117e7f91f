import net from 'node:net';
import tls from 'node:tls';
import type { DockerHostConfig } from '../config/index.ts';
import { createDechunker, type Dechunker } from './dechunker.ts';

/** The Engine refused, or could not be reached or not be heard to the end. */
export class RawAnswerError extends Error {
  /** Null when there was no answer. */
  readonly statusCode: number | null;
  /** Of the operating system (`ECONNREFUSED`); empty where it is not from there. */
  readonly code: string;

  constructor(statusCode: number | null, message: string, code = '') {
    super(message);
    this.name = 'RawAnswerError';
    this.statusCode = statusCode;
    this.code = code;
  }
}

/** `full`: nothing more fits, so some must be taken. `last`: nothing more comes. */
export type Arrived = 'more' | 'full' | 'last';

/**
 * Gets all bytes that are there and were not taken yet, and answers how many of them it takes; the others come again,
 * before the next ones. The bytes are only lent: the same memory is filled again. -1 ends the reading.
 */
export type TakeBytes = (bytes: Buffer, arrived: Arrived) => number;

export interface RawRequest {
  readonly host: DockerHostConfig;
  /** With the version in front: `/v1.41/containers/…/logs?stdout=1`. */
  readonly path: string;
  readonly buffer: Buffer;
  readonly take: TakeBytes;
  readonly signal: AbortSignal;
}

const MAX_HEAD_BYTES = 16 * 1024;
/**
 * The Engine writes line by line. Who reads each at once wakes up for each, and so does the Engine: a pause after a small
 * read lets it go on for a while (a third less time for a log of a gigabyte, a third of the work here).
 */
const SMALL_READ_BYTES = 16 * 1024;
const GATHER_MS = 1;
const CUT_OFF = 'the log was cut off in the middle';
const NOT_HTTP = 'what answers there does not speak HTTP';

/**
 * Reads one answer of the Engine into one buffer that is used again and again: no copies and no garbage, whatever the
 * size. In HTTP/1.1: in 1.0 an answer ends with its connection, and one that was cut between two lines looks whole.
 * Resolves at the end of the answer, or when nothing more is wanted.
 *
 * @throws RawAnswerError, or the signal's reason
 */
export function readRaw(request: RawRequest): Promise<void> {
  const { buffer, signal } = request;
  return new Promise((resolve, reject) => {
    const answer = createAnswer(request);
    const onread = {
      buffer: () => buffer.subarray(answer.filled()),
      callback: (size: number) => {
        if (!attempt(() => answer.arrived(size))) {
          finish(null);
          return false;
        }
        if (size >= SMALL_READ_BYTES) return true;
        setTimeout(() => socket.resume(), GATHER_MS);
        return false;
      },
    };
    const socket = connect(request.host, onread);
    let settled = false;

    const finish = (error: unknown) => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', abort);
      socket.destroy();
      if (error === null) resolve();
      else reject(error);
    };
    const attempt = (step: () => boolean): boolean => {
      if (settled) return false;
      try {
        return step();
      } catch (error) {
        finish(error);
        return false;
      }
    };
    const abort = () => finish(signal.reason);

    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      finish(new RawAnswerError(null, error.message, error.code ?? '')),
    );
    socket.once('end', () => {
      if (attempt(() => answer.ended())) finish(null);
    });
    socket.once('close', () => finish(new RawAnswerError(null, 'the connection was closed', 'ECONNRESET')));
    socket.write(`GET ${request.path} HTTP/1.1\r\nHost: docker\r\nUser-Agent: vakhta\r\nConnection: close\r\n\r\n`);
    if (signal.aborted) abort();
  });
}

/** The answer as far as it has arrived in the buffer. */
function createAnswer({ buffer, take }: RawRequest) {
  let filled = 0;
  let status = 0;
  let dechunker: Dechunker | null = null;
  /** What is still to come, where the answer has said how long it is. */
  let expected: number | null = null;

  /** False while the head is not whole. What follows the head is moved to the front. */
  function readHead(): boolean {
    const end = buffer.subarray(0, filled).indexOf('\r\n\r\n');
    if (end < 0) {
      if (filled > MAX_HEAD_BYTES) throw new RawAnswerError(null, NOT_HTTP);
      return false;
    }
    const head = buffer.toString('latin1', 0, end);
    status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1] ?? 0);
    if (status === 0) throw new RawAnswerError(null, NOT_HTTP);
    if (/^transfer-encoding:[ \t]*chunked/im.test(head)) dechunker = createDechunker();
    else expected = lengthIn(head);
    buffer.copyWithin(0, end + 4, filled);
    filled -= end + 4;
    return true;
  }

  return {
    filled: () => filled,
    /** After `size` bytes more; false when no more are wanted. */
    arrived(size: number): boolean {
      const isFirst = status === 0;
      const before = isFirst ? 0 : filled;
      filled += size;
      if (isFirst && !readHead()) return true;
      if (dechunker !== null) filled = dechunker.push(buffer, before, filled);
      if (expected !== null) expected -= filled - before;
      if (!takeWhatIsThere()) return false;
      return isWhole() ? !ended() : true;
    },
    ended,
  };

  /** Whether the answer has come to the end that it has told. */
  function isWhole(): boolean {
    return dechunker?.isComplete() === true || (expected !== null && expected <= 0);
  }

  function isCut(): boolean {
    return dechunker?.isComplete() === false || (expected !== null && expected > 0);
  }

  /** False when no more is wanted. */
  function takeWhatIsThere(): boolean {
    // Of a refusal only the beginning is kept: it is a sentence.
    if (status !== 200) filled = Math.min(filled, buffer.length >> 1);
    if (status !== 200 || filled === 0) return true;
    const taken = take(buffer.subarray(0, filled), filled === buffer.length ? 'full' : 'more');
    if (taken < 0) return false;
    if (taken > 0) buffer.copyWithin(0, taken, filled);
    filled -= taken;
    return true;
  }

  function ended(): true {
    if (status === 0) throw new RawAnswerError(null, 'the connection was closed before an answer', 'ECONNRESET');
    if (status !== 200) throw new RawAnswerError(status, sentenceOf(buffer.toString('utf8', 0, filled)));
    if (isCut()) throw new RawAnswerError(null, CUT_OFF, 'ECUT');
    if (filled === 0) return true;
    const taken = take(buffer.subarray(0, filled), 'last');
    if (taken >= 0 && taken < filled) throw new RawAnswerError(null, CUT_OFF, 'ECUT');
    return true;
  }
}

/** Null: it ends with the connection. */
function lengthIn(head: string): number | null {
  const length = /^content-length:[ \t]*(\d+)/im.exec(head)?.[1];
  return length === undefined ? null : Number(length);
}

type OnRead = { buffer: () => Buffer; callback: (size: number, buffer: Uint8Array) => boolean };

function connect(host: DockerHostConfig, onread: OnRead): net.Socket {
  if (host.kind === 'unix') return net.connect({ path: host.socketPath, onread });
  if (host.tls === null) return net.connect({ host: host.host, port: host.port, onread });
  // Known to Node, not to its types.
  const options = { host: host.host, port: host.port, ...host.tls, onread };
  return tls.connect(options);
}

function sentenceOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message).trim();
  } catch {
    // Not JSON: a proxy's own page.
  }
  return body.trim().slice(0, 500);
}
