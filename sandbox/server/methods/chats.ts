import type { ChatMember, User } from '@grammyjs/types';
import { chatToRead, chatToWrite } from '../access.ts';
import { type Core, messageView, viewOf } from '../core.ts';
import { announceMembership, botMembership } from '../membership.ts';
import { refused } from '../refusal.ts';
import { NO_RIGHTS, type SandboxChat } from '../world.ts';
import type { Methods } from './method.ts';

export const chatMethods: Methods = {
  getChat(args, { core }) {
    const chat = chatToRead(core, args.chat_id);
    const pinned = chat.pinned.at(-1);
    const message = pinned === undefined ? null : core.messages.find(chat.id, pinned);
    return {
      ...viewOf(core, chat),
      accent_color_id: 0,
      max_reaction_count: 11,
      accepted_gift_types: {
        unlimited_gifts: false,
        limited_gifts: false,
        unique_gifts: false,
        premium_subscription: false,
        gifts_from_channels: false,
      },
      ...(chat.type === 'private' ? {} : { permissions: { can_send_messages: true } }),
      ...(message === null ? {} : { pinned_message: messageView(message) }),
    };
  },
  getChatMember(args, { core }) {
    const chat = chatToRead(core, args.chat_id);
    return memberOf(core, chat, args.user_id);
  },
  getChatAdministrators(args, { core }) {
    const chat = chatToRead(core, args.chat_id);
    if (chat.type === 'private') throw refused('Bad Request: there are no administrators in the private chat');
    const people = chat.adminIds.map((id) => memberOf(core, chat, id));
    return chat.botStatus === 'administrator' ? [...people, botMembership(core, chat)] : people;
  },
  getChatMemberCount(args, { core }) {
    const chat = chatToRead(core, args.chat_id);
    return chat.memberIds.length + 1;
  },
  leaveChat(args, { core }) {
    const chat = chatToWrite(core, args.chat_id);
    const before = botMembership(core, chat);
    chat.botStatus = 'left';
    chat.botRights = { ...NO_RIGHTS };
    announceMembership(core, chat, core.world.bot, before);
    return true;
  },
};

function memberOf(core: Core, chat: SandboxChat, userId: number): ChatMember {
  if (userId === core.world.bot.id) return botMembership(core, chat);
  const user: User | undefined = core.world.people.get(userId)?.user;
  if (user === undefined) throw refused('Bad Request: PARTICIPANT_ID_INVALID');
  if (!chat.memberIds.includes(userId)) return { status: 'left', user };
  if (chat.type !== 'private' && chat.adminIds.includes(userId))
    return { status: 'creator', user, is_anonymous: false };
  return { status: 'member', user };
}
