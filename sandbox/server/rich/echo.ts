import type { InputRichBlock, InputRichMessage, RichBlock, RichMessage } from '@grammyjs/types';
import { refused } from '../refusal.ts';
import { checkRichLimits } from './limits.ts';

type Input = InputRichBlock<string>;

/**
 * What Telegram makes of a rich message that was sent: blocks as they come back in `Message.rich_message`, with the
 * labels of list items worked out.
 */
export function richMessage(input: InputRichMessage<string>): RichMessage {
  const given = [input.blocks, input.html, input.markdown].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw refused('Bad Request: exactly one of the fields blocks, html and markdown must be specified');
  if (input.blocks === undefined) {
    throw refused('Not Implemented: the sandbox reads rich messages only as blocks, not as html or markdown');
  }
  checkRichLimits(input.blocks);
  const blocks = input.blocks.map(echo);
  return input.is_rtl === true ? { blocks, is_rtl: true } : { blocks };
}

function echo(block: Input): RichBlock {
  switch (block.type) {
    case 'list':
      return {
        type: 'list',
        items: block.items.map((item, index) => ({
          ...item,
          label: labelOf(item, index),
          blocks: item.blocks.map(echo),
        })),
      };
    case 'blockquote':
      return { ...block, blocks: block.blocks.map(echo) };
    case 'details':
      return { ...block, blocks: block.blocks.map(echo) };
    case 'animation':
    case 'audio':
    case 'document':
    case 'photo':
    case 'video':
    case 'voice_note':
    case 'collage':
    case 'slideshow':
    case 'map':
      throw refused(`Not Implemented: the sandbox does not know rich blocks of type ${block.type}`);
    default:
      return block;
  }
}

type Item = Extract<Input, { type: 'list' }>['items'][number];

function labelOf(item: Item, index: number): string {
  if (item.value === undefined && item.type === undefined) return '•';
  const value = item.value ?? index + 1;
  switch (item.type) {
    case 'a':
      return `${letters(value)}.`;
    case 'A':
      return `${letters(value).toUpperCase()}.`;
    case 'i':
      return `${roman(value)}.`;
    case 'I':
      return `${roman(value).toUpperCase()}.`;
    default:
      return `${value}.`;
  }
}

function letters(value: number): string {
  let rest = value;
  let text = '';
  while (rest > 0) {
    text = String.fromCharCode(97 + ((rest - 1) % 26)) + text;
    rest = Math.floor((rest - 1) / 26);
  }
  return text;
}

const ROMAN = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
] as const;

function roman(value: number): string {
  let rest = value;
  let text = '';
  for (const [size, numeral] of ROMAN) {
    while (rest >= size) {
      text += numeral;
      rest -= size;
    }
  }
  return text;
}
