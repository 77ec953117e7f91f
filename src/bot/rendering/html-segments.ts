import type { Block, Text } from '../../document/index.ts';
import { tableLines } from './html-table.ts';
import { codeLines, lineOf, linesOf, plainRun, type RenderingOptions, type Runs } from './runs.ts';

/** Lines that stand in one tag. A line may hold line ends, where it is a row or an item that is shown whole or not at all. */
export interface Segment {
  readonly wrap: 'none' | 'pre' | 'quote' | 'expandable';
  readonly lines: readonly Runs[];
  readonly language?: string;
  readonly heading?: true;
  /** What does not fit goes from its beginning. */
  readonly keepsEnd?: true;
}

const rule = '──────────';

/** The blocks as segments that are not empty. */
export function segmentsOf(blocks: readonly Block[], options: RenderingOptions): Segment[] {
  return blocks.map((block) => toSegment(block, options)).filter((segment) => segment.lines.length > 0);
}

function toSegment(block: Block, options: RenderingOptions): Segment {
  switch (block.kind) {
    case 'heading':
      return { wrap: 'none', lines: headingLines(block.text, options), heading: true };
    case 'quote':
      return { wrap: 'quote', lines: linesOf(block.text, options) };
    case 'code': {
      const language = (block.language ?? '').replace(/[^\w+-]/g, '').slice(0, 32);
      const lines = codeLines(block.text).map((line) => [plainRun(line)]);
      const end = block.keep === 'end' ? ({ keepsEnd: true } as const) : {};
      return { wrap: 'pre', lines, ...(language === '' ? {} : { language }), ...end };
    }
    case 'table': {
      const { monospace, lines } = tableLines(block, options);
      return { wrap: monospace ? 'pre' : 'none', lines };
    }
    case 'details':
      return { wrap: block.open === true ? 'quote' : 'expandable', lines: detailsLines(block, options) };
    default:
      return { wrap: 'none', lines: innerLines(block, options) };
  }
}

/** A block as lines inside an expandable quote, which can hold no other quote and looks torn with boxes of code in it. */
function innerLines(block: Block, options: RenderingOptions): Runs[] {
  switch (block.kind) {
    case 'heading':
      return headingLines(block.text, options);
    case 'paragraph':
      return linesOf(block.text, options);
    case 'quote':
      return linesOf(block.text, options).map((line) => [plainRun('│ '), ...line]);
    case 'list':
      return block.items.map((item, index) =>
        itemLine(block.ordered === true ? `${index + 1}. ` : '• ', item, options),
      );
    case 'tasks':
      return block.items.map((item) => itemLine(item.done ? '✅ ' : '⬜ ', item.text, options));
    case 'code':
      return codeLines(block.text).map((line) => [{ text: line, mark: 'code' }]);
    case 'table': {
      const { monospace, lines } = tableLines(block, options);
      return monospace ? lines.map((line) => line.map((run) => ({ ...run, mark: 'code' }))) : lines;
    }
    case 'details':
      return detailsLines(block, options);
    case 'divider':
      return [[plainRun(rule)]];
  }
}

function detailsLines(block: Extract<Block, { kind: 'details' }>, options: RenderingOptions): Runs[] {
  return [...headingLines(block.summary, options), ...block.blocks.flatMap((inner) => innerLines(inner, options))];
}

function headingLines(text: Text, options: RenderingOptions): Runs[] {
  const line = lineOf(text, options);
  return line.length === 0 ? [] : [line.map((run) => (run.mark === 'plain' ? { ...run, mark: 'bold' } : run))];
}

function itemLine(bullet: string, text: Text, options: RenderingOptions): Runs {
  const lines = linesOf(text, options);
  const content = lines.flatMap((line, index) => (index === 0 ? line : [plainRun('\n   '), ...line]));
  return [plainRun(bullet), ...(content.length === 0 ? [plainRun('—')] : content)];
}
