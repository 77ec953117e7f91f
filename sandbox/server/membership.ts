import type { ChatMember, User } from '@grammyjs/types';
import { type Core, viewOf } from './core.ts';
import type { SandboxChat } from './world.ts';

/** The bot as a member of a chat. In a private chat it is `kicked` while the person blocks it. */
export function botMembership(core: Core, chat: SandboxChat): ChatMember {
  const user = core.world.bot;
  if (chat.type === 'private') {
    const blocked = core.world.people.get(chat.id)?.blocked === true;
    return blocked ? { status: 'kicked', user, until_date: 0 } : { status: 'member', user };
  }
  switch (chat.botStatus) {
    case 'administrator':
      return {
        status: 'administrator',
        user,
        can_be_edited: false,
        is_anonymous: false,
        can_manage_chat: true,
        can_manage_video_chats: false,
        can_post_stories: false,
        can_edit_stories: false,
        can_delete_stories: false,
        can_send_welcome_messages: false,
        ...chat.botRights,
      };
    case 'kicked':
      return { status: 'kicked', user, until_date: 0 };
    case 'left':
      return { status: 'left', user };
    default:
      return { status: 'member', user };
  }
}

/** Tells the bot that its own membership changed. */
export function announceMembership(core: Core, chat: SandboxChat, by: User, before: ChatMember): void {
  core.updates.push({
    my_chat_member: {
      chat: viewOf(core, chat),
      from: by,
      date: Math.floor(core.now() / 1000),
      old_chat_member: before,
      new_chat_member: botMembership(core, chat),
    },
  });
  core.events.emit({ type: 'chat', chat: chat.id });
}
