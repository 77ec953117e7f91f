import type { InputRichBlock, RichText } from '@grammyjs/types';
import { refused } from '../refusal.ts';
import { checkUrl } from '../text/keyboard.ts';

export const RICH_LIMITS = {
  characters: 32_768,
  blocks: 500,
  levels: 16,
  columns: 20,
  media: 50,
  buttons: 100,
} as const;

type Block = InputRichBlock<string>;

interface Count {
  characters: number;
  blocks: number;
  levels: number;
  media: number;
  buttons: number;
}

/** Refuses a rich message beyond the limits that Telegram documents for `InputRichMessage`. */
export function checkRichLimits(blocks: readonly Block[]): void {
  if (blocks.length === 0) throw refused('Bad Request: RICH_MESSAGE_EMPTY');
  const count: Count = { characters: 0, blocks: 0, levels: 0, media: 0, buttons: 0 };
  countBlocks(blocks, 1, count);
  if (count.characters > RICH_LIMITS.characters) throw refused('Bad Request: message is too long');
  if (count.blocks > RICH_LIMITS.blocks) throw refused('Bad Request: RICH_MESSAGE_BLOCKS_TOO_MUCH');
  if (count.levels > RICH_LIMITS.levels) throw refused('Bad Request: RICH_MESSAGE_NESTING_TOO_DEEP');
  if (count.media > RICH_LIMITS.media) throw refused('Bad Request: RICH_MESSAGE_MEDIA_TOO_MUCH');
  if (count.buttons > RICH_LIMITS.buttons) throw refused('Bad Request: RICH_MESSAGE_BUTTONS_TOO_MUCH');
}

function countBlocks(blocks: readonly Block[], level: number, count: Count): void {
  for (const block of blocks) countBlock(block, level, count);
}

function countBlock(block: Block, level: number, count: Count): void {
  count.blocks += 1;
  count.levels = Math.max(count.levels, level);
  switch (block.type) {
    case 'thinking':
      throw refused('Bad Request: RICH_MESSAGE_THINKING_INVALID');
    case 'list':
      if (block.items.length === 0) throw refused('Bad Request: RICH_MESSAGE_LIST_EMPTY');
      for (const item of block.items) {
        count.blocks += 1;
        countBlocks(item.blocks, level + 1, count);
      }
      break;
    case 'blockquote':
    case 'details':
      countBlocks(block.blocks, level + 1, count);
      break;
    case 'collage':
    case 'slideshow':
      countBlocks(block.blocks, level + 1, count);
      break;
    case 'table':
      countTable(block.cells, level, count);
      break;
    case 'buttons':
      count.buttons += block.buttons.length;
      for (const button of block.buttons) {
        countText(button.text, level + 1, count);
        if ('url' in button) checkUrl(button.url);
      }
      break;
    case 'animation':
    case 'audio':
    case 'document':
    case 'photo':
    case 'video':
    case 'voice_note':
      count.media += 1;
      break;
    case 'mathematical_expression':
      count.characters += length(block.expression);
      break;
    default:
      break;
  }
  for (const text of textsOf(block)) countText(text, level, count);
}

function textsOf(block: Block): RichText[] {
  const texts: RichText[] = [];
  if ('text' in block) texts.push(block.text);
  if ('summary' in block) texts.push(block.summary);
  if ('credit' in block && block.credit !== undefined) texts.push(block.credit);
  if ('caption' in block && block.caption !== undefined) {
    const { caption } = block;
    if (typeof caption === 'object' && 'text' in caption && !('type' in caption)) texts.push(caption.text);
    else texts.push(caption as RichText);
  }
  return texts;
}

type Cells = Extract<Block, { type: 'table' }>['cells'];

function countTable(cells: Cells, level: number, count: Count): void {
  if (cells.length === 0) throw refused('Bad Request: RICH_MESSAGE_TABLE_EMPTY');
  for (const row of cells) {
    count.blocks += 1;
    const columns = row.reduce((sum, cell) => sum + (cell.colspan ?? 1), 0);
    if (columns > RICH_LIMITS.columns) throw refused('Bad Request: RICH_MESSAGE_TABLE_COLUMNS_TOO_MUCH');
    for (const cell of row) if (cell.text !== undefined) countText(cell.text, level + 1, count);
  }
}

function countText(text: RichText, level: number, count: Count): void {
  count.levels = Math.max(count.levels, level);
  if (typeof text === 'string') {
    count.characters += length(text);
    return;
  }
  if (Array.isArray(text)) {
    for (const part of text) countText(part, level, count);
    return;
  }
  if (text.type === 'button') {
    count.buttons += 1;
    countText(text.button.text, level + 1, count);
  } else if (text.type === 'custom_emoji') count.characters += length(text.alternative_text);
  else if (text.type === 'mathematical_expression') count.characters += length(text.expression);
  else if ('text' in text) countText(text.text, level + 1, count);
}

/** Characters, not UTF-16 units: "Up to 32768 UTF-8 characters". */
function length(text: string): number {
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters;
}
