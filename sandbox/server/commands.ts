import type { BotCommand, BotCommandScope } from '@grammyjs/types';

export interface CommandSet {
  readonly scope: BotCommandScope;
  /** Empty for every language without a set of its own. */
  readonly language: string;
  readonly commands: readonly BotCommand[];
}

export interface CommandTable {
  set(scope: BotCommandScope, language: string, commands: readonly BotCommand[]): void;
  get(scope: BotCommandScope, language: string): readonly BotCommand[];
  list(): readonly CommandSet[];
  /** The menu that a person sees in a chat: the first set that exists, in the order that Telegram documents. */
  menuFor(
    chat: { id: number; type: string },
    person: { id: number; language: string; admin: boolean },
  ): readonly BotCommand[];
}

export function createCommandTable(): CommandTable {
  const sets = new Map<string, CommandSet>();
  const keyOf = (scope: BotCommandScope, language: string) =>
    [scope.type, 'chat_id' in scope ? scope.chat_id : '', 'user_id' in scope ? scope.user_id : '', language].join('/');

  return {
    set(scope, language, commands) {
      if (commands.length === 0) sets.delete(keyOf(scope, language));
      else sets.set(keyOf(scope, language), { scope, language, commands });
    },
    get: (scope, language) => sets.get(keyOf(scope, language))?.commands ?? [],
    list: () => [...sets.values()],
    menuFor(chat, person) {
      const scopes = scopesFor(chat, person);
      for (const scope of scopes) {
        const set = sets.get(keyOf(scope, person.language)) ?? sets.get(keyOf(scope, ''));
        if (set !== undefined) return set.commands;
      }
      return [];
    },
  };
}

function scopesFor(chat: { id: number; type: string }, person: { id: number; admin: boolean }): BotCommandScope[] {
  const byChat: BotCommandScope = { type: 'chat', chat_id: chat.id };
  if (chat.type === 'private') return [byChat, { type: 'all_private_chats' }, { type: 'default' }];
  const admins: BotCommandScope[] = person.admin ? [{ type: 'chat_administrators', chat_id: chat.id }] : [];
  const allAdmins: BotCommandScope[] = person.admin ? [{ type: 'all_chat_administrators' }] : [];
  return [
    { type: 'chat_member', chat_id: chat.id, user_id: person.id },
    ...admins,
    byChat,
    ...allAdmins,
    { type: 'all_group_chats' },
    { type: 'default' },
  ];
}
