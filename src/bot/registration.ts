import { type Api, GrammyError } from 'grammy';
import type { BotCommandScope } from 'grammy/types';
import type { ChatAddress } from '../config/index.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Person } from '../oncall/index.ts';
import { COMMANDS } from './views/commands.ts';
import type { Rooms } from './views/rooms.ts';

export interface RegistrationOptions {
  readonly api: Api;
  readonly rooms: Rooms;
  readonly log: Log;
  readonly oncallChat: ChatAddress | null;
}

/**
 * Registers the commands where an authorized person sees them: in each one's private chat, and for each one in the
 * on-call chat. Everybody else is shown none: the default lists are emptied.
 */
export async function registerCommands(options: RegistrationOptions): Promise<void> {
  const { api, log, rooms } = options;
  await attempt(log, () => api.deleteMyCommands());
  for (const scope of ['all_private_chats', 'all_group_chats', 'all_chat_administrators'] as const) {
    await attempt(log, () => api.deleteMyCommands({ scope: { type: scope } }));
  }
  // Who never wrote to the bot has no chat yet; theirs are registered when they press Start.
  for (const person of rooms.people.authorized().filter(({ seenAt }) => seenAt !== null)) {
    await registerCommandsFor(person, options);
  }
}

/** One person's commands: in the language of their app, or in the one they chose. */
export async function registerCommandsFor(
  person: Person,
  { api, rooms, log, oncallChat }: RegistrationOptions,
): Promise<void> {
  const scopes: BotCommandScope[] = [{ type: 'chat', chat_id: person.id }];
  if (oncallChat) {
    scopes.push({ type: 'chat_member', chat_id: rooms.chats.resolve(oncallChat.chatId), user_id: person.id });
  }
  for (const scope of scopes) {
    for (const language of [null, 'en', 'ru'] as const) {
      const locale = person.chosenLocale ?? language ?? person.locale;
      const commands = COMMANDS.map((command) => ({
        command,
        description: rooms.texts.t(locale, `bot-command-${command}`),
      }));
      await attempt(log, () =>
        api.setMyCommands(commands, { scope, ...(language ? { language_code: language } : {}) }),
      );
    }
  }
}

async function attempt(log: Log, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    // A person who never started the bot has no chat yet: registered when they press Start.
    const isExpected = error instanceof GrammyError && (error.error_code === 400 || error.error_code === 403);
    if (isExpected)
      log.debug({ reason: messageOf(error) }, 'commands could not be registered for a chat that does not exist yet');
    else log.warn({ err: error }, 'commands could not be registered');
  }
}
