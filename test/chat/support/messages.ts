import type { PhoneMessage } from '../../../sandbox/client.ts';
import { createTexts, type Locale } from '../../../src/document/index.ts';
import type { TextParams } from '../../../src/errors.ts';

/** What a test reads of a message: a service message about a pin carries the pinned one inside, which is not read. */
type Shown = Pick<PhoneMessage, 'text' | 'caption' | 'rich_message' | 'reply_markup'>;

export interface ShownButton {
  readonly label: string;
  /** Null for a button that is not a callback. */
  readonly data: string | null;
  /** What a copy button copies. */
  readonly copies: string | null;
  readonly style: string | null;
}

const texts = createTexts();

/** A text of the product, as a reader of English sees it. */
export function en(key: string, params?: TextParams): string {
  return texts.t('en', key, params);
}

/** A text of the product, as a reader of Russian sees it. */
export function ru(key: string, params?: TextParams): string {
  return texts.t('ru', key, params);
}

export function inLanguage(locale: Locale): (key: string, params?: TextParams) => string {
  return (key, params) => texts.t(locale, key, params);
}

/** The plain words of a message, one line for each block, item and row. */
export function textOf(message: Shown): string {
  if (message.rich_message !== undefined) return linesOf(message.rich_message.blocks).join('\n');
  return message.text ?? message.caption ?? '';
}

/** The buttons under a message, row by row. */
export function buttonsOf(message: Shown): ShownButton[] {
  return (message.reply_markup?.inline_keyboard ?? []).flat().map((button) => ({
    label: button.text,
    data: 'callback_data' in button ? (button.callback_data ?? null) : null,
    copies: 'copy_text' in button ? (button.copy_text?.text ?? null) : null,
    style: button.style ?? null,
  }));
}

/** The part of a button's data that says what it does: `i.<number>.<verb>`, without its arguments. */
export function verbsOf(message: Shown): string[] {
  return buttonsOf(message).flatMap(({ data }) => data?.split('.')[2] ?? []);
}

/** The one button whose data ends so, as in `.accept` or `.sev.P1`, for `phone.tap`. */
export function dataEnding(message: Shown, ending: string): { data: string } {
  const found = buttonsOf(message).flatMap(({ data }) => (data?.endsWith(ending) === true ? [data] : []));
  const [only] = found;
  if (only !== undefined && found.length === 1) return { data: only };
  throw new Error(`${found.length} buttons end with "${ending}": ${JSON.stringify(buttonsOf(message))}`);
}

function linesOf(blocks: unknown): string[] {
  return Array.isArray(blocks) ? blocks.flatMap((block: unknown) => blockLines(block)) : [];
}

function blockLines(block: unknown): string[] {
  const { text, summary, cells, items, blocks } = fields(block);
  return [
    ...(summary === undefined ? [] : [wordsOf(summary)]),
    ...(text === undefined ? [] : [wordsOf(text)]),
    ...rowsOf(cells),
    ...(Array.isArray(items) ? items.flatMap(itemLines) : []),
    ...linesOf(blocks),
  ];
}

function itemLines(item: unknown): string[] {
  const { has_checkbox, is_checked, blocks } = fields(item);
  const box = has_checkbox === true ? `[${is_checked === true ? 'x' : ' '}] ` : '';
  return [`${box}${linesOf(blocks).join('\n')}`];
}

function rowsOf(cells: unknown): string[] {
  if (!Array.isArray(cells)) return [];
  return cells.map((row: unknown) =>
    Array.isArray(row) ? row.map((cell: unknown) => wordsOf(fields(cell).text)).join(' | ') : '',
  );
}

function wordsOf(text: unknown): string {
  if (typeof text === 'string') return text;
  if (Array.isArray(text)) return text.map(wordsOf).join('');
  return typeof text === 'object' && text !== null && 'text' in text ? wordsOf(text.text) : '';
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
