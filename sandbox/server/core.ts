import type { Chat, User } from '@grammyjs/types';
import { type Callbacks, createCallbacks } from './callbacks.ts';
import { type CommandTable, createCommandTable } from './commands.ts';
import { createEventHub, type EventHub } from './events.ts';
import { createFileStore, type FileStore } from './files.ts';
import { createMessageStore, type MessageStore, type StoredMessage } from './messages.ts';
import { createUpdateQueue, type UpdateQueue } from './updates.ts';
import { chatView, createWorld, type SandboxChat, type World } from './world.ts';

/** Everything that the server remembers; handed to the Bot API methods and to the phones. */
export interface Core {
  /** UTC milliseconds. */
  now(): number;
  readonly token: string;
  readonly world: World;
  readonly messages: MessageStore;
  readonly updates: UpdateQueue;
  readonly callbacks: Callbacks;
  readonly files: FileStore;
  readonly commands: CommandTable;
  readonly events: EventHub;
}

export function createCore(options: { now: () => number; token: string }): Core {
  const id = Number(options.token.split(':')[0]);
  return {
    now: options.now,
    token: options.token,
    world: createWorld({ id, first_name: 'Vakhta', username: 'vakhta_bot' }),
    messages: createMessageStore(options.now),
    updates: createUpdateQueue(options.now),
    callbacks: createCallbacks(options.now),
    files: createFileStore(),
    commands: createCommandTable(),
    events: createEventHub(),
  };
}

export function viewOf(core: Core, chat: SandboxChat): Chat {
  return chatView(core.world, chat);
}

/** A message as the Bot API returns it: the original of a reply comes without that one's own reply. */
export function messageView(message: StoredMessage): StoredMessage {
  const original = message.reply_to_message;
  if (original === undefined) return message;
  const { reply_to_message: _, ...shallow } = original;
  return { ...message, reply_to_message: shallow };
}

/** A change that the phones show; an ephemeral message only the receiver's. */
export function announceMessage(
  core: Core,
  type: 'message' | 'edit' | 'delete',
  message: StoredMessage,
  more: Readonly<Record<string, unknown>> = {},
): void {
  core.events.emit({ type, chat: message.chat.id, message: messageView(message), ...more });
}

/** A service message: shown to people, and sent to the bot like any other. */
export function addServiceMessage(
  core: Core,
  chat: SandboxChat,
  from: User,
  content: Partial<StoredMessage>,
  tellBot = true,
): StoredMessage {
  const message = core.messages.add({ ...content, chat: viewOf(core, chat), from });
  announceMessage(core, 'message', message);
  if (tellBot) core.updates.push({ message: messageView(message) });
  return message;
}
