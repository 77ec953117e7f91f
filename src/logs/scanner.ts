import { createLongLine, type LineLimits, type LongLine, pieceAt, textOf, wholeLine } from './line.ts';
import type { Matcher } from './matcher.ts';
import type { Arrived } from './raw-connection.ts';
import { hasStampAt, STAMP_LENGTH } from './stamp.ts';
import type { FoundLine, Stamp } from './types.ts';

export interface ScanOptions extends LineLimits {
  readonly tty: boolean;
  readonly matcher: Matcher;
  /** Lines around each match. */
  readonly context: number;
  /** Every match and its surrounding lines, each once, in the order of the log. False ends the reading. */
  onLine(line: FoundLine): boolean;
}

export interface Scanner {
  /** As `TakeBytes`. */
  take(memory: Buffer, arrived: Arrived): number;
  /** At the end of the log: its last line may lack a newline. */
  end(): void;
  bytes(): number;
  /** Lines and pieces of lines, as the Engine counts them for `tail`; never fewer. */
  pieces(): number;
  /** Of the first piece; null before it. */
  firstStamp(): Stamp | null;
  /** Of the first line that surely is not the rest of one: a newline came before it. */
  firstWholeStamp(): Stamp | null;
}

type Stream = 'stdout' | 'stderr';

const HEADER_BYTES = 8;
const NEWLINE = 10;
/** Where the Engine breaks lines. */
const ENGINE_PIECE_BYTES = 16 * 1024;
/** A line of a terminal has no frame that ends it; without a newline it is looked at in pieces of this size. */
const MAX_RAW_PIECE_BYTES = 64 * 1024;

/**
 * Takes the Engine's log stream apart and finds lines in it, at the speed of a search in memory: one expression looks
 * at all that has arrived; lines in which it found nothing are only stepped over, never decoded or copied.
 *
 * Without a TTY the stream comes in frames: one byte for the stream, three zeros, four bytes of length, then the payload;
 * with a TTY it is raw (Engine API, "Stream format" of the attach endpoint). The Engine breaks lines at 16 KiB; the
 * pieces come in frames of their own, each with a stamp, only the last with a newline.
 */
export function createScanner(options: ScanOptions): Scanner {
  const { tty, matcher } = options;
  const open: Record<Stream, LongLine | null> = { stdout: null, stderr: null };
  const lines = createSurroundings(options);
  let bytes = 0;
  let pieces = 0;
  let firstStamp: Stamp | null = null;
  let firstWholeStamp: Stamp | null = null;
  let isPastNewline = false;

  function matchIn(memory: Buffer, start: number, end: number, stream: Stream, hint: number): number | null {
    if (hint < 0) return null;
    if (matcher.hintDecides) return hint;
    return matcher.test(textOf(pieceAt(memory, start, end, stream), options.maxLineBytes)) ? hint : null;
  }

  function noteStart(memory: Buffer, start: number, hasEnd: boolean): void {
    const stamp = hasStampAt(memory, start) ? memory.toString('latin1', start, start + STAMP_LENGTH) : null;
    firstStamp ??= stamp;
    if (isPastNewline) firstWholeStamp = stamp;
    isPastNewline = hasEnd;
  }

  function step(memory: Buffer, start: number, end: number, stream: Stream, hints: Hints): void {
    // Without frames the Engine's own pieces cannot be seen: rather one too many.
    pieces += tty ? 1 + Math.floor((end - start) / ENGINE_PIECE_BYTES) : 1;
    const hasEnd = memory[end - 1] === NEWLINE;
    if (firstWholeStamp === null) noteStart(memory, start, hasEnd);
    const textEnd = hasEnd ? end - 1 : end;
    const hint = hints.next(start, textEnd);
    const long = open[stream];
    if (long === null && hasEnd) {
      const match = matchIn(memory, start, textEnd, stream, hint);
      if (match !== null) lines.match(memory, wholeLine(options, pieceAt(memory, start, textEnd, stream), true, match));
      else lines.pass(memory, start, textEnd, stream);
      return;
    }
    const piece = pieceAt(memory, start, textEnd, stream);
    const line = long ?? createLongLine(options, piece);
    line.extend(piece, line.isMatch() ? null : matchIn(memory, start, textEnd, stream, hint));
    open[stream] = hasEnd ? null : line;
    if (hasEnd) finish(memory, line);
  }

  function finish(memory: Buffer | null, line: LongLine): void {
    lines.leave(memory);
    if (line.isMatch()) lines.match(memory, line.line());
    else lines.passWhole(line.line());
  }

  function takeFrames(memory: Buffer, arrived: Arrived, hints: Hints): number {
    let at = 0;
    while (lines.wanted() && at + HEADER_BYTES <= memory.length) {
      const size = memory.readUInt32BE(at + 4);
      const start = at + HEADER_BYTES;
      const stream = memory[at] === 2 ? 'stderr' : 'stdout';
      if (start + size <= memory.length) {
        if (size > 0) step(memory, start, start + size, stream, hints);
        at = start + size;
        continue;
      }
      if (at > 0 || arrived !== 'full') break;
      // A frame larger than the memory: what is there of it now, and a header for the rest.
      const rest = memory.length - HEADER_BYTES;
      step(memory, start, memory.length, stream, hints);
      memory.writeUInt8(memory[at] ?? 1, rest);
      memory.writeUInt32BE(size - (memory.length - start), rest + 4);
      return rest;
    }
    return at;
  }

  function takeRaw(memory: Buffer, arrived: Arrived, hints: Hints): number {
    let at = 0;
    while (lines.wanted() && at < memory.length) {
      const newline = memory.indexOf(NEWLINE, at);
      if (newline < 0 && arrived === 'more' && memory.length - at < MAX_RAW_PIECE_BYTES) break;
      const end = newline < 0 ? memory.length : newline + 1;
      step(memory, at, end, 'stdout', hints);
      at = end;
    }
    return at;
  }

  return {
    take(memory, arrived) {
      const hints = createHints(matcher.hint, memory);
      const taken = tty ? takeRaw(memory, arrived, hints) : takeFrames(memory, arrived, hints);
      bytes += taken;
      lines.leave(memory);
      return lines.wanted() ? taken : -1;
    },
    end() {
      for (const stream of ['stdout', 'stderr'] as const) {
        const line = open[stream];
        open[stream] = null;
        if (line !== null) finish(null, line);
      }
    },
    bytes: () => bytes,
    pieces: () => pieces,
    firstStamp: () => firstStamp,
    firstWholeStamp: () => firstWholeStamp,
  };
}

interface Hints {
  /** Where the hint is found first in the text of this piece (behind its stamp), or -1. Asked in the order of the memory. */
  next(start: number, end: number): number;
}

function createHints(hint: RegExp | null, memory: Buffer): Hints {
  if (hint === null) return { next: (start) => start };
  const all = memory.toString('latin1', 0, memory.length);
  let next = -1;
  return {
    next(start, end) {
      const from = hasStampAt(memory, start) ? start + STAMP_LENGTH + 1 : start;
      if (next < from) {
        hint.lastIndex = from;
        next = hint.exec(all)?.index ?? Number.POSITIVE_INFINITY;
      }
      return next < end ? next : -1;
    },
  };
}

/** Says matches with the lines around them, each line once. */
function createSurroundings(options: ScanOptions) {
  const { context } = options;
  /** The last lines that nobody was told of, oldest first: from before this memory, then where they are in it. */
  let before: FoundLine[] = [];
  let passed: { start: number; end: number; stream: Stream }[] = [];
  let following = 0;
  let wanted = true;

  function tell(line: FoundLine): void {
    if (wanted && !options.onLine(line)) wanted = false;
  }

  function leave(memory: Buffer | null): void {
    if (memory === null || passed.length === 0) return;
    const here = passed.map(({ start, end, stream }) =>
      wholeLine(options, pieceAt(memory, start, end, stream), false, -1),
    );
    passed = [];
    before = [...before, ...here].slice(-context);
  }

  /** A line that is no match. */
  function passWhole(line: FoundLine): void {
    if (following > 0) {
      following -= 1;
      tell(line);
    } else if (context > 0) before = [...before, line].slice(-context);
  }

  return {
    wanted: () => wanted,
    leave,
    passWhole,
    pass(memory: Buffer, start: number, end: number, stream: Stream): void {
      if (context === 0) return;
      if (following > 0) {
        passWhole(wholeLine(options, pieceAt(memory, start, end, stream), false, -1));
        return;
      }
      passed.push({ start, end, stream });
      if (passed.length > context) passed.shift();
    },
    match(memory: Buffer | null, line: FoundLine): void {
      leave(memory);
      for (const one of before) tell(one);
      before = [];
      tell(line);
      following = context;
    },
  };
}
