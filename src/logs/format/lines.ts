import { isErrorLine, saidAgain } from '../error-lines.ts';
import type { FoundLine, Stamp } from '../types.ts';
import { collapse } from './collapse.ts';
import { createKeyHider } from './key-material.ts';
import { readable } from './readable.ts';
import { type Level, structured } from './structured.ts';

/** A line as it is shown: masked, readable, and one for as many as said the same. Small enough for a row. */
export interface ShownLine {
  /** UTC milliseconds: by the program's own clock where it says so, else when the Engine took it. */
  readonly at: number | null;
  /** Of several sources: which one; else empty. */
  readonly source: string;
  /** Of structured lines; null where the program does not say. */
  readonly level: Level | null;
  /** It tells of an error. */
  readonly bad: boolean;
  readonly text: string;
  /** How often it was said, one after the other. */
  readonly count: number;
  /** Characters of it that are not shown. */
  readonly dropped: number;
  /** The Engine's line was longer than is kept: how long is not known. */
  readonly endless: boolean;
  readonly binary: boolean;
  /** False: it only surrounds a match. */
  readonly match: boolean;
  /** Of a search: lines between this one and the one before are not shown. */
  readonly gap: boolean;
  /** Of its first and its last occurrence. */
  readonly firstStamp: Stamp | null;
  readonly lastStamp: Stamp | null;
}

export interface ShowOptions {
  readonly mask: (text: string) => string;
  /** What a source is called in front of its lines; empty where there is only one. */
  readonly nameOf: (source: string) => string;
  /** Characters of a line; what is longer is cut. */
  readonly longest: number;
  /** What is looked for, in lower case: of a long line the part around it is shown. */
  readonly soughtText?: string;
  /** Of a search: how many lines surround each match. Nothing is collapsed then, and gaps are marked. */
  readonly context?: number;
}

interface Draft {
  readonly line: FoundLine;
  readonly shown: Omit<ShownLine, 'count' | 'gap' | 'firstStamp' | 'lastStamp'>;
}

/** Lines as they were written → lines as they are shown. Pure. */
export function shownLines(lines: readonly FoundLine[], options: ShowOptions): ShownLine[] {
  const hiders = new Map<string, (text: string) => string>();
  const drafts = lines.map((line): Draft => {
    const hide = hiders.get(line.source) ?? createKeyHider();
    hiders.set(line.source, hide);
    return { line, shown: draftOf(line, hide, options) };
  });
  if (options.context === undefined) return collapsed(drafts);
  const gaps = gapsBetween(lines, options.context);
  return drafts.map((draft, index) => alone(draft, gaps.has(index)));
}

function draftOf(line: FoundLine, hide: (text: string) => string, options: ShowOptions): Draft['shown'] {
  const { text: plain, binary } = readable(line.text);
  const hidden = hide(plain);
  const parsed = hidden === plain ? structured(plain) : null;
  const excerpt = line.excerpt === undefined ? '' : ` … ${readable(line.excerpt).text}`;
  // Masked before it is cut: half a secret is not recognised any more.
  const whole = options.mask((parsed?.message ?? hidden) + excerpt);
  const { text, dropped } = cutAround(whole, options.longest, options.soughtText);
  return {
    at: parsed?.at ?? line.at,
    source: options.nameOf(line.source),
    level: parsed?.level ?? null,
    bad: parsed?.level ? parsed.level === 'error' || parsed.level === 'fatal' : isErrorLine(plain),
    text,
    dropped,
    endless: line.truncated === true,
    binary,
    match: line.isMatch,
  };
}

/** At most `longest` characters: from the beginning, or around what is looked for. */
export function cutAround(text: string, longest: number, sought = ''): { text: string; dropped: number } {
  const characters = [...text];
  if (characters.length <= longest) return { text, dropped: 0 };
  const found = sought === '' ? -1 : text.toLowerCase().indexOf(sought);
  const at = found === -1 ? 0 : [...text.slice(0, found)].length;
  const from = at < longest - 20 ? 0 : Math.max(0, Math.min(at - 20, characters.length - longest));
  const kept = characters.slice(from, from + longest).join('');
  return { text: from === 0 ? kept : `…${kept}`, dropped: characters.length - longest };
}

function collapsed(drafts: readonly Draft[]): ShownLine[] {
  const shapeKey = ({ line, shown }: Draft): string | null => {
    const shape = saidAgain(shown.text);
    return shape === '' ? null : `${line.source}\n${shown.level ?? ''}\n${shape}`;
  };
  return collapse(drafts, shapeKey).map(({ item, first, count }) => ({
    ...item.shown,
    count,
    gap: false,
    firstStamp: first.line.stamp,
    lastStamp: item.line.stamp,
  }));
}

function alone({ line, shown }: Draft, gap: boolean): ShownLine {
  return { ...shown, count: 1, gap, firstStamp: line.stamp, lastStamp: line.stamp };
}

/**
 * Where a search leaves lines out: in front of what surrounds the next match, and where another log begins. `around`:
 * how many lines the engine gives on either side of a match.
 */
function gapsBetween(lines: readonly FoundLine[], around: number): Set<number> {
  const gaps = new Set<number>();
  let sinceMatch = 0;
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    const isOther = before !== undefined && before.source !== line.source;
    const isFar = before !== undefined && (line.isMatch ? around === 0 : sinceMatch === around);
    if (isOther || isFar) gaps.add(index);
    sinceMatch = line.isMatch ? 0 : sinceMatch + 1;
  }
  return gaps;
}

/** How much of a message a line takes: itself, its time, its source, its marks. */
export function costOf(line: ShownLine): number {
  return line.text.length + line.source.length + 24;
}

/**
 * The lines that fit so many characters and lines: the newest, or the oldest where somebody reads forwards.
 * At least one, so that paging always gets on.
 */
export function fitting(
  lines: readonly ShownLine[],
  most: { readonly characters: number; readonly lines: number },
  keep: 'newest' | 'oldest',
): { lines: ShownLine[]; leftOut: boolean } {
  const ordered = keep === 'newest' ? [...lines].reverse() : [...lines];
  const kept: ShownLine[] = [];
  let left = most.characters;
  for (const line of ordered) {
    left -= costOf(line);
    if ((left < 0 && kept.length > 0) || kept.length >= most.lines) break;
    kept.push(line);
  }
  return { lines: keep === 'newest' ? kept.reverse() : kept, leftOut: kept.length < lines.length };
}
