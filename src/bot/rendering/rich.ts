import type { InputRichBlock, InputRichMessage, RichBlockTableCell, RichText } from 'grammy/types';
import type { Block, Document, Text } from '../../document/index.ts';
import { type Budget, fitLines, joinLines } from './budget.ts';
import * as limits from './limits.ts';
import {
  codeLines,
  cutRuns,
  leftOutText,
  lengthOf,
  lineOf,
  linesOf,
  plainRun,
  type RenderingOptions,
  type Run,
  type Runs,
} from './runs.ts';

/** No cell of a table on a phone is worth more. */
const cellLength = 1000;

interface Context extends RenderingOptions {
  readonly budget: Budget;
}

/**
 * The blocks of a rich message: never empty, within all of Telegram's limits. What does not fit is left out
 * from the end, and the last paragraph says how much. Links, commands and mentions in the text stay text.
 */
export function richMessage(document: Pick<Document, 'blocks'>, options: RenderingOptions): InputRichMessage {
  const reserved = leftOutText(999_999_999, options).length + 1;
  const budget = { length: limits.rich.length - reserved, blocks: limits.rich.blocks - 1, full: false, leftOut: 0 };
  const blocks = renderBlocks(document.blocks, { ...options, budget }, 1);
  if (budget.leftOut > 0) {
    blocks.push({ type: 'paragraph', text: { type: 'italic', text: leftOutText(budget.leftOut, options) } });
  }
  if (blocks.length === 0) blocks.push({ type: 'paragraph', text: '…' });
  return { blocks, skip_entity_detection: true };
}

function renderBlocks(blocks: readonly Block[], context: Context, depth: number): InputRichBlock[] {
  return blocks.flatMap((block) => renderBlock(block, context, depth));
}

function renderBlock(block: Block, context: Context, depth: number): InputRichBlock[] {
  switch (block.kind) {
    case 'heading':
      return withText(fitLines(nonEmpty(lineOf(block.text, context)), 1, context.budget), (text) => ({
        type: 'heading',
        text,
        size: headingSizes[block.level ?? 2],
      }));
    case 'paragraph':
      return withText(fitLines(linesOf(block.text, context), 1, context.budget), (text) => ({
        type: 'paragraph',
        text,
      }));
    case 'quote':
      return withText(fitLines(linesOf(block.text, context), 2, context.budget), (text) => ({
        type: 'blockquote',
        blocks: [{ type: 'paragraph', text }],
      }));
    case 'code':
      return renderCode(block, context);
    case 'table':
      return renderTable(block, context);
    case 'list':
      return renderList(block, context);
    case 'tasks':
      return renderTasks(block, context);
    case 'details':
      return renderDetails(block, context, depth);
    case 'divider':
      return takeBlock(context.budget) ? [{ type: 'divider' }] : [];
  }
}

/** Telegram's 1 is for articles; a chat bubble starts at 2. */
const headingSizes = { 1: 2, 2: 3, 3: 4 } as const;

function withText(lines: readonly Runs[], make: (text: RichText) => InputRichBlock): InputRichBlock[] {
  return lines.length === 0 ? [] : [make(toRichText(joinLines(lines)))];
}

function renderCode(block: Extract<Block, { kind: 'code' }>, { budget }: Context): InputRichBlock[] {
  const lines = codeLines(block.text).map((line) => [plainRun(line)]);
  const language = (block.language ?? '').replace(/[^\w+-]/g, '').slice(0, 32);
  return withText(fitLines(lines, 1, budget), (text) => ({
    type: 'pre',
    text,
    ...(language === '' ? {} : { language }),
  }));
}

function renderTable(block: Extract<Block, { kind: 'table' }>, context: Context): InputRichBlock[] {
  const { header = [], rows } = block;
  const widest = rows.reduce((most, row) => Math.max(most, row.length), header.length);
  const columns = Math.min(limits.rich.columns, widest);
  if (columns === 0 || !takeBlock(context.budget)) {
    context.budget.leftOut += columns === 0 ? 0 : rows.length;
    return [];
  }
  const cells: RichBlockTableCell[][] = [];
  const all = header.length > 0 ? [header, ...rows] : rows;
  for (const [index, row] of all.entries()) {
    const runs = Array.from({ length: columns }, (_, column) => cellRuns(row, column, columns, context));
    // A row is charged as one line and never cut: half a row would be read as a whole one.
    const length = runs.reduce((sum, cell) => sum + lengthOf(cell) + 1, 0);
    if (!takeRow(length, context.budget)) continue;
    cells.push(runs.map((cell) => toCell(cell, index === 0 && header.length > 0)));
  }
  return cells.length === 0 ? [] : [{ type: 'table', cells, is_compact: true, is_striped: true }];
}

function cellRuns(row: readonly Text[], column: number, columns: number, context: Context): Runs {
  if (column === columns - 1 && row.length > columns) return [plainRun('…')];
  const text = row[column];
  return text === undefined ? [] : cutRuns(lineOf(text, context), cellLength);
}

function toCell(runs: Runs, isHeader: boolean): RichBlockTableCell {
  // A cell without text is invisible and would make a hole in the row; a no-break space does not.
  const text = runs.length === 0 ? '\u00a0' : toRichText(runs);
  return { text, ...(isHeader ? { is_header: true } : {}), align: 'left', valign: 'top' };
}

function renderList(block: Extract<Block, { kind: 'list' }>, context: Context): InputRichBlock[] {
  const items = fitItems(block.items, context).map(({ text, index }) => ({
    blocks: [{ type: 'paragraph' as const, text }],
    ...(block.ordered === true ? { value: index + 1, type: '1' as const } : {}),
  }));
  return items.length === 0 ? [] : [{ type: 'list', items }];
}

function renderTasks(block: Extract<Block, { kind: 'tasks' }>, context: Context): InputRichBlock[] {
  const texts = block.items.map((item) => item.text);
  const items = fitItems(texts, context).map(({ text, index }) => ({
    blocks: [{ type: 'paragraph' as const, text }],
    has_checkbox: true as const,
    ...(block.items[index]?.done === true ? { is_checked: true as const } : {}),
  }));
  return items.length === 0 ? [] : [{ type: 'list', items }];
}

function fitItems(items: readonly Text[], context: Context): { text: RichText; index: number }[] {
  if (items.length === 0) return [];
  if (!takeBlock(context.budget)) {
    context.budget.leftOut += items.length;
    return [];
  }
  const fitted: { text: RichText; index: number }[] = [];
  for (const [index, item] of items.entries()) {
    const lines = linesOf(item, context);
    const kept = fitLines(lines.length === 0 ? [[plainRun('—')]] : lines, 2, context.budget);
    if (kept.length > 0) fitted.push({ text: toRichText(joinLines(kept)), index });
  }
  return fitted;
}

function renderDetails(block: Extract<Block, { kind: 'details' }>, context: Context, depth: number): InputRichBlock[] {
  const summary = lineOf(block.summary, context);
  const title = fitLines([summary.length === 0 ? [plainRun('…')] : summary], 1, context.budget);
  const blocks = renderBlocks(block.blocks, context, depth + 1);
  const heading = title.map((line) => toRichText(line))[0];
  if (heading === undefined) return blocks;
  if (blocks.length === 0 || depth > limits.detailsDepth) {
    return [{ type: 'paragraph', text: { type: 'bold', text: heading } }, ...blocks];
  }
  return [{ type: 'details', summary: heading, blocks, ...(block.open === true ? { is_open: true } : {}) }];
}

/** Charges one block that has no text of its own. */
function takeBlock(budget: Budget): boolean {
  if (budget.full || budget.blocks < 1 || budget.length < 1) {
    budget.full = true;
    return false;
  }
  budget.blocks -= 1;
  budget.length -= 1;
  return true;
}

function takeRow(length: number, budget: Budget): boolean {
  if (length > budget.length || budget.blocks < 1) budget.full = true;
  if (budget.full) {
    budget.leftOut += 1;
    return false;
  }
  budget.length -= length;
  budget.blocks -= 1;
  return true;
}

function nonEmpty(line: Runs): Runs[] {
  return line.length === 0 ? [] : [line];
}

function toRichText(runs: Runs): RichText {
  const parts: RichText[] = [];
  for (const run of runs) {
    const part = toPart(run);
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : parts;
}

function toPart(run: Run): RichText {
  if (run.url !== undefined) return { type: 'url', text: run.text, url: run.url };
  if (run.command !== undefined) return { type: 'bot_command', text: run.text, bot_command: run.command };
  if (run.moment !== undefined) {
    return { type: 'date_time', text: run.text, unix_time: run.moment.unix, date_time_format: run.moment.format };
  }
  switch (run.mark) {
    case 'bold':
      return { type: 'bold', text: run.text };
    case 'italic':
      return { type: 'italic', text: run.text };
    case 'strike':
      return { type: 'strikethrough', text: run.text };
    case 'code':
      return { type: 'code', text: run.text };
    case 'plain':
      return run.text;
  }
}
