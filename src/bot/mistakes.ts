import type { Middleware } from 'grammy';
import { EngineError } from '../docker/index.ts';
import { UserError } from '../errors.ts';
import type { BotContext } from './context.ts';
import type { BotDependencies } from './dependencies.ts';
import type { Lane } from './lane.ts';
import type { Say } from './say.ts';
import type { Rooms } from './views/rooms.ts';

/** Turns what a person can mend, and an Engine that is away, into a short answer. Everything else goes to the inbox, which tries again. */
export function tellMistakes(say: Say, rooms: Rooms): Middleware<BotContext> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (thrown) {
      const error = causeOf(thrown);
      if (error instanceof UserError) {
        tell(say, ctx, error.key, error.params);
      } else if (error instanceof EngineError) {
        const availability = rooms.docker.availability();
        if (!availability.reachable || error.unreachable !== null) say.reply(ctx, 'engine-away', {}, 'engine-away');
        else tell(say, ctx, 'bot-engine-refused', { reason: error.reason.slice(0, 200) });
      } else {
        throw thrown;
      }
    }
  };
}

function tell(say: Say, ctx: BotContext, key: string, params: Readonly<Record<string, string | number>>): void {
  if (ctx.callbackQuery) ctx.toast = { key, params, alert: true };
  else say.notice(ctx, key, params);
}

/** grammY wraps what a handler threw. */
function causeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'error' in thrown ? thrown.error : thrown;
}

/** Three attempts failed: the person hears it, with the number to find it in the log. */
export function tellSetAside({ notify }: BotDependencies, lane: Lane, updateId: number): void {
  notify.outbox.enqueue(
    { kind: 'chat', chatId: lane.chatId, threadId: lane.threadId },
    {
      subject: `reply:${updateId}`,
      slot: 'set-aside',
      mode: 'new',
      view: 'notice',
      params: { key: 'bot-set-aside', params: { id: updateId } },
      priority: 0,
    },
    `${updateId}:set-aside`,
  );
}

/** A dialogue of an older version cannot go on. `lane`: chat, topic and person, joined by colons. */
export function tellDialogueEnded({ notify }: BotDependencies, lane: string): void {
  const [chatId = 0, threadId = 0] = lane.split(':').map(Number);
  notify.outbox.enqueue(
    { kind: 'chat', chatId, threadId: threadId === 0 ? null : threadId },
    {
      subject: `lane:${lane}`,
      slot: 'ended',
      mode: 'new',
      view: 'notice',
      params: { key: 'bot-dialogue-ended' },
      priority: 0,
    },
  );
}
