import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Access } from './access.ts';

const DAY_MS = 24 * 3_600_000;
// An attacker with many accounts must not fill the memory; who is forgotten is merely logged once more.
const REMEMBERED = 10_000;

/** Logs who was not let in, each at most once a day, so that an owner can add themselves to the list. */
export function createDoorkeeper({ clock, log }: { clock: Clock; log: Log }): (access: Access) => void {
  const seenAt = new Map<number, number>();

  function isNews(id: number): boolean {
    const now = clock.now();
    if (now - (seenAt.get(id) ?? Number.NEGATIVE_INFINITY) < DAY_MS) return false;
    if (seenAt.size >= REMEMBERED) seenAt.clear();
    seenAt.set(id, now);
    return true;
  }

  return (access) => {
    if (access.kind === 'stranger' && isNews(access.id)) {
      log.warn(
        { userId: access.id, name: access.name, where: access.where },
        'somebody who is not authorized wrote to the bot; to let them in, add the id to AUTHORIZED_USER_IDS',
      );
    }
    if (access.kind === 'anonymous-admin' && isNews(access.chatId)) {
      log.warn(
        { chatId: access.chatId, title: access.title },
        'an anonymous group administrator wrote to the bot and cannot be recognized; switch off "Remain anonymous" in the rights of that administrator',
      );
    }
    if (access.kind === 'in-a-chats-name' && isNews(access.senderChatId)) {
      log.warn(
        { senderChatId: access.senderChatId, title: access.title, where: access.where },
        'somebody wrote in the name of a channel or group and cannot be recognized; they must write in their own name',
      );
    }
  };
}
