import type { Block, Document, Inline, Text } from '../document/index.ts';

/**
 * The document with every text masked: the last gate before Telegram and Slack, for whatever a view has put in.
 * Callback data and copied commands are ours and stay as they are; a masked button would not work.
 */
export function maskDocument(document: Document, mask: (text: string) => string): Document {
  return { ...document, blocks: document.blocks.map((block) => maskBlock(block, mask)) };
}

function maskBlock(block: Block, mask: (text: string) => string): Block {
  const text = (of: Text): Text => maskText(of, mask);
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'quote':
      return { ...block, text: text(block.text) };
    case 'code':
      return { ...block, text: mask(block.text) };
    case 'list':
      return { ...block, items: block.items.map(text) };
    case 'tasks':
      return { ...block, items: block.items.map((item) => ({ ...item, text: text(item.text) })) };
    case 'table':
      return {
        ...block,
        ...(block.header ? { header: block.header.map(text) } : {}),
        rows: block.rows.map((row) => row.map(text)),
      };
    case 'details':
      return { ...block, summary: text(block.summary), blocks: block.blocks.map((inner) => maskBlock(inner, mask)) };
    case 'divider':
      return block;
  }
}

function maskText(text: Text, mask: (text: string) => string): Text {
  return isList(text) ? text.map((inline) => maskInline(inline, mask)) : maskInline(text, mask);
}

function maskInline(inline: Inline, mask: (text: string) => string): Inline {
  if (typeof inline === 'string') return mask(inline);
  return inline.kind === 'time' || inline.kind === 'command' ? inline : { ...inline, text: mask(inline.text) };
}

function isList(text: Text): text is readonly Inline[] {
  return Array.isArray(text);
}
