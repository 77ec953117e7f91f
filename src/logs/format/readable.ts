import { cleanText } from '../../document/index.ts';

/** From this share of bytes that are no text on, a line is called binary. */
const BINARY_SHARE = 0.15;
/** A byte that was no UTF-8, or a control character other than a tab. */
const UNREADABLE = /[\p{Cc}\ufffd]/gu;
/** ECMA-48 sequences: they begin with a control character and are colours and cursor moves, not binary. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be found.
const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

export interface Readable {
  readonly text: string;
  /** Most of it was no text: what is left of it is shown. */
  readonly binary: boolean;
}

/**
 * One line as a person can read it: without colours and control characters; of a progress bar that overwrites itself
 * (`10%\r20%`) what stood last; of binary data what is text in it.
 */
export function readable(raw: string): Readable {
  const text = lastOverwritten(raw.replace(ANSI, '')).replaceAll('\t', '  ');
  const unreadable = text.match(UNREADABLE)?.length ?? 0;
  const binary = unreadable >= 4 && unreadable / text.length > BINARY_SHARE;
  const kept = binary ? text.replace(/[\p{Cc}\ufffd]+/gu, '·') : text.replace(/[\p{Cc}]/gu, '·');
  return { text: cleanText(kept).replaceAll('\n', ' ').trimEnd(), binary };
}

/** A terminal shows only what was written after the last carriage return. */
function lastOverwritten(text: string): string {
  if (!text.includes('\r')) return text;
  return text.split('\r').findLast((part) => part.trim() !== '') ?? '';
}
