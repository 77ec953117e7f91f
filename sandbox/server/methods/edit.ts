import { isDeepStrictEqual } from 'node:util';
import type { InlineKeyboardMarkup, InputRichMessage, MessageEntity } from '@grammyjs/types';
import { chatToWrite } from '../access.ts';
import { announceMessage, type Core, messageView } from '../core.ts';
import type { StoredMessage } from '../messages.ts';
import { refused } from '../refusal.ts';
import { richMessage } from '../rich/echo.ts';
import { captionText, messageText } from '../text/format.ts';
import { inlineKeyboard } from '../text/keyboard.ts';
import type { Methods } from './method.ts';

const NOT_MODIFIED =
  'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

interface Target {
  readonly chat_id?: number | string | undefined;
  readonly message_id?: number | undefined;
  readonly inline_message_id?: string | undefined;
}

interface TextEdit {
  readonly text?: string | undefined;
  readonly parse_mode?: string | undefined;
  readonly entities?: MessageEntity[] | undefined;
  readonly rich_message?: InputRichMessage<string> | undefined;
}

interface EphemeralTarget {
  readonly chat_id: number | string;
  readonly receiver_user_id: number;
  readonly ephemeral_message_id: number;
}

export const editMethods: Methods = {
  editMessageText: (args, { core }) => edit(core, target(core, args), textChange(args), args.reply_markup),
  editMessageCaption: (args, { core }) =>
    edit(
      core,
      target(core, args),
      captionChange(args.caption ?? '', args.parse_mode, args.caption_entities),
      args.reply_markup,
    ),
  editMessageReplyMarkup: (args, { core }) => edit(core, target(core, args), keepContent, args.reply_markup),
  editEphemeralMessageText(args, { core }) {
    edit(core, ephemeral(core, args), textChange(args), args.reply_markup);
    return true;
  },
  editEphemeralMessageCaption(args, { core }) {
    const change = captionChange(args.caption ?? '', args.parse_mode, args.caption_entities);
    edit(core, ephemeral(core, args), change, args.reply_markup);
    return true;
  },
  editEphemeralMessageReplyMarkup(args, { core }) {
    edit(core, ephemeral(core, args), keepContent, args.reply_markup);
    return true;
  },
  deleteEphemeralMessage(args, { core }) {
    const message = ephemeral(core, args);
    core.messages.remove(message.chat.id, message);
    announceMessage(core, 'delete', message);
    return true;
  },
};

function target(core: Core, args: Target): StoredMessage {
  if (args.inline_message_id !== undefined) throw refused('Bad Request: MESSAGE_ID_INVALID');
  if (args.chat_id === undefined) throw refused('Bad Request: chat_id is empty');
  if (args.message_id === undefined) throw refused('Bad Request: message identifier is not specified');
  const chat = chatToWrite(core, args.chat_id);
  const message = core.messages.find(chat.id, args.message_id);
  if (message === null) throw refused('Bad Request: message to edit not found');
  if (message.from?.id !== core.world.bot.id || isService(message)) {
    throw refused("Bad Request: message can't be edited");
  }
  return message;
}

function isService(message: StoredMessage): boolean {
  const { text, rich_message, document, photo } = message;
  return [text, rich_message, document, photo].every((content) => content === undefined);
}

function ephemeral(core: Core, args: EphemeralTarget): StoredMessage {
  const chat = chatToWrite(core, args.chat_id);
  const message = core.messages.findEphemeral(chat.id, args.receiver_user_id, args.ephemeral_message_id);
  if (message === null) throw refused('Bad Request: message to edit not found');
  return message;
}

/** The new content of a message; null leaves it as it is. */
type Change = (message: StoredMessage) => Partial<StoredMessage> | null;

const keepContent: Change = () => null;

function textChange(args: TextEdit): Change {
  const { text, rich_message } = args;
  if (text !== undefined && rich_message !== undefined) {
    throw refused('Bad Request: text and rich_message must not be specified at the same time');
  }
  if (rich_message !== undefined) {
    const rich = richMessage(rich_message);
    return (message) => {
      needText(message);
      return { rich_message: rich };
    };
  }
  const parsed = messageText(text ?? '', args.parse_mode, args.entities);
  return (message) => {
    needText(message);
    return { text: parsed.text, ...(parsed.entities.length === 0 ? {} : { entities: parsed.entities }) };
  };
}

function needText(message: StoredMessage): void {
  if (message.text === undefined && message.rich_message === undefined) {
    throw refused('Bad Request: there is no text in the message to edit');
  }
}

function captionChange(caption: string, parseMode: string | undefined, entities: MessageEntity[] | undefined): Change {
  const parsed = captionText(caption, parseMode, entities);
  return (message) => {
    if (message.document === undefined && message.photo === undefined) {
      throw refused('Bad Request: there is no caption in the message to edit');
    }
    return {
      ...(parsed.text === '' ? {} : { caption: parsed.text }),
      ...(parsed.entities.length === 0 ? {} : { caption_entities: parsed.entities }),
    };
  };
}

/** An edit replaces content and keyboard together: an edit without a keyboard takes the old one away. */
function edit(
  core: Core,
  message: StoredMessage,
  change: Change,
  markup: InlineKeyboardMarkup | undefined,
): StoredMessage {
  const before = editablePart(message);
  const { reply_markup: _, ...content } = before;
  const keyboard = inlineKeyboard(markup, message.chat.type);
  const after = { ...(change(message) ?? content), ...(keyboard === undefined ? {} : { reply_markup: keyboard }) };
  if (isDeepStrictEqual(before, after)) throw refused(NOT_MODIFIED);
  for (const key of EDITABLE) delete message[key];
  Object.assign(message, after, { edit_date: Math.floor(core.now() / 1000) });
  announceMessage(core, 'edit', message);
  return messageView(message);
}

const EDITABLE = ['text', 'entities', 'caption', 'caption_entities', 'rich_message', 'reply_markup'] as const;
type Editable = Pick<StoredMessage, (typeof EDITABLE)[number]>;

function editablePart(message: StoredMessage): Editable {
  const entries = EDITABLE.filter((key) => message[key] !== undefined).map((key) => [key, message[key]]);
  return Object.fromEntries(entries);
}
