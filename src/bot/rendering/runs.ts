import {
  cleanText,
  type Inline,
  inlinesOf,
  inlineText,
  type Locale,
  type RenderOptions,
  type Text,
  type Texts,
} from '../../document/index.ts';

/** What both renderers need: the reader, and the sentences for "… lines left out". */
export interface RenderingOptions extends RenderOptions {
  readonly texts: Pick<Texts, 't'>;
}

/** A piece of cleaned text of one look. */
export interface Run {
  readonly text: string;
  readonly mark: 'plain' | 'bold' | 'italic' | 'strike' | 'code';
  readonly url?: string;
  /** The bot command that a tap on the text sends. */
  readonly command?: string;
  readonly moment?: { readonly unix: number; readonly format: 'r' | 't' | 'T' | 'd' | 'dt' };
}

export type Runs = readonly Run[];

/** A text as lines of runs, without the empty lines around it; `[]` when there is nothing to see. */
export function linesOf(text: Text, options: RenderOptions): Runs[] {
  const lines: Run[][] = [[]];
  for (const inline of inlinesOf(text)) {
    const run = toRun(inline, options);
    for (const [index, part] of run.text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ ...run, text: part });
    }
  }
  return trimLines(lines);
}

/** A text on one line. */
export function lineOf(text: Text, options: RenderOptions): Runs {
  const joined = linesOf(text, options).flatMap((line, index) => (index === 0 ? line : [plainRun(' '), ...line]));
  return joined.map((run) => ({ ...run, text: run.text.replace(/\s+/g, ' ') }));
}

/** The lines of a log or a file, cleaned, without the empty ones around it. */
export function codeLines(text: string): string[] {
  const lines = cleanText(text)
    .split('\n')
    .map((line) => [plainRun(line.trimEnd())]);
  return trimLines(lines).map((line) => textOf(line));
}

export function plainRun(text: string): Run {
  return { text, mark: 'plain' };
}

export function textOf(runs: Runs): string {
  return runs.map((run) => run.text).join('');
}

/** UTF-16 units, as Telegram counts. */
export function lengthOf(runs: Runs): number {
  return runs.reduce((sum, run) => sum + run.text.length, 0);
}

/** Whether a person would see anything. Hangul fillers and the blank Braille pattern are letters and symbols only by name. */
export function isVisible(text: string): boolean {
  return /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}

/** At most `units` UTF-16 units; what was cut ends in "…". Never cuts a surrogate pair or a character that is built of several. */
export function cutText(text: string, units: number): string {
  if (text.length <= units) return text;
  return units < 1 ? '' : `${text.slice(0, boundary(text, units - 1))}…`;
}

/** The same for runs. */
export function cutRuns(runs: Runs, units: number): Runs {
  if (lengthOf(runs) <= units) return runs;
  const kept: Run[] = [];
  let left = units;
  for (const run of runs) {
    // One unit stays for the "…", which must come since not everything fits.
    if (run.text.length < left) {
      kept.push(run);
      left -= run.text.length;
      continue;
    }
    if (left > 0) kept.push({ ...run, text: `${run.text.slice(0, boundary(run.text, left - 1))}…` });
    break;
  }
  return kept;
}

/** The last place at or before `index` where the text may be cut. */
function boundary(text: string, index: number): number {
  let place = index;
  // A person's flag, family or accent is a handful of code units; what is longer is an attack, and may be cut.
  for (let steps = 0; steps < 16 && place > 0 && joins(text, place); steps += 1) place -= 1;
  return isLowSurrogate(text, place) ? place - 1 : place;
}

function joins(text: string, index: number): boolean {
  if (isLowSurrogate(text, index)) return true;
  const next = String.fromCodePoint(text.codePointAt(index) ?? 0);
  return /^(?:\p{M}|\u200d|\p{Emoji_Modifier})/u.test(next) || text[index - 1] === '\u200d';
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function trimLines(lines: readonly Runs[]): Runs[] {
  const first = lines.findIndex((line) => isVisible(textOf(line)));
  const last = lines.findLastIndex((line) => isVisible(textOf(line)));
  return first === -1 ? [] : lines.slice(first, last + 1);
}

function toRun(inline: Inline, options: RenderOptions): Run {
  const text = cleanText(inlineText(inline, options));
  if (typeof inline === 'string') return plainRun(text);
  switch (inline.kind) {
    case 'time':
      return { text, mark: 'plain', ...momentOf(inline) };
    case 'command':
      return /^\/[a-z0-9_]{1,32}$/.test(text) ? { text, mark: 'plain', command: text } : plainRun(text);
    case 'link': {
      const url = safeUrl(inline.url);
      return url === null ? plainRun(text) : { text, mark: 'plain', url };
    }
    case 'bold':
    case 'italic':
    case 'strike':
    case 'code':
      return { text, mark: inline.kind };
  }
}

const formats = { time: 't', seconds: 'T', date: 'd', datetime: 'dt', relative: 'r' } as const;

function momentOf(inline: Extract<Inline, { kind: 'time' }>): Pick<Run, 'moment'> {
  const unix = Math.floor(inline.at / 1000);
  // Unix times in Telegram are 32-bit integers.
  const fits = Number.isInteger(unix) && unix > 0 && unix < 2 ** 31;
  return fits ? { moment: { unix, format: formats[inline.show] } } : {};
}

/** The address if Telegram would open it, else null. */
export function safeUrl(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.href.length > 2048) return null;
  if (parsed.protocol === 'tg:') return parsed.href;
  const isWeb = parsed.protocol === 'http:' || parsed.protocol === 'https:';
  // "Wrong HTTP URL" is the answer to names without a dot, such as localhost.
  return isWeb && parsed.hostname.includes('.') ? parsed.href : null;
}

/** The sentence for what was left out. */
export function leftOutText(count: number, { texts, locale }: { texts: Pick<Texts, 't'>; locale: Locale }): string {
  return texts.t(locale, 'document-left-out', { count });
}
