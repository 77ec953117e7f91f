import { hasStampAt, STAMP_LENGTH, stampTime } from './stamp.ts';
import type { FoundLine, Stamp } from './types.ts';

/** A line, or a piece of one, in memory that is soon filled anew: where its text begins and ends, without newline. */
export interface Piece {
  readonly memory: Buffer;
  readonly stream: 'stdout' | 'stderr';
  readonly stamp: Stamp | null;
  readonly from: number;
  readonly to: number;
}

export interface LineLimits {
  /** Container id. */
  readonly source: string;
  /** Longest that is kept of a line. */
  readonly maxLineBytes: number;
}

const CARRIAGE_RETURN = 13;
/** Around a match that stands behind what is kept of a line. */
const EXCERPT_BEFORE_BYTES = 100;
const EXCERPT_AFTER_BYTES = 300;

/** @param end behind the text, where a newline may stand */
export function pieceAt(memory: Buffer, start: number, end: number, stream: 'stdout' | 'stderr'): Piece {
  const hasStamp = hasStampAt(memory, start);
  return {
    memory,
    stream,
    stamp: hasStamp ? memory.toString('latin1', start, start + STAMP_LENGTH) : null,
    from: hasStamp ? start + STAMP_LENGTH + 1 : start,
    to: end,
  };
}

/** The text of a piece, at most so many bytes of it. */
export function textOf({ memory, from, to }: Piece, maxBytes: number): string {
  if (to - from <= maxBytes) return memory.toString('utf8', from, to);
  return cutText(memory.subarray(from, from + maxBytes));
}

/** A line that is whole in memory. */
export function wholeLine(limits: LineLimits, piece: Piece, isMatch: boolean, matchAt: number): FoundLine {
  const to = piece.memory[piece.to - 1] === CARRIAGE_RETURN ? Math.max(piece.from, piece.to - 1) : piece.to;
  const isCut = to - piece.from > limits.maxLineBytes;
  const excerpt = isCut && matchAt - piece.from > limits.maxLineBytes ? excerptOf(piece, matchAt) : null;
  return foundLine(limits, piece, textOf({ ...piece, to }, limits.maxLineBytes), isMatch, isCut, excerpt);
}

/** A line that comes in several pieces; what is kept is copied. */
export function createLongLine(limits: LineLimits, first: Piece) {
  const parts: Buffer[] = [];
  let kept = 0;
  let seen = 0;
  let isMatch = false;
  let excerpt: string | null = null;
  return {
    isMatch: () => isMatch,
    extend(piece: Piece, matchAt: number | null): void {
      if (matchAt !== null && !isMatch) {
        isMatch = true;
        if (seen + matchAt - piece.from > limits.maxLineBytes) excerpt = excerptOf(piece, matchAt);
      }
      const size = Math.min(piece.to - piece.from, limits.maxLineBytes - kept);
      if (size > 0) parts.push(Buffer.from(piece.memory.subarray(piece.from, piece.from + size)));
      kept += Math.max(0, size);
      seen += piece.to - piece.from;
    },
    line(): FoundLine {
      const bytes = Buffer.concat(parts);
      const text = seen > kept ? cutText(bytes) : bytes.toString('utf8', 0, bytes.length);
      return foundLine(limits, first, text.endsWith('\r') ? text.slice(0, -1) : text, isMatch, seen > kept, excerpt);
    },
  };
}

export type LongLine = ReturnType<typeof createLongLine>;

function foundLine(
  { source }: LineLimits,
  { stream, stamp }: Piece,
  text: string,
  isMatch: boolean,
  isCut: boolean,
  excerpt: string | null,
): FoundLine {
  return {
    at: stamp === null ? null : stampTime(stamp),
    stamp,
    stream,
    text,
    source,
    isMatch,
    ...(isCut ? { truncated: true as const } : {}),
    ...(excerpt === null ? {} : { excerpt }),
  };
}

/** In streaming mode the decoder keeps a character that was cut to itself instead of making it U+FFFD. */
function cutText(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true });
}

function excerptOf({ memory, from, to }: Piece, at: number): string {
  return cutText(memory.subarray(Math.max(from, at - EXCERPT_BEFORE_BYTES), Math.min(to, at + EXCERPT_AFTER_BYTES)));
}
