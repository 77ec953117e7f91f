import type { InputRichMessage, RichText } from 'grammy/types';

export interface RichCount {
  blocks: number;
  characters: number;
  levels: number;
  columns: number;
  texts: string[];
}

type Node = Readonly<Record<string, unknown>>;

/** Counts a rich message over its JSON, knowing no block by name: everything that has a type, and every item, row and level. */
export function countRich(message: InputRichMessage): RichCount {
  const count: RichCount = { blocks: 0, characters: 0, levels: 0, columns: 0, texts: [] };
  for (const block of message.blocks ?? []) countBlock({ ...block }, 1, count);
  return count;
}

function countBlock(block: Node, level: number, count: RichCount): void {
  count.blocks += 1;
  count.levels = Math.max(count.levels, level);
  for (const name of ['text', 'summary', 'caption', 'credit']) {
    if (name in block) countText(block[name], level + 1, count);
  }
  for (const inner of listIn(block, 'blocks')) countBlock(inner, level + 1, count);
  for (const item of listIn(block, 'items')) {
    count.blocks += 1;
    for (const inner of listIn(item, 'blocks')) countBlock(inner, level + 2, count);
  }
  for (const row of rowsIn(block)) {
    count.blocks += 1;
    count.columns = Math.max(count.columns, row.length);
    for (const cell of row) countText(cell.text, level + 2, count);
  }
}

function countText(text: unknown, level: number, count: RichCount): void {
  count.levels = Math.max(count.levels, level);
  if (typeof text === 'string') {
    count.characters += text.length;
    count.texts.push(text);
  } else if (Array.isArray(text)) for (const part of text) countText(part, level, count);
  else if (isNode(text)) countText(text.text, level + 1, count);
  else throw new Error(`no text: ${JSON.stringify(text)}`);
}

/** The words of a rich text. */
export function richWords(text: RichText): string {
  const count: RichCount = { blocks: 0, characters: 0, levels: 0, columns: 0, texts: [] };
  countText(text, 1, count);
  return count.texts.join('');
}

function listIn(node: Node, name: string): Node[] {
  const list = node[name];
  if (list === undefined) return [];
  if (!Array.isArray(list) || list.length === 0) throw new Error(`${name} is empty`);
  return list.filter(isNode);
}

function rowsIn(block: Node): Node[][] {
  const { cells } = block;
  if (cells === undefined) return [];
  if (!Array.isArray(cells) || cells.length === 0) throw new Error('a table without rows');
  return cells.map((row: unknown) => (Array.isArray(row) ? row.filter(isNode) : []));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
