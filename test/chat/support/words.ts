import type { PhoneMessage } from '../../../sandbox/client.ts';

/** Fields of rich blocks that are no words. */
const NO_WORDS = new Set(['type', 'style', 'url', 'language', 'align', 'icon_custom_emoji_id', 'callback_data']);

/** What a message says, in plain words: rich, text or caption. Nothing for service messages. */
export function textOf(message: Pick<PhoneMessage, 'text' | 'caption' | 'rich_message'>): string {
  return message.text ?? message.caption ?? wordsIn(message.rich_message);
}

function wordsIn(node: unknown): string {
  if (typeof node === 'string') return node;
  if (Array.isArray(node)) return node.map((part) => (isBlock(part) ? `${wordsIn(part)}\n` : wordsIn(part))).join('');
  if (typeof node !== 'object' || node === null) return '';
  return Object.entries(node)
    .filter(([key]) => !NO_WORDS.has(key))
    .map(([, value]) => wordsIn(value))
    .join('');
}

/** Blocks stand on lines of their own; runs of text do not. */
function isBlock(node: unknown): boolean {
  const inline = ['bold', 'italic', 'underline', 'strikethrough', 'spoiler', 'code', 'url', 'date_time'];
  return typeof node === 'object' && node !== null && 'type' in node && !inline.includes(String(node.type));
}

export interface ShownButton {
  readonly label: string;
  readonly data: string;
}

/** The buttons of a message that can be tapped. */
export function buttonsOf(message: Pick<PhoneMessage, 'reply_markup'>): ShownButton[] {
  return (message.reply_markup?.inline_keyboard ?? [])
    .flat()
    .flatMap((button) => ('callback_data' in button ? [{ label: button.text, data: button.callback_data }] : []));
}

/** The data of the one button whose data ends so, as in `.accept` or `.sev.P1`. */
export function dataEnding(message: Pick<PhoneMessage, 'reply_markup'>, ending: string): { data: string } {
  const found = buttonsOf(message).filter(({ data }) => data.endsWith(ending));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`${found.length} buttons end with "${ending}"; there are: ${JSON.stringify(buttonsOf(message))}`);
  }
  return { data: only.data };
}
