/** Which of the bot's commands this person is offered in this chat: the narrowest scope that has any, as Telegram does. */

/**
 * @param commands [{ scope, language_code, commands }] as the bot registered them
 * @returns [{ command, description }]
 */
export function commandsFor(commands, { person, chat, isAdmin }) {
  for (const scope of scopesOf(chat, person.id, isAdmin)) {
    for (const language of [person.language_code, '']) {
      const found = commands.find(
        (entry) => sameScope(entry.scope ?? { type: 'default' }, scope) && (entry.language_code ?? '') === language,
      );
      if (found && found.commands.length > 0) return found.commands;
    }
  }
  return [];
}

function scopesOf(chat, personId, isAdmin) {
  const chatScope = { type: 'chat', chat_id: chat.id };
  if (chat.id > 0) return [chatScope, { type: 'all_private_chats' }, { type: 'default' }];
  const admin = isAdmin ? [{ type: 'chat_administrators', chat_id: chat.id }] : [];
  const allAdmins = isAdmin ? [{ type: 'all_chat_administrators' }] : [];
  return [
    { type: 'chat_member', chat_id: chat.id, user_id: personId },
    ...admin,
    chatScope,
    ...allAdmins,
    { type: 'all_group_chats' },
    { type: 'default' },
  ];
}

function sameScope(one, other) {
  const part = (name) => String(one[name] ?? '') === String(other[name] ?? '');
  return part('type') && part('chat_id') && part('user_id');
}
