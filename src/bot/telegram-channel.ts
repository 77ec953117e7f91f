import { createHash } from 'node:crypto';
import { type Api, GrammyError, HttpError, InputFile } from 'grammy';
import type { InlineKeyboardMarkup, ReplyParameters } from 'grammy/types';
import type { Locale } from '../config/index.ts';
import type { Document, Texts } from '../document/index.ts';
import type { Log } from '../log.ts';
import type { Channel, Delivery, DeliveryItem } from '../notify/index.ts';
import { captionLength, type RenderingOptions, renderHtml, renderRich } from './rendering/index.ts';

export interface TelegramChannelOptions {
  readonly api: Api;
  readonly log: Log;
  readonly timeZone: string;
  readonly texts: Texts;
  readonly draw: (view: string, params: unknown, locale: Locale, viewer: number | null) => Document;
  /** The language of a chat, and whether rich messages are wanted there. */
  readonly readerOf: (chatId: number) => {
    readonly locale: Locale;
    readonly richMessages: boolean;
    /** The person whose private chat it is. */
    readonly viewer: number | null;
  };
}

export interface TelegramChannel extends Channel {
  /** False once the server has said that it does not know rich messages. */
  knowsRich(): boolean;
}

/** Delivers rows of the outbox to Telegram: renders, sends or edits, pins, and says what became of it. */
export function createTelegramChannel(options: TelegramChannelOptions): TelegramChannel {
  const { api, log } = options;
  // Found out by the first 404: an older Bot API server does not know rich messages.
  let knowsRich = true;

  async function deliver(item: DeliveryItem): Promise<Delivery> {
    const reader = options.readerOf(item.chatId);
    const drawn = options.draw(item.message.view, item.message.params, reader.locale, reader.viewer);
    const document = item.resend ? withRowNumber(drawn, item.id) : drawn;
    const wantsRich = reader.richMessages && item.message.file === undefined;
    try {
      return await send(item, document, reader.locale, wantsRich && knowsRich);
    } catch (error) {
      if (!wantsRich || !knowsRich || !(error instanceof GrammyError) || error.error_code !== 404)
        return classify(error);
      log.info({}, 'this Bot API server does not know rich messages; sending HTML from now on');
      knowsRich = false;
    }
    try {
      return await send(item, document, reader.locale, false);
    } catch (error) {
      return classify(error);
    }
  }

  async function send(item: DeliveryItem, document: Document, locale: Locale, rich: boolean): Promise<Delivery> {
    const shows = fingerprint(document, rich, locale);
    if (item.edit?.shows === shows) return repin(item, item.edit, shows);
    const rendering = { locale, timeZone: options.timeZone, texts: options.texts };
    const messageId = rich ? await sendRich(item, document, rendering) : await sendHtml(item, document, rendering);
    const pinned = await setPin(item, messageId);
    return { kind: 'sent', messageId, shows, ...(pinned === null ? {} : { pinned }) };
  }

  /** It shows already what it should: only its pin may have to change. */
  async function repin(item: DeliveryItem, edit: NonNullable<DeliveryItem['edit']>, shows: string): Promise<Delivery> {
    if (wantsPin(item) === edit.pinned) return { kind: 'unchanged' };
    const pinned = await setPin(item, edit.messageId);
    return { kind: 'sent', messageId: edit.messageId, shows, ...(pinned === null ? {} : { pinned }) };
  }

  async function sendRich(item: DeliveryItem, document: Document, rendering: RenderingOptions): Promise<number> {
    const { rich_message, reply_markup } = renderRich(document, rendering);
    if (item.edit) {
      await swallowUnmodified(
        api.editMessageText(item.chatId, item.edit.messageId, rich_message, inlineOnly(reply_markup)),
      );
      return item.edit.messageId;
    }
    const sent = await api.sendRichMessage(item.chatId, rich_message, {
      ...addressOf(item),
      ...(reply_markup ? { reply_markup } : {}),
    });
    return sent.message_id;
  }

  async function sendHtml(item: DeliveryItem, document: Document, rendering: RenderingOptions): Promise<number> {
    if (item.message.file) {
      const { text, reply_markup } = renderHtml(document, { ...rendering, limit: captionLength });
      const sent = await api.sendDocument(item.chatId, new InputFile(item.message.file.path, item.message.file.name), {
        ...addressOf(item),
        caption: text,
        parse_mode: 'HTML',
        ...(reply_markup ? { reply_markup } : {}),
      });
      return sent.message_id;
    }
    const { text, parse_mode, link_preview_options, reply_markup } = renderHtml(document, rendering);
    if (item.edit) {
      await swallowUnmodified(
        api.editMessageText(item.chatId, item.edit.messageId, text, {
          parse_mode,
          link_preview_options,
          ...inlineOnly(reply_markup),
        }),
      );
      return item.edit.messageId;
    }
    const sent = await api.sendMessage(item.chatId, text, {
      ...addressOf(item),
      parse_mode,
      link_preview_options,
      ...(reply_markup ? { reply_markup } : {}),
    });
    return sent.message_id;
  }

  /** Pins or unpins where asked; a missing right is no reason to lose the message. */
  async function setPin(item: DeliveryItem, messageId: number): Promise<boolean | null> {
    if (item.message.pin === undefined) return null;
    const isPinned = item.edit?.pinned ?? false;
    if (wantsPin(item) === isPinned) return isPinned;
    try {
      if (wantsPin(item)) await api.pinChatMessage(item.chatId, messageId, { disable_notification: true });
      else await api.unpinChatMessage(item.chatId, messageId);
      return wantsPin(item);
    } catch (error) {
      log.warn(
        { err: error, chatId: item.chatId },
        'a card could not be pinned or unpinned; the bot may lack the right to pin',
      );
      return isPinned;
    }
  }

  return {
    deliver,
    knowsRich: () => knowsRich,
    // A cheap question, so that after an outage no message is risked to find out whether it is over.
    probe: async () => {
      try {
        await api.getMe();
        return true;
      } catch {
        return false;
      }
    },
  };
}

function wantsPin(item: DeliveryItem): boolean {
  return item.message.pin ?? item.edit?.pinned ?? false;
}

function addressOf(item: DeliveryItem): {
  message_thread_id?: number;
  disable_notification?: boolean;
  reply_parameters?: ReplyParameters;
} {
  return {
    ...(item.threadId === null ? {} : { message_thread_id: item.threadId }),
    ...(item.message.silent === true ? { disable_notification: true } : {}),
    ...(item.replyTo === null
      ? {}
      : { reply_parameters: { message_id: item.replyTo.messageId, allow_sending_without_reply: true } }),
  };
}

/** An edit takes an inline keyboard only; none given removes the old one. */
function inlineOnly(markup: object | undefined): { reply_markup?: InlineKeyboardMarkup } {
  return isInlineKeyboard(markup) ? { reply_markup: markup } : {};
}

function isInlineKeyboard(markup: object | undefined): markup is InlineKeyboardMarkup {
  return markup !== undefined && 'inline_keyboard' in markup;
}

async function swallowUnmodified(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (error instanceof GrammyError && error.description.includes('message is not modified')) return;
    throw error;
  }
}

function withRowNumber(document: Document, id: number): Document {
  return { ...document, blocks: [...document.blocks, { kind: 'paragraph', text: { kind: 'code', text: `№ ${id}` } }] };
}

function fingerprint(document: Document, rich: boolean, locale: Locale): string {
  return createHash('sha256')
    .update(JSON.stringify([document, rich, locale]))
    .digest('base64url')
    .slice(0, 22);
}

/** What an error of the Bot API means for the row, by Telegram's own texts. */
export function classify(error: unknown): Delivery {
  if (error instanceof HttpError)
    return neverLeft(error) ? { kind: 'retry', afterMs: null, scope: 'all' } : { kind: 'unknown' };
  if (!(error instanceof GrammyError)) throw error;
  const { error_code: code, description, parameters } = error;
  if (parameters.migrate_to_chat_id !== undefined) return { kind: 'migrated', chatId: parameters.migrate_to_chat_id };
  if (code === 429) return { kind: 'retry', afterMs: (parameters.retry_after ?? 1) * 1000, scope: 'chat' };
  if (code >= 500) return { kind: 'retry', afterMs: null, scope: 'all' };
  if (code === 403) {
    return {
      kind: 'unreachable',
      reason: description.includes("can't initiate")
        ? 'never-started'
        : description.includes('blocked')
          ? 'blocked'
          : 'chat-gone',
    };
  }
  if (code === 400 && description.includes('chat not found')) return { kind: 'unreachable', reason: 'chat-gone' };
  if (code === 400 && /message (to edit not found|can't be edited)|MESSAGE_ID_INVALID/.test(description))
    return { kind: 'edit-gone' };
  if (code === 401) return { kind: 'retry', afterMs: 60_000, scope: 'all' };
  return { kind: 'refused', description };
}

// The connection was never made, so the request cannot have been applied.
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function neverLeft(error: HttpError): boolean {
  const cause: unknown = error.error;
  return (
    typeof cause === 'object' &&
    cause !== null &&
    'code' in cause &&
    typeof cause.code === 'string' &&
    NEVER_LEFT.has(cause.code)
  );
}
