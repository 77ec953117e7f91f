import type { Inline, Text } from './document.ts';
import { formatClock, formatDate, formatDateTime, formatSeconds, formatZone } from './format.ts';
import type { Locale } from './texts.ts';

/** Who reads: the language, and the IANA zone for times that cannot be shown in the reader's own. */
export interface RenderOptions {
  readonly locale: Locale;
  readonly timeZone: string;
}

/** ECMA-48: control sequences (colours, cursor), and the operating system commands that set window titles. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be found.
const ansiSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;
/** What would be invisible and yet change what is seen: controls (but tab and newline), marks that turn the direction, joiners, byte order mark. */
const invisible = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb]/gu;

/**
 * The text without colours, control characters and bidirectional overrides (which make a name read backwards),
 * with `\n` as the only line end, and well-formed: a lone half of a surrogate pair becomes U+FFFD.
 */
export function cleanText(text: string): string {
  return text
    .replace(ansiSequence, '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(invisible, '')
    .toWellFormed();
}

/** `cleanText` on one line, for headings, cells and labels. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/** What somebody would read aloud: the words of a text without its formatting, cleaned. */
export function plainText(text: Text, options: RenderOptions): string {
  return inlinesOf(text)
    .map((inline) => cleanText(inlineText(inline, options)))
    .join('');
}

/** A text as the list of its parts. */
export function inlinesOf(text: Text): readonly Inline[] {
  return isList(text) ? text : [text];
}

/** The words of one part, not cleaned. */
export function inlineText(inline: Inline, options: RenderOptions): string {
  if (typeof inline === 'string') return inline;
  return inline.kind === 'time' ? timeText(inline, options) : inline.text;
}

/** A moment in words, with its zone: "03:02 UTC", "3 Feb 2025, 03:02 UTC". What is relative becomes absolute, since text does not move on. */
export function timeText(inline: Extract<Inline, { kind: 'time' }>, { locale, timeZone }: RenderOptions): string {
  const { at, show } = inline;
  if (show === 'date') return formatDate(at, timeZone, locale);
  const format = show === 'time' ? formatClock : show === 'seconds' ? formatSeconds : formatDateTime;
  const moment = format(at, timeZone, locale);
  return `${moment} ${formatZone(at, timeZone, locale)}`;
}

function isList(text: Text): text is readonly Inline[] {
  return Array.isArray(text);
}
