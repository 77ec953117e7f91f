import { cardOf } from '../announce/index.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Outbox } from '../notify/index.ts';
import type { ConversationStore } from './conversations/conversation-store.ts';
import { triageMessage } from './conversations/triage-dialogue.ts';
import { laneKey } from './lane.ts';
import type { Rooms } from './views/rooms.ts';

const EVERY_MS = 60_000;
/** Evidence of half an hour ago is no basis for a decision any more. */
const TRIAGE_IDLE_MS = 30 * 60_000;
/** An incident that nobody touched for so long gains nothing from a clock that ticks. */
const CLOCK_TICKS_MS = 12 * 3_600_000;

export interface Tending {
  start(): void;
  /** Brings the cards of all incidents that need work up to date, or sends them where there are none. */
  drawCards(): void;
  stop(): void;
}

export interface TendingOptions {
  readonly rooms: Rooms;
  readonly outbox: Outbox;
  readonly conversations: ConversationStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** What must happen although nobody taps: the clock on cards goes on, and a triage that was left lying ends with a word. */
export function createTending({ rooms, outbox, conversations, clock, log }: TendingOptions): Tending {
  let timer: NodeJS.Timeout | undefined;

  function expireTriages(): void {
    for (const draft of rooms.triage.expire(TRIAGE_IDLE_MS)) {
      conversations.remove(laneKey(draft));
      outbox.enqueue({ kind: 'chat', chatId: draft.chatId, threadId: draft.threadId }, triageMessage(draft.id));
    }
  }

  function drawCards(declaredSince = 0): void {
    for (const incident of rooms.incidents.list({ state: 'active', page: 0, pageSize: 20 }).items) {
      if (incident.times.declaredAt < declaredSince) continue;
      outbox.enqueue({ kind: 'oncall' }, { ...cardOf(incident), priority: 3 });
    }
  }

  function tend(): void {
    try {
      expireTriages();
      drawCards(clock.now() - CLOCK_TICKS_MS);
    } catch (error) {
      log.error({ err: error }, 'tending failed');
    }
  }

  return {
    start: () => {
      timer = setInterval(tend, EVERY_MS);
      timer.unref();
      tend();
    },
    drawCards: () => drawCards(),
    stop: () => clearInterval(timer),
  };
}
