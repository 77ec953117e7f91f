import {
  type FoundLine,
  fitting,
  type LogContent,
  type LogFailure,
  type LogViewState,
  type Page,
  shownLines,
  type Words,
} from '../../logs/index.ts';
import type { Reading } from './sources.ts';

/** Lines of a page, of which a phone shows about fifteen at once. */
const MOST_LINES = 50;
/** Characters of a line before it is cut: about eight lines of a phone. */
const LONGEST_LINE = 280;
/** As many lines as fifty usually take, and well below what a message holds; a message without blocks holds 4096 in all. */
const BUDGET = { rich: 9_000, html: 3_000 } as const;
/** Lines on either side of a match. */
export const CONTEXT_LINES = 2;

export interface Showing {
  readonly mask: (text: string) => string;
  /** Whether the chat takes rich messages. */
  readonly rich: boolean;
  readonly now: number;
}

export function isSearch({ pattern }: Pick<LogViewState, 'pattern'>): boolean {
  return pattern.kind === 'text' || pattern.kind === 'regex';
}

/** A page of the engine as the message keeps it. `forwards`: somebody reads on, so that what does not fit is the newest. */
export function contentOf(
  page: Page,
  reading: Reading,
  before: LogViewState,
  showing: Showing,
  forwards: boolean,
): LogContent {
  const all = drawn(page.lines, reading, before, showing);
  const { lines, leftOut } = fitting(all, limitOf(before, showing), forwards ? 'oldest' : 'newest');
  return {
    at: showing.now,
    lines,
    hasOlder: page.hasOlder || (leftOut && !forwards),
    hasNewer: page.hasNewer || (leftOut && forwards),
    scannedBytes: page.scannedBytes,
    matches: page.matches,
    sources: reading.sources.map(({ id }) => id),
    notes: [...renewed(reading, before), ...stopped(page), ...failed(page.failures, reading)],
  };
}

/** What a follow shows: the newest of all lines that it has seen. */
export function followedContent(
  lines: readonly FoundLine[],
  reading: Reading,
  state: LogViewState,
  showing: Showing,
): LogContent {
  const fitted = fitting(drawn(lines, reading, state, showing), limitOf(state, showing), 'newest');
  return {
    at: showing.now,
    lines: fitted.lines,
    hasOlder: true,
    hasNewer: false,
    scannedBytes: 0,
    matches: 0,
    sources: reading.sources.map(({ id }) => id),
    notes: [],
  };
}

/** Matches are counted by the engine; what surrounds them comes on top. */
function limitOf(state: LogViewState, { rich }: Showing): { characters: number; lines: number } {
  return {
    characters: rich ? BUDGET.rich : BUDGET.html,
    lines: isSearch(state) ? Number.POSITIVE_INFINITY : MOST_LINES,
  };
}

function drawn(lines: readonly FoundLine[], reading: Reading, state: LogViewState, { mask }: Showing) {
  const { pattern } = state;
  return shownLines(lines, {
    mask,
    nameOf: reading.nameOf,
    longest: LONGEST_LINE,
    ...(pattern.kind === 'text' ? { soughtText: pattern.text.toLowerCase() } : {}),
    ...(isSearch(state) ? { context: CONTEXT_LINES } : {}),
  });
}

/** Compose made the container anew: what the one before said is gone with it. */
function renewed({ sources }: Reading, { content }: LogViewState): Words[] {
  const known = content?.sources ?? [];
  const isNew = known.length > 0 && !sources.some(({ id }) => known.includes(id));
  return isNew ? [{ key: 'bot-logs-renewed', params: {} }] : [];
}

function stopped({ stopped: why }: Page): Words[] {
  return why === null ? [] : [{ key: `bot-logs-stopped-${why}`, params: {} }];
}

/** Each reason once, with whose log it is where there are several. */
export function failed(failures: readonly LogFailure[], { nameOf }: Pick<Reading, 'nameOf'>): Words[] {
  const byReason = new Map<string, { words: Words; names: string[] }>();
  for (const { source, reason } of failures) {
    const words = { key: reason.key, params: { ...reason.params } };
    const key = JSON.stringify(words);
    const entry = byReason.get(key) ?? { words, names: [] };
    byReason.set(key, entry);
    if (nameOf(source) !== '') entry.names.push(nameOf(source));
  }
  return [...byReason.values()].flatMap(({ words, names }) =>
    names.length === 0 ? [words] : [{ key: 'bot-logs-unread', params: { names: names.join(', ') } }, words],
  );
}
