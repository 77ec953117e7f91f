import type { Clock } from '../clock.ts';
import type { ChannelName } from './channel.ts';
import type { Head } from './outbox-store.ts';

const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_LONGEST_MS = 60_000;
const WINDOW_MS = 60_000;
/**
 * How many messages of the last minute may have been sent to a chat for progress to be sent as well. Telegram's FAQ gives
 * 20 a minute for a group and about one a second for a private chat; the rest is kept for answers and alerts.
 */
const PROGRESS_PER_WINDOW = { group: 15, private: 45 } as const;
/** Parallel deliveries of one channel; the last ones are kept for answers and alerts. */
const IN_FLIGHT = { urgent: 8, other: 6 } as const;

/** Exponential from 1 s to 60 s, of which up to half is left to chance, so that restarted peers do not march in step. */
export function backoffMs(failures: number, random: () => number): number {
  const longest = Math.min(BACKOFF_LONGEST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return Math.max(BACKOFF_FIRST_MS, Math.round(longest * (0.5 + 0.5 * random())));
}

/** Telegram numbers people from 1 upwards and groups from -1 downwards. */
export const isPrivate = (chatId: number): boolean => chatId > 0;

/** How many deliveries of one channel may be under way for one more of this priority to begin. */
export const inFlightLimit = (priority: number): number => (priority <= 1 ? IN_FLIGHT.urgent : IN_FLIGHT.other);

interface Hold {
  readonly setAt: number;
  readonly untilAt: number;
}

export type Pace = ReturnType<typeof createPace>;

/**
 * Who has to wait, and how long. Lives in memory: after a restart the first attempt is made at once, and its answer says it again.
 * A hold is void when the clock stands before the moment it was set: an operator turned the clock back.
 */
export function createPace(clock: Clock, random: () => number) {
  const holds = new Map<string, Hold>();
  const failures = new Map<ChannelName, number>();
  const vouched = new Set<ChannelName>();
  const recent = new Map<string, number[]>();

  const chatKey = (channel: ChannelName, chatId: number) => `${channel}:${chatId}`;
  const rowKey = (id: number) => `row:${id}`;

  function hold(key: string, ms: number): void {
    const now = clock.now();
    holds.set(key, { setAt: now, untilAt: now + ms });
  }

  function left(key: string): number {
    const found = holds.get(key);
    if (!found) return 0;
    const now = clock.now();
    if (now < found.untilAt && now >= found.setAt) return found.untilAt - now;
    holds.delete(key);
    return 0;
  }

  /** Progress waits until the minute has room for it; everything else goes. */
  function roomDelay(head: Head): number {
    if (head.priority < 3) return 0;
    const now = clock.now();
    const times = (recent.get(chatKey(head.channel, head.chatId)) ?? []).filter(
      (at) => at <= now && at > now - WINDOW_MS,
    );
    const limit = isPrivate(head.chatId) ? PROGRESS_PER_WINDOW.private : PROGRESS_PER_WINDOW.group;
    const oldestInTheWay = times[times.length - limit];
    return oldestInTheWay === undefined ? 0 : oldestInTheWay + WINDOW_MS - now;
  }

  return {
    holdChannel: (channel: ChannelName, ms: number) => hold(channel, ms),
    holdChat: (channel: ChannelName, chatId: number, ms: number) => hold(chatKey(channel, chatId), ms),
    holdRow: (id: number, attempts: number) => hold(rowKey(id), backoffMs(Math.max(1, attempts), random)),
    release: (id: number) => holds.delete(rowKey(id)),

    /**
     * The channel did not answer as it should; all its chats wait.
     * @param seen failures known when the attempt began, so that attempts that fail together count once
     * @param tolerated how many failures in a row pass without a wait
     * @returns true when this failure began the waiting
     */
    channelFailed(channel: ChannelName, seen: number, tolerated: number): boolean {
      if ((failures.get(channel) ?? 0) > seen) return false;
      const count = seen + 1;
      failures.set(channel, count);
      vouched.delete(channel);
      if (count > tolerated) hold(channel, backoffMs(count - tolerated, random));
      return count === tolerated + 1;
    },
    /** @returns true when it had been failing */
    channelWorks: (channel: ChannelName): boolean => failures.delete(channel),
    /** It answered a question since the last failure: messages may be tried. The count stays until one is delivered. */
    vouch: (channel: ChannelName) => vouched.add(channel),
    /** Who asked by another way got an answer: the wait after failures is over, and the next attempt shows whether it is true. */
    answered(channel: ChannelName): void {
      if (!failures.has(channel)) return;
      holds.delete(channel);
      vouched.add(channel);
    },
    doubtful: (channel: ChannelName): boolean => failures.has(channel) && !vouched.has(channel),
    failures: (channel: ChannelName): number => failures.get(channel) ?? 0,

    noteSent(channel: ChannelName, chatId: number): void {
      const now = clock.now();
      const key = chatKey(channel, chatId);
      recent.set(key, [...(recent.get(key) ?? []).filter((at) => at <= now && at > now - WINDOW_MS), now]);
    },

    /** Milliseconds for which nothing at all goes to this chat. */
    chatDelay: (channel: ChannelName, chatId: number): number =>
      Math.max(left(channel), left(chatKey(channel, chatId))),

    /**
     * Milliseconds until this head may go; 0: now.
     * @param picture for an edit: when the message last changed, and the least time between two pictures. Not waited for
     *   when something more urgent stands behind it in its subject (`ownPriority` is then the larger number).
     */
    headDelay(head: Head, ownPriority: number, picture: { shownAt: number; minIntervalMs: number } | null): number {
      const now = clock.now();
      const pulled = head.priority < ownPriority;
      const pictureDelay =
        picture === null || pulled || now < picture.shownAt ? 0 : picture.shownAt + picture.minIntervalMs - now;
      return Math.max(0, left(rowKey(head.id)), pictureDelay, roomDelay(head));
    },
  };
}
