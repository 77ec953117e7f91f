import type { Stamp } from './types.ts';

/** `2026-11-24T18:29:10.123456789Z`; behind it one space, then the text. The Engine always writes nine digits, and UTC. */
export const STAMP_LENGTH = 30;

const DASH = 0x2d;
const T = 0x54;
const Z = 0x5a;
const SPACE = 0x20;

/** Whether a stamp and its space stand there: a look at the fixed places is enough. */
export function hasStampAt(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + STAMP_LENGTH] === SPACE &&
    bytes[at + STAMP_LENGTH - 1] === Z &&
    bytes[at + 4] === DASH &&
    bytes[at + 10] === T
  );
}

/** The earliest stamp of a millisecond. */
export function stampOf(at: number): Stamp {
  return `${new Date(at).toISOString().slice(0, -1)}000000Z`;
}

/** UTC milliseconds, cut off. */
export function stampTime(stamp: Stamp): number {
  return Date.parse(`${stamp.slice(0, 23)}Z`);
}

/** As the Engine takes `since` and `until`: seconds with nanoseconds behind the point. */
export function engineTime(stamp: Stamp): string {
  return `${Math.floor(stampTime(stamp) / 1000)}.${stamp.slice(20, 29)}`;
}
