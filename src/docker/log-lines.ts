import type { LogLine } from './types.ts';

/**
 * Longest piece that is kept of one line, with its timestamp. Below the 16,384 bytes at which the Engine breaks long
 * lines: what follows the break, with another timestamp in the middle of the line when times are asked for, is
 * always in the part that is dropped (moby, daemon/logger/copier.go).
 */
export const MAX_LINE_BYTES = 16_000;
/** `2026-11-24T18:29:10.123456789Z `, or with an offset. */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/;

export interface LogCollector {
  push(stream: 'stdout' | 'stderr', bytes: Buffer): void;
  /** Ends the last line, which may lack its newline, and gives what was kept, oldest first. */
  finish(): LogLine[];
}

interface RawLine {
  stream: 'stdout' | 'stderr';
  bytes: Buffer;
  truncated: boolean;
}

/**
 * Joins bytes to lines and keeps the newest, at most `maxLines` of them and `maxBytes` in all. Lines are cut apart as
 * bytes (a newline is never inside a UTF-8 character) and decoded only at the end, so that a character split
 * over two chunks stays whole and a log of any size costs no more than what is kept.
 */
export function createLogCollector(limits: { maxLines: number; maxBytes: number; timestamps: boolean }): LogCollector {
  const ring = createRing(limits.maxLines, limits.maxBytes);
  const open = { stdout: emptyLine(), stderr: emptyLine() };

  const endLine = (stream: 'stdout' | 'stderr') => {
    const line = open[stream];
    open[stream] = emptyLine();
    ring.add({ stream, bytes: Buffer.concat(line.parts), truncated: line.truncated });
  };

  const extend = (stream: 'stdout' | 'stderr', piece: Buffer) => {
    const line = open[stream];
    const room = MAX_LINE_BYTES - line.size;
    if (piece.length > room) line.truncated = true;
    // A copy: a slice would keep the whole chunk of the connection alive for one short line.
    const kept = Buffer.from(piece.subarray(0, room));
    if (kept.length > 0) line.parts.push(kept);
    line.size += kept.length;
    line.seen += piece.length;
  };

  return {
    push(stream, bytes) {
      let at = 0;
      for (let newline = bytes.indexOf(10); newline >= 0; newline = bytes.indexOf(10, at)) {
        extend(stream, bytes.subarray(at, newline));
        endLine(stream);
        at = newline + 1;
      }
      if (at < bytes.length) extend(stream, bytes.subarray(at));
    },
    finish() {
      for (const stream of ['stdout', 'stderr'] as const) if (open[stream].seen > 0) endLine(stream);
      return ring.lines().map((line) => decode(line, limits.timestamps));
    },
  };
}

function emptyLine(): { parts: Buffer[]; size: number; seen: number; truncated: boolean } {
  return { parts: [], size: 0, seen: 0, truncated: false };
}

function createRing(maxLines: number, maxBytes: number) {
  let lines: (RawLine | null)[] = [];
  let head = 0;
  let bytes = 0;
  return {
    add(line: RawLine) {
      lines.push(line);
      bytes += line.bytes.length;
      while (lines.length - head > maxLines || (bytes > maxBytes && lines.length - head > 1)) {
        bytes -= lines[head]?.bytes.length ?? 0;
        lines[head] = null;
        head += 1;
      }
      if (head > 1024 && head * 2 > lines.length) {
        lines = lines.slice(head);
        head = 0;
      }
    },
    lines: () => lines.slice(head).filter((line) => line !== null),
  };
}

function decode(line: RawLine, timestamps: boolean): LogLine {
  // In streaming mode the decoder keeps an unfinished character to itself instead of making it U+FFFD.
  const text = new TextDecoder('utf-8').decode(line.bytes, { stream: line.truncated });
  const stamp = timestamps ? STAMP.exec(text) : null;
  const at = stamp?.[1] === undefined ? Number.NaN : Date.parse(stamp[1]);
  const rest = Number.isNaN(at) || stamp === null ? text : text.slice(stamp[0].length);
  return {
    at: Number.isNaN(at) ? null : at,
    stream: line.stream,
    text: rest.endsWith('\r') ? rest.slice(0, -1) : rest,
    ...(line.truncated ? { truncated: true as const } : {}),
  };
}
