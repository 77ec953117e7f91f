import type { ForceReply, InlineKeyboardMarkup, InputRichMessage } from 'grammy/types';
import type { Document } from '../../document/index.ts';
import { type HtmlOptions, htmlText } from './html.ts';
import { keyboard } from './keyboard.ts';
import { richMessage } from './rich.ts';
import type { RenderingOptions } from './runs.ts';

export type { HtmlOptions } from './html.ts';
export { disabledData, type KeyboardOptions, keyboard } from './keyboard.ts';
export { captionLength, messageLength } from './limits.ts';
export type { RenderingOptions } from './runs.ts';

export interface RenderedRich {
  rich_message: InputRichMessage;
  reply_markup?: InlineKeyboardMarkup | ForceReply;
}

export interface RenderedHtml {
  text: string;
  parse_mode: 'HTML';
  link_preview_options: { is_disabled: true };
  reply_markup?: InlineKeyboardMarkup | ForceReply;
}

/** What `sendRichMessage` takes. Throws only for callback data of more than 64 bytes, as `keyboard` does. */
export function renderRich(document: Document, options: RenderingOptions): RenderedRich {
  return { rich_message: richMessage(document, options), ...markup(keyboard(document)) };
}

/** What `sendMessage` takes; with `limit: captionLength`, `text` is a caption. For servers that do not know rich messages, which may not know disabled buttons either. */
export function renderHtml(document: Document, options: HtmlOptions): RenderedHtml {
  return {
    text: htmlText(document, options),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    ...markup(keyboard(document, { disabled: 'callback' })),
  };
}

function markup(replyMarkup: InlineKeyboardMarkup | ForceReply | null): {
  reply_markup?: InlineKeyboardMarkup | ForceReply;
} {
  return replyMarkup === null ? {} : { reply_markup: replyMarkup };
}
