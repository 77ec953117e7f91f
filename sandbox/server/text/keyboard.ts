import type { ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove } from '@grammyjs/types';
import { refused } from '../refusal.ts';

export type ReplyMarkup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply;

const BUTTON_LIMIT = 100;

/** Checks an inline keyboard as Telegram does and drops what it drops (empty rows). */
export function inlineKeyboard(markup: ReplyMarkup | undefined, chatType: string): InlineKeyboardMarkup | undefined {
  if (markup === undefined || !('inline_keyboard' in markup)) return undefined;
  const rows = markup.inline_keyboard.filter((row) => row.length > 0);
  const buttons = rows.flat();
  if (buttons.length > BUTTON_LIMIT) throw refused('Bad Request: reply markup is too long');
  for (const button of buttons) {
    if (button.text.trim() === '') {
      throw refused("Bad Request: can't parse inline keyboard button: Text of the button must be non-empty");
    }
    if ('url' in button) checkUrl(button.url);
    if ('web_app' in button && chatType !== 'private') throw refused('Bad Request: BUTTON_TYPE_INVALID');
  }
  return rows.length === 0 ? undefined : { ...markup, inline_keyboard: rows };
}

export function checkUrl(url: string): void {
  const normal = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  const parsed = URL.canParse(normal) ? new URL(normal) : null;
  const scheme = parsed?.protocol ?? '';
  const web = scheme === 'http:' || scheme === 'https:';
  if (parsed === null || !(web || scheme === 'tg:' || scheme === 'ton:') || (web && !parsed.hostname.includes('.'))) {
    throw refused(`Bad Request: inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
}
