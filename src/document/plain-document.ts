import type { Block, Document, Text } from './document.ts';
import { plainText, type RenderOptions } from './plain.ts';

/** The words of a document, a block a paragraph, for channels that know no markup (Slack). Buttons are left out. */
export function plainDocument(document: Pick<Document, 'blocks'>, options: RenderOptions): string {
  return document.blocks
    .map((block) => blockText(block, options))
    .filter((text) => text !== '')
    .join('\n');
}

function blockText(block: Block, options: RenderOptions): string {
  const words = (text: Text) => plainText(text, options).trim();
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'quote':
      return words(block.text);
    case 'list':
      return block.items.map((item) => `• ${words(item)}`).join('\n');
    case 'tasks':
      return block.items.map((item) => `${item.done ? '☑' : '☐'} ${words(item.text)}`).join('\n');
    case 'table':
      return [...(block.header ? [block.header] : []), ...block.rows]
        .map((row) => row.map(words).join(' | '))
        .join('\n');
    case 'details':
      return [words(block.summary), plainDocument({ blocks: block.blocks }, options)].join('\n');
    case 'code':
      return words(block.text);
    case 'divider':
      return '';
  }
}
