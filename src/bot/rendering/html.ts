import type { Document } from '../../document/index.ts';
import { type Budget, fitLines } from './budget.ts';
import { type Segment, segmentsOf } from './html-segments.ts';
import * as limits from './limits.ts';
import { leftOutText, lengthOf, plainRun, type RenderingOptions, type Run, type Runs } from './runs.ts';

export interface HtmlOptions extends RenderingOptions {
  /** UTF-16 units after entities parsing: `messageLength` (the default) or `captionLength`. */
  readonly limit?: number;
}

/**
 * The document in Telegram's HTML (core.telegram.org/bots/api#html-style): never empty, within the limit.
 * Blockquotes are not nested and `pre` holds no other tag, as Telegram asks. What does not fit is left out
 * from the end, and the last line says how much.
 */
export function htmlText(document: Pick<Document, 'blocks'>, options: HtmlOptions): string {
  const { limit = limits.messageLength } = options;
  const segments = keepingEnds(segmentsOf(document.blocks, options), limit);
  const reserved = leftOutText(999_999_999, options).length + 1;
  const whole = fitSegments(segments, limit);
  const fitted = whole.leftOut === 0 ? whole : fitSegments(segments, limit - reserved);
  const parts = [fitted.html];
  if (fitted.leftOut > 0) parts.push(`<i>${escapeHtml(leftOutText(fitted.leftOut, options))}</i>`);
  return parts.filter((part) => part !== '').join('\n') || '…';
}

/** Where it is too much: as many of the last lines of what keeps its end as fit with all else, below a sign that more was there. */
function keepingEnds(segments: readonly Segment[], limit: number): readonly Segment[] {
  const at = segments.findIndex((segment) => segment.keepsEnd === true);
  const long = segments[at];
  if (long === undefined || fitSegments(segments, limit).leftOut === 0) return segments;
  const shorter = (from: number): readonly Segment[] =>
    segments.with(at, { ...long, lines: [[plainRun('⋯')], ...long.lines.slice(from)] });
  let [fits, tooMuch] = [long.lines.length - 1, 0];
  while (fits - tooMuch > 1) {
    const middle = Math.floor((fits + tooMuch) / 2);
    if (fitSegments(shorter(middle), limit).leftOut === 0) fits = middle;
    else tooMuch = middle;
  }
  return shorter(fits);
}

function fitSegments(segments: readonly Segment[], limit: number): { html: string; leftOut: number } {
  // The last line has no end, yet each is charged one.
  const budget: Budget = { length: limit + 1, blocks: Number.POSITIVE_INFINITY, full: false, leftOut: 0 };
  let html = '';
  let previous: Segment | null = null;
  for (const segment of segments) {
    const gap: number = previous === null ? 0 : gapBetween(previous, segment);
    // One line end is charged with the last line of the segment before.
    if (gap > 1) budget.length -= 1;
    const lines = fitLines(segment.lines, 0, budget);
    if (lines.length === 0) continue;
    html += '\n'.repeat(gap) + wrap(segment, lines);
    previous = segment;
  }
  return { html, leftOut: budget.leftOut };
}

/** Line ends between two segments: a heading stands on what it is of, and quotes and code bring their own margin. */
function gapBetween(previous: Segment, next: Segment): 1 | 2 {
  if (previous.heading === true) return 1;
  const boxed = [previous, next].filter((segment) => segment.wrap !== 'none').length;
  return boxed === 1 ? 1 : 2;
}

function wrap(segment: Segment, lines: readonly Runs[]): string {
  switch (segment.wrap) {
    case 'none':
      return lines.map(toHtml).join('\n');
    case 'pre': {
      const text = lines.map((line) => line.map((run) => escapeHtml(run.text)).join('')).join('\n');
      return segment.language === undefined
        ? `<pre>${text}</pre>`
        : `<pre><code class="language-${segment.language}">${text}</code></pre>`;
    }
    case 'quote':
      return `<blockquote>${lines.map(toHtml).join('\n')}</blockquote>`;
    case 'expandable':
      return `<blockquote expandable>${lines.map(toHtml).join('\n')}</blockquote>`;
  }
}

const tags = { bold: 'b', italic: 'i', strike: 's', code: 'code' } as const;

function toHtml(line: Runs): string {
  return lengthOf(line) === 0 ? '' : line.map(runToHtml).join('');
}

function runToHtml(run: Run): string {
  const text = escapeHtml(run.text);
  const marked = run.mark === 'plain' ? text : `<${tags[run.mark]}>${text}</${tags[run.mark]}>`;
  return run.url === undefined ? marked : `<a href="${escapeHtml(run.url)}">${marked}</a>`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
