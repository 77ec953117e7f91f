import { cleanText } from '../document/index.ts';

const KEPT_BYTES = 512 * 1024;
/** What the live picture is made from: enough for its lines, little enough to mask every second. */
const LATEST_BYTES = 16 * 1024;
const LONGEST_LINE = 300;
/** From this share of unprintable characters on it is no text. */
const BINARY_SHARE = 0.1;

/** Output in bounded memory: its first and its last 512 KiB, whatever comes between. */
export interface Capture {
  add(chunk: Buffer): void;
  /** All bytes that came, kept or not. */
  total(): number;
  leftOut(): number;
  /** The kept output, cleaned of colours and control characters, with a line where something is left out. */
  text(): string;
  /** The end of it, cleaned, without a first line that may be cut. */
  latest(): string;
  isBinary(): boolean;
}

export function createCapture(keptBytes = KEPT_BYTES): Capture {
  const head: Buffer[] = [];
  let headBytes = 0;
  let ring = Buffer.alloc(0);
  let ringAt = 0;
  let ringTotal = 0;

  function addToRing(chunk: Buffer): void {
    if (ring.length === 0) ring = Buffer.alloc(keptBytes);
    const part = chunk.length > ring.length ? chunk.subarray(chunk.length - ring.length) : chunk;
    const first = part.copy(ring, ringAt);
    part.copy(ring, 0, first);
    ringAt = (ringAt + part.length) % ring.length;
    ringTotal += chunk.length;
  }

  /** What the ring holds, oldest first. */
  function tail(): Buffer {
    if (ringTotal < ring.length) return ring.subarray(0, ringTotal);
    return Buffer.concat([ring.subarray(ringAt), ring.subarray(0, ringAt)]);
  }

  const leftOut = () => Math.max(0, ringTotal - ring.length);

  function latestBytes(): Buffer {
    const end = tail();
    if (end.length >= LATEST_BYTES || leftOut() > 0) return end.subarray(-LATEST_BYTES);
    return Buffer.concat([...head, end]).subarray(-LATEST_BYTES);
  }

  return {
    add(chunk) {
      const toHead = Math.min(chunk.length, keptBytes - headBytes);
      // Copied: a chunk may be a small part of a large buffer, which would be kept alive with it.
      if (toHead > 0) head.push(Buffer.from(chunk.subarray(0, toHead)));
      headBytes += toHead;
      if (toHead < chunk.length) addToRing(chunk.subarray(toHead));
    },
    total: () => headBytes + ringTotal,
    leftOut,
    text() {
      const begin = Buffer.concat(head);
      if (leftOut() === 0) return cleaned(Buffer.concat([begin, tail()]));
      return `${cleaned(begin)}\n[… ${leftOut()} bytes left out …]\n${cleaned(tail())}`;
    },
    latest() {
      const bytes = latestBytes();
      const text = cleaned(bytes);
      const isWhole = headBytes + ringTotal <= bytes.length;
      const firstBreak = text.indexOf('\n');
      return isWhole || firstBreak === -1 ? text : text.slice(firstBreak + 1);
    },
    isBinary: () => looksBinary(latestBytes().toString('utf8')),
  };
}

/** The last lines of a cleaned text, without empty ones at its end, each short enough to be shown. */
export function lastLinesOf(text: string, count: number): string[] {
  return text
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map((line) => (line.length > LONGEST_LINE ? `…${line.slice(-LONGEST_LINE)}` : line));
}

function looksBinary(text: string): boolean {
  if (text.includes('\0')) return true;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted, all but those that texts have.
  const strange = text.match(/[\u0001-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  return strange > text.length * BINARY_SHARE;
}

/** As a terminal would end up showing it: of a line that was written over and over, the last version. */
function cleaned(bytes: Buffer): string {
  const lines = bytes.toString('utf8').split('\n').map(lastVersion);
  return cleanText(lines.join('\n'));
}

function lastVersion(line: string): string {
  const end = line.replace(/\r+$/, '');
  return end.slice(end.lastIndexOf('\r') + 1);
}
