import type { ForceReply, InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import { type Button, cleanLine, type Document } from '../../document/index.ts';
import * as limits from './limits.ts';
import { cutText, isVisible, safeUrl } from './runs.ts';

/** What a button that does nothing sends where the server does not know disabled buttons. The bot only answers the tap. */
export const disabledData = 'disabled';

export interface KeyboardOptions {
  /** `callback` for servers before Bot API 10.3, which refuse a button that has no action. */
  readonly disabled?: 'native' | 'callback';
}

/**
 * The buttons of a document, and its question as a forced reply; null when it has neither. Rows hold at most three,
 * labels 20 characters. A forced reply without buttons can be sent but not edited in.
 * Throws when a button carries more than 64 bytes: that is a programmer's error.
 */
export function keyboard(
  document: Pick<Document, 'buttons' | 'ask'>,
  options: KeyboardOptions = {},
): InlineKeyboardMarkup | ForceReply | null {
  const rows = keyboardRows(document.buttons ?? [], options);
  if (rows.length > 0) {
    return document.ask === undefined ? { inline_keyboard: rows } : { inline_keyboard: rows, force_reply: true };
  }
  return document.ask === undefined ? null : forceReply(document.ask.placeholder);
}

function keyboardRows(rows: readonly (readonly Button[])[], options: KeyboardOptions): InlineKeyboardButton[][] {
  const result: InlineKeyboardButton[][] = [];
  let left: number = limits.button.total;
  for (const row of rows) {
    const buttons = row.slice(0, left).map((button) => toButton(button, options));
    left -= buttons.length;
    for (let start = 0; start < buttons.length; start += limits.button.perRow) {
      result.push(buttons.slice(start, start + limits.button.perRow));
    }
  }
  return result;
}

function toButton(button: Button, options: KeyboardOptions): InlineKeyboardButton {
  const label = cutText(cleanLine(button.label), limits.button.label);
  const text = isVisible(label) ? label : '…';
  return { text, ...(button.style === undefined ? {} : { style: button.style }), ...toAction(button, options) };
}

type Action =
  | { callback_data: string }
  | { url: string }
  | { copy_text: { text: string } }
  | { disabled: Record<string, never> };

function toAction({ action }: Button, options: KeyboardOptions): Action {
  switch (action.kind) {
    case 'callback': {
      const bytes = Buffer.byteLength(action.data);
      if (bytes < 1 || bytes > limits.button.dataBytes) {
        throw new RangeError(`Callback data must have 1 to ${limits.button.dataBytes} bytes: ${action.data}`);
      }
      return { callback_data: action.data };
    }
    case 'url': {
      const url = safeUrl(action.url);
      return url === null ? toCopy(action.url, options) : { url };
    }
    case 'copy':
      return toCopy(action.text, options);
    case 'disabled':
      return toDisabled(options);
  }
}

/** What is too long to copy is not cut: half a command, pasted, could do something else. */
function toCopy(text: string, options: KeyboardOptions): Action {
  const copied = text.toWellFormed();
  return copied.length <= limits.button.copyLength && isVisible(copied)
    ? { copy_text: { text: copied } }
    : toDisabled(options);
}

function toDisabled({ disabled = 'native' }: KeyboardOptions): Action {
  return disabled === 'native' ? { disabled: {} } : { callback_data: disabledData };
}

function forceReply(placeholder: string): ForceReply {
  const text = cutText(cleanLine(placeholder), limits.placeholderLength);
  return isVisible(text) ? { force_reply: true, input_field_placeholder: text } : { force_reply: true };
}
