import type { Core } from '../core.ts';
import { messageView, viewOf } from '../core.ts';
import type { Faults } from '../faults.ts';
import { botMembership } from '../membership.ts';
import type { StoredMessage } from '../messages.ts';
import type { SandboxChat } from '../world.ts';

/** The whole picture, or what one person's phone shows of it. */
export function phoneState(core: Core, faults: Faults, person: number | undefined) {
  const chats = [...core.world.chats.values()].filter((chat) => canSee(chat, person));
  return {
    now: core.now(),
    seq: core.events.last(),
    bot: core.world.bot,
    privacy: core.world.privacy,
    people: [...core.world.people.values()].map(({ user, started, blocked }) => ({ ...user, started, blocked })),
    chats: chats.map((chat) => chatState(core, chat, person)),
    messages: Object.fromEntries(chats.map((chat) => [chat.id, chatMessages(core, chat, person)])),
    callbackAnswers: core.callbacks.list().filter((query) => person === undefined || query.person === person),
    faults: faults.list(),
    reactions: Object.fromEntries(chats.flatMap((chat) => reactionEntries(core, chat))),
    forceReplies: core.messages.forceReplies(),
    commands: core.commands.list(),
  };
}

function canSee(chat: SandboxChat, person: number | undefined): boolean {
  return person === undefined || chat.memberIds.includes(person);
}

function chatState(core: Core, chat: SandboxChat, personId: number | undefined) {
  const person = personId === undefined ? undefined : core.world.people.get(personId)?.user;
  const topics = chat.topics?.map((topic) => ({
    id: topic.message_thread_id,
    name: topic.name,
    color: topic.icon_color,
    closed: topic.closed,
  }));
  return {
    ...viewOf(core, chat),
    ...(topics === undefined ? {} : { topics }),
    pinned: chat.pinned,
    members: chat.memberIds,
    admins: chat.adminIds,
    bot: botMembership(core, chat),
    migratedTo: chat.migratedTo,
    ...(person === undefined
      ? {}
      : {
          menu: core.commands.menuFor(chat, {
            id: person.id,
            language: person.language_code,
            admin: chat.adminIds.includes(person.id),
          }),
        }),
  };
}

function chatMessages(core: Core, chat: SandboxChat, person: number | undefined) {
  return core.messages
    .list(chat.id)
    .filter((message) => isFor(message, person))
    .map((message) => ({
      ...messageView(message),
      ...(chat.pinned.includes(message.message_id) ? { pinned: true } : {}),
      ...withReactions(core, chat, message),
    }));
}

function withReactions(core: Core, chat: SandboxChat, message: StoredMessage) {
  const reactions = core.messages.reactions(chat.id, message.message_id);
  return reactions.length === 0 ? {} : { reactions };
}

function reactionEntries(core: Core, chat: SandboxChat) {
  return core.messages
    .list(chat.id)
    .map(
      (message) => [`${chat.id}/${message.message_id}`, core.messages.reactions(chat.id, message.message_id)] as const,
    )
    .filter(([, reactions]) => reactions.length > 0);
}

/** An ephemeral message is seen by its receiver and its sender alone. */
function isFor(message: StoredMessage, person: number | undefined): boolean {
  if (person === undefined || message.receiver_user === undefined) return true;
  return message.receiver_user.id === person || message.from?.id === person;
}

/** Whether an event belongs on a person's phone. */
export function eventIsFor(
  core: Core,
  event: { readonly [field: string]: unknown },
  person: number | undefined,
): boolean {
  if (person === undefined) return true;
  const chat = typeof event.chat === 'number' ? core.world.chats.get(event.chat) : undefined;
  if (chat !== undefined && !canSee(chat, person)) return false;
  const message = event.message;
  if (isStored(message) && !isFor(message, person)) return false;
  return !(event.type === 'callback-answer' && event.person !== person);
}

/** Events that carry a message carry it as the store has it. */
function isStored(value: unknown): value is StoredMessage {
  return typeof value === 'object' && value !== null && 'message_id' in value && 'chat' in value;
}
