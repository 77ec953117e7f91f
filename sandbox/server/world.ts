import type { Chat, ForumTopic, User } from '@grammyjs/types';

/** A person with a phone. */
export interface Person {
  readonly user: User & { readonly username: string; readonly language_code: string };
  /** The bot may write to a person only after they have started it, and until they block it. */
  started: boolean;
  blocked: boolean;
}

export interface Topic extends ForumTopic {
  closed: boolean;
}

export type BotStatus = 'member' | 'administrator' | 'left' | 'kicked';

/** Administrator rights that the sandbox looks at. */
export interface Rights {
  can_pin_messages: boolean;
  can_manage_topics: boolean;
  can_delete_messages: boolean;
  can_restrict_members: boolean;
  can_invite_users: boolean;
  can_change_info: boolean;
  can_promote_members: boolean;
}

export interface SandboxChat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup' | 'channel';
  title: string | undefined;
  /** Forum topics; `null` in a chat without topics. Topic 1 is "General": its messages carry no thread id. */
  topics: Topic[] | null;
  /** Newest last. */
  readonly pinned: number[];
  readonly memberIds: number[];
  readonly adminIds: number[];
  botStatus: BotStatus;
  botRights: Rights;
  /** The supergroup that this group has become. */
  migratedTo: number | null;
}

export interface World {
  readonly bot: User & { readonly username: string };
  readonly people: Map<number, Person>;
  readonly chats: Map<number, SandboxChat>;
  /** With privacy mode on (Telegram's default), a bot in a group sees only what is meant for it. */
  privacy: boolean;
}

export const GROUP_ANONYMOUS_BOT: User = {
  id: 1087968824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};

export const GENERAL_TOPIC = 1;

export const ALL_RIGHTS: Rights = {
  can_pin_messages: true,
  can_manage_topics: true,
  can_delete_messages: true,
  can_restrict_members: true,
  can_invite_users: true,
  can_change_info: true,
  can_promote_members: false,
};

export const NO_RIGHTS: Rights = {
  can_pin_messages: false,
  can_manage_topics: false,
  can_delete_messages: false,
  can_restrict_members: false,
  can_invite_users: false,
  can_change_info: false,
  can_promote_members: false,
};

/**
 * Two people on call, a stranger, a private chat with each, a forum supergroup where the bot is an administrator, and
 * a plain group where it is a member.
 */
export function createWorld(bot: { id: number; first_name: string; username: string }): World {
  const people = [
    person(1001, 'Anna', 'Petrova', 'anna', 'ru'),
    person(1002, 'Ben', 'Carter', 'ben', 'en'),
    person(1999, 'Mallory', undefined, 'mallory', 'en'),
  ];
  const chats = [
    ...people.map((one) => privateChat(one.user.id)),
    group(-1001000000001, 'supergroup', 'On-call', {
      topics: [topic(GENERAL_TOPIC, 'General', 7322096), topic(2, 'Incidents', 16478047)],
      botStatus: 'administrator',
      botRights: { ...ALL_RIGHTS },
    }),
    group(-2001, 'group', 'Ops', {}),
  ];
  return {
    bot: { is_bot: true, ...bot },
    people: new Map(people.map((one) => [one.user.id, one])),
    chats: new Map(chats.map((chat) => [chat.id, chat])),
    privacy: true,
  };
}

function person(id: number, first: string, last: string | undefined, username: string, language: string): Person {
  const name = last === undefined ? { first_name: first } : { first_name: first, last_name: last };
  const user = { id, is_bot: false, ...name, username, language_code: language };
  return { user, started: false, blocked: false };
}

export function topic(id: number, name: string, color: number): Topic {
  return { message_thread_id: id, name, icon_color: color as ForumTopic['icon_color'], closed: false };
}

function privateChat(id: number): SandboxChat {
  return {
    id,
    type: 'private',
    title: undefined,
    topics: null,
    pinned: [],
    memberIds: [id],
    adminIds: [],
    botStatus: 'member',
    botRights: { ...NO_RIGHTS },
    migratedTo: null,
  };
}

export function group(
  id: number,
  type: 'group' | 'supergroup',
  title: string,
  options: Partial<SandboxChat>,
): SandboxChat {
  return {
    ...privateChat(id),
    id,
    type,
    title,
    memberIds: [1001, 1002, 1999],
    adminIds: [1001],
    ...options,
  };
}

/** The chat as it appears inside a message. */
export function chatView(world: World, chat: SandboxChat): Chat {
  if (chat.type === 'private') {
    const user = world.people.get(chat.id)?.user;
    return {
      id: chat.id,
      type: 'private',
      first_name: user?.first_name ?? '',
      ...(user?.last_name === undefined ? {} : { last_name: user.last_name }),
      ...(user?.username === undefined ? {} : { username: user.username }),
    };
  }
  const title = chat.title ?? '';
  if (chat.type === 'group') return { id: chat.id, type: 'group', title };
  if (chat.type === 'channel') return { id: chat.id, type: 'channel', title };
  return chat.topics === null
    ? { id: chat.id, type: 'supergroup', title }
    : { id: chat.id, type: 'supergroup', title, is_forum: true };
}
