import type { Block, Text } from '../../document/index.ts';
import * as limits from './limits.ts';
import { lineOf, plainRun, type RenderingOptions, type Runs, textOf } from './runs.ts';

interface TableLines {
  /** Whether the lines are aligned, for a monospace font. */
  readonly monospace: boolean;
  readonly lines: Runs[];
}

/**
 * A table for a client that has none: aligned columns where they fit the 34 characters of a phone's line,
 * else a list of "label: value". Each row is one line (which may hold line ends), so that it is left out whole.
 */
export function tableLines(table: Extract<Block, { kind: 'table' }>, options: RenderingOptions): TableLines {
  const header = (table.header ?? []).map((text) => lineOf(text, options));
  const rows = table.rows.map((row) => row.map((text: Text) => lineOf(text, options)));
  const aligned = alignedLines(header, rows);
  if (aligned !== null) return { monospace: true, lines: aligned };
  const lines = rows.map((row) => (row.length === 2 ? pairLine(row) : listLine(header, row)));
  return { monospace: false, lines: lines.filter((line) => line.length > 0) };
}

function alignedLines(header: readonly Runs[], rows: readonly (readonly Runs[])[]): Runs[] | null {
  const table = (header.length > 0 ? [header, ...rows] : rows).map((row) => row.map(textOf));
  const widths: number[] = [];
  for (const row of table) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
  }
  const content = widths.reduce((sum, width) => sum + width, 0);
  const gap = content + 2 * (widths.length - 1) <= limits.monospaceWidth ? 2 : 1;
  const total = content + gap * (widths.length - 1);
  if (total > limits.monospaceWidth || content === 0) return content === 0 ? [] : null;
  const lines = table.map((row) => alignRow(row, widths, ' '.repeat(gap)));
  const head = header.length > 0 ? lines.shift() : undefined;
  return [...(head === undefined ? [] : [`${head}\n${'─'.repeat(total)}`]), ...lines].map((line) => [plainRun(line)]);
}

function alignRow(row: readonly string[], widths: readonly number[], gap: string): string {
  const cells = widths.map((width, column) => {
    const cell = row[column] ?? '';
    return cell + ' '.repeat(width - displayWidth(cell));
  });
  return cells.join(gap).trimEnd();
}

function pairLine([label = [], value = []]: readonly Runs[]): Runs {
  if (label.length === 0) return value;
  return value.length === 0 ? emphasised(label) : [...emphasised(label), plainRun(': '), ...value];
}

function listLine(header: readonly Runs[], row: readonly Runs[]): Runs {
  const parts: Runs[] = [];
  for (const [column, cell] of row.entries()) {
    if (cell.length === 0) continue;
    const label = header[column] ?? [];
    if (column === 0 || label.length === 0) parts.push(column === 0 ? emphasised(cell) : cell);
    else parts.push([...label, plainRun(': '), ...cell]);
  }
  const separator = header.length === 0 ? ' · ' : '\n   ';
  return parts.flatMap((part, index) => (index === 0 ? part : [plainRun(separator), ...part]));
}

function emphasised(runs: Runs): Runs {
  return runs.map((run) => (run.mark === 'plain' ? { ...run, mark: 'bold' } : run));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns in a monospace font: pictures and the wide scripts of Asia take two. */
function displayWidth(text: string): number {
  // Nothing beyond ASCII: the usual case, and the quick one.
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += isWide(segment) ? 2 : 1;
  return width;
}

function isWide(grapheme: string): boolean {
  return /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(
    grapheme,
  );
}
