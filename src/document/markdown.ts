import type { Block, Document, Text } from './document.ts';
import { longestRun, renderInlines } from './markdown-inline.ts';
import { cleanLine, cleanText, plainText, type RenderOptions } from './plain.ts';

/**
 * The document as GitHub Flavored Markdown, for files. Buttons are left out. No text can break the structure:
 * every construct is closed by something that its content cannot contain.
 */
export function renderMarkdown(document: Pick<Document, 'blocks'>, options: RenderOptions): string {
  return `${renderBlocks(document.blocks, options)}\n`;
}

function renderBlocks(blocks: readonly Block[], options: RenderOptions): string {
  const parts: string[] = [];
  let lists = 0;
  let previousWasList = false;
  for (const block of blocks) {
    const isList = block.kind === 'list' || block.kind === 'tasks';
    // Two lists in a row would run together: another marker starts another list (CommonMark 0.31, 5.3).
    const position = isList && previousWasList ? lists + 1 : 0;
    const part = renderBlock(block, position % 2 === 1, options);
    if (part === '') continue;
    parts.push(part);
    lists = position;
    previousWasList = isList;
  }
  return parts.join('\n\n');
}

function renderBlock(block: Block, otherMarker: boolean, options: RenderOptions): string {
  switch (block.kind) {
    case 'heading':
      return renderHeading(block.text, block.level ?? 2, options);
    case 'paragraph':
      return renderInlines(block.text, 'lines', options);
    case 'table':
      return renderTable(block.header, block.rows, options);
    case 'list': {
      const bullet = otherMarker ? '*' : '-';
      const mark = otherMarker ? ')' : '.';
      return block.items
        .map((item, index) => renderItem(block.ordered === true ? `${index + 1}${mark}` : bullet, item, options))
        .join('\n');
    }
    case 'tasks':
      return block.items
        .map((item) => renderItem(`${otherMarker ? '*' : '-'} [${item.done ? 'x' : ' '}]`, item.text, options, 2))
        .join('\n');
    case 'details':
      return renderDetails(block, options);
    case 'code':
      return renderCode(block.text, block.language);
    case 'quote':
      return prefixLines(renderInlines(block.text, 'lines', options), '> ', '> ');
    case 'divider':
      // Not `---`: at the top of a file it would open front matter, under a line it would make that a heading.
      return '***';
  }
}

function renderHeading(text: Text, level: number, options: RenderOptions): string {
  const title = renderInlines(text, 'one-line', options);
  return title === '' ? '' : `${'#'.repeat(level)} ${title}`;
}

function renderItem(marker: string, text: Text, options: RenderOptions, indent = marker.length + 1): string {
  // An empty item would lose its check box, or swallow the next block.
  const content = renderInlines(text, 'lines', options) || '&nbsp;';
  return prefixLines(content, `${marker} `, ' '.repeat(indent));
}

function prefixLines(text: string, first: string, following: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? first : following) + line)
    .join('\n');
}

function renderTable(header: readonly Text[] | undefined, rows: readonly (readonly Text[])[], options: RenderOptions) {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), header?.length ?? 0);
  if (columns === 0) return '';
  const line = (cells: readonly Text[]) => {
    const rendered = Array.from({ length: columns }, (_, column) =>
      renderInlines(cells[column] ?? '', 'cell', options),
    );
    return `| ${rendered.join(' | ')} |`;
  };
  const delimiter = `|${' --- |'.repeat(columns)}`;
  return [line(header ?? []), delimiter, ...rows.map(line)].join('\n');
}

function renderDetails(block: Extract<Block, { kind: 'details' }>, options: RenderOptions): string {
  const summary = escapeHtml(cleanLine(plainText(block.summary, options))) || '…';
  const open = `<details${block.open === true ? ' open' : ''}>\n<summary>${summary}</summary>`;
  const content = renderBlocks(block.blocks, options);
  // The blank lines end the HTML blocks (CommonMark 0.31, 4.6), so that what is between is Markdown again.
  return [open, ...(content === '' ? [] : [content]), '</details>'].join('\n\n');
}

function renderCode(text: string, language = ''): string {
  const content = cleanText(text).replace(/\n+$/, '');
  const fence = '`'.repeat(Math.max(3, longestRun(content, '`') + 1));
  return `${fence}${language.replace(/[^\w+-]/g, '')}\n${content}\n${fence}`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
