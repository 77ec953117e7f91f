import type { Inline, Text } from './document.ts';
import { cleanText, inlinesOf, inlineText, type RenderOptions } from './plain.ts';

/** Where the text stands: `lines` keeps line ends as hard breaks, the others have one line, and a cell also minds pipes. */
type Place = 'lines' | 'one-line' | 'cell';

type Mark = 'plain' | 'bold' | 'italic' | 'strike' | 'code' | 'link';

interface Run {
  readonly mark: Mark;
  readonly text: string;
  readonly url?: string;
}

/**
 * Markdown that reads as `text`, at the start of a line or inside it, up to white space or the line's end: what would be
 * markup is escaped, the rest left legible. Line ends become hard breaks, white space around goes. Cleans the text first.
 */
export function escapeMarkdown(text: string): string {
  return escapeLines(cleanText(text).trim(), 'no');
}

/** Whether something touches the text without white space between. */
type Glued = 'no' | 'end' | 'both';

function escapeLines(text: string, glued: Glued): string {
  const lines = text.split('\n');
  return lines
    .map((line, index) => {
      const indented = line.replace(/^\s+/, index === 0 ? ' ' : '');
      // The hard break is glued to its line.
      return escapeLine(indented, index < lines.length - 1 ? 'end' : glued);
    })
    .join('\\\n');
}

function escapeLine(line: string, glued: Glued): string {
  return (
    line
      .replace(/[\\`*~[\]<>|$]/g, '\\$&')
      // Inside a word an underscore is only itself (CommonMark 0.31, 6.2).
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      // A character reference, or the start of one that the next part could complete. The longest name has 31 letters.
      .replace(/&(?=#?[A-Za-z0-9]{0,40}(?:;|$))/g, '\\&')
      // "Closing" marks of a heading, and what would make a picture of a link that follows.
      .replace(/#(?=[#\s]*$)/g, '\\#')
      .replace(/!$/, '\\!')
      .replace(/\S+(?=(\s?))/g, (word, space) =>
        escapeAddress(word, glued === 'both' || (glued === 'end' && space === '')),
      )
      // Headings, lists, rules and delimiter rows start with these; ")" and "." after a number that the part before may end with.
      .replace(/^(\s*)([#+\-=:.)])/, '$1\\$2')
      .replace(/^(\s*\d{1,9})([.)])/, '$1\\$2')
  );
}

/**
 * GitHub makes links of bare addresses, in which a backslash is only itself. So an address keeps its form, and
 * becomes a link, only where nothing in it or right after it needs one.
 */
function escapeAddress(word: string, glued: boolean): string {
  if (!glued && !word.includes('\\')) return word;
  return word.replace(/(?:(?<=www)\.|(?<=[\w.+-])@(?=\w)|:(?=\/\/))/gi, '\\$&');
}

/** A text as Markdown for its place, trimmed, `''` when there is nothing to see. */
export function renderInlines(text: Text, place: Place, options: RenderOptions): string {
  const runs = trimRuns(mergeRuns(inlinesOf(text).map((inline) => toRun(inline, place, options))));
  let output = '';
  for (const [index, run] of runs.entries()) {
    const next = runs[index + 1];
    output +=
      run.mark === 'plain'
        ? escapeLines(run.text, next === undefined ? 'no' : 'end')
        : renderMarked(run, place, output.at(-1) ?? '\n', next?.text.at(0) ?? '\n');
  }
  return output;
}

function toRun(inline: Inline, place: Place, options: RenderOptions): Run {
  const cleaned = cleanText(inlineText(inline, options));
  const oneLine = place !== 'lines' || (typeof inline !== 'string' && inline.kind !== 'time');
  const text = oneLine ? cleaned.replace(/\s+/g, ' ') : cleaned;
  if (typeof inline === 'string' || inline.kind === 'time' || inline.kind === 'command') return { mark: 'plain', text };
  if (inline.kind === 'link') {
    const url = safeUrl(inline.url);
    return url === null ? { mark: 'plain', text } : { mark: 'link', text, url };
  }
  return { mark: inline.kind, text };
}

/** Neighbours of one kind become one, so that no two delimiter runs of one character ever touch. */
function mergeRuns(runs: readonly Run[]): Run[] {
  const merged: Run[] = [];
  for (const run of runs) {
    if (run.text === '') continue;
    const last = merged.at(-1);
    if (last !== undefined && last.mark === run.mark && last.url === run.url) {
      merged[merged.length - 1] = { ...last, text: last.text + run.text };
    } else merged.push(run);
  }
  return merged;
}

function trimRuns(runs: readonly Run[]): Run[] {
  const first = runs.findIndex((run) => run.text.trim() !== '');
  const last = runs.findLastIndex((run) => run.text.trim() !== '');
  return runs.slice(first === -1 ? runs.length : first, last + 1).map((run, index, kept) => {
    const start = index === 0 ? run.text.trimStart() : run.text;
    return { ...run, text: index === kept.length - 1 ? start.trimEnd() : start };
  });
}

/** A run with its marks around the words; white space stays outside, where the marks still work. */
function renderMarked(run: Run, place: Place, before: string, after: string): string {
  const content = run.text.trim();
  if (content === '') return ' ';
  const lead = run.text.startsWith(' ') ? ' ' : '';
  const trail = run.text.endsWith(' ') ? ' ' : '';
  return lead + mark({ ...run, text: content }, place, lead || before, trail || after) + trail;
}

function mark(run: Run, place: Place, before: string, after: string): string {
  const plain = escapeLine(run.text, 'both');
  switch (run.mark) {
    case 'code':
      // Inside a cell a pipe cannot stand in a code span without help from a backslash, which might already stand there.
      return place === 'cell' && run.text.includes('|') ? plain : codeSpan(run.text);
    case 'link':
      return `[${plain}](<${run.url ?? ''}>)`;
    case 'bold':
      return canWrap(run.text, before, after) ? `**${plain}**` : plain;
    case 'strike':
      return canWrap(run.text, before, after) ? `~~${plain}~~` : plain;
    case 'italic':
      return isEdge(before) && isEdge(after) ? `_${plain}_` : plain;
    case 'plain':
      return plain;
  }
}

/** Whether delimiters around the text would be left- and right-flanking (CommonMark 0.31, 6.2). Where not, the text goes unformatted. */
function canWrap(text: string, before: string, after: string): boolean {
  const opens = isWordCharacter([...text].at(0)) || isEdge(before);
  const closes = isWordCharacter([...text].at(-1)) || isEdge(after);
  return opens && closes;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

/** White space, punctuation, or the end of the text. Only ASCII punctuation, on which all parsers agree. */
function isEdge(character: string): boolean {
  return /[\s!-/:-@[-`{-~]/.test(character);
}

function codeSpan(text: string): string {
  const fence = '`'.repeat(longestRun(text, '`') + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return fence + pad + text + pad + fence;
}

/** Length of the longest run of `character` in the text. */
export function longestRun(text: string, character: string): number {
  let longest = 0;
  let current = 0;
  for (const one of text) {
    current = one === character ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

/** The address in a form that cannot end the `<…>` around it, or null if it is not one that may be opened. */
function safeUrl(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || !['http:', 'https:', 'tg:', 'mailto:'].includes(parsed.protocol)) return null;
  return parsed.href.replace(/[\\<>|`\s]/g, encodeURIComponent).replace(/&(?=[#\w]*;)/g, '&amp;');
}
