import type { Update, User } from 'grammy/types';
import type { Arrival } from '../inbox/index.ts';
import type { Sighting } from '../oncall/index.ts';
import { type AccessRules, decideAccess } from './access.ts';
import type { ChatFacts } from './chat-facts.ts';
import type { BotDependencies } from './dependencies.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import { laneKey, laneOf } from './lane.ts';

/** Access comes before the inbox: what nobody authorized sent becomes no arrival and leaves no row. */
export function createAdmission(dependencies: BotDependencies, chatFacts: ChatFacts): (update: Update) => Arrival[] {
  const { config, clock, log, rooms, notify } = dependencies;
  const { oncallChat } = config.environment;
  const doorkeeper = createDoorkeeper({ clock, log });
  const rules: AccessRules = {
    isAuthorized: rooms.people.isAuthorized,
    isOncallChat: (chatId) =>
      oncallChat !== null && (chatId === oncallChat.chatId || chatId === notify.chats.resolve(oncallChat.chatId)),
  };

  return (update) => {
    const access = decideAccess(update, rules);
    if (access.kind === 'chat-fact') chatFacts.learn(update);
    if (access.kind !== 'allowed') {
      doorkeeper(access);
      return [];
    }
    const lane = laneOf(update);
    if (!lane) return [];
    rooms.people.saw(sightingOf(access.from));
    if (update.message?.chat.type === 'private') notify.chats.markReachable(lane.chatId);
    return [{ id: update.update_id, lane: laneKey(lane), payload: update }];
  };
}

function sightingOf(from: User): Sighting {
  return {
    id: from.id,
    name: [from.first_name, from.last_name].filter(Boolean).join(' '),
    username: from.username ?? null,
    languageCode: from.language_code ?? null,
  };
}
