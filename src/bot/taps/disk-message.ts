import { EngineError } from '../../docker/index.ts';
import { messageOf } from '../../errors.ts';
import type { Json } from '../../notify/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { tappedSubject } from '../subjects.ts';

/** What a message of /disk shows. */
export interface DiskScreen {
  readonly view: 'disk' | 'disk-page' | 'engine-away';
  readonly params: Readonly<Record<string, Json>>;
}

export interface DiskMessages {
  /** A new message, measured at once. */
  open(ctx: BotContext): void;
  /** The tapped message shows it; with `measure` it is drawn again once a new look is there. */
  show(ctx: BotContext, screen: DiskScreen, measure: boolean): void;
}

const MAIN: DiskScreen = { view: 'disk', params: {} };

/**
 * The messages of /disk. The Engine may add up its files for a minute: the lane is free meanwhile, and the message is
 * edited when they are known, on whichever page it is by then.
 */
export function createDiskMessages({ rooms, say, log, notify }: LookingOptions): DiskMessages {
  /** What each message that waits for a look will show. */
  const waiting = new Map<string, DiskScreen>();

  function lookBehind(ctx: BotContext, subject: string, screen: DiskScreen): void {
    const isWaiting = waiting.has(subject);
    waiting.set(subject, screen);
    if (isWaiting) return;
    rooms.cleanup
      .look()
      .then(
        () => draw(ctx, subject, waiting.get(subject) ?? screen),
        (error: unknown) => {
          const reason = error instanceof EngineError ? error.reason : messageOf(error);
          if (!(error instanceof EngineError)) log.warn({ reason }, 'The disk could not be looked at.');
          const isAway = !rooms.docker.availability().reachable;
          const failed: DiskScreen = { view: 'disk', params: { failed: reason.slice(0, 200) } };
          draw(ctx, subject, isAway ? { view: 'engine-away', params: {} } : failed);
        },
      )
      // The process is stopping and its rows are closed: the message keeps its button to look again.
      .catch((error: unknown) => log.debug({ reason: messageOf(error) }, 'A look at the disk came too late.'))
      .finally(() => waiting.delete(subject));
  }

  function draw(ctx: BotContext, subject: string, { view, params }: DiskScreen): void {
    say.show(ctx, { subject, slot: 'main', mode: 'upsert', view, params, priority: 0 });
  }

  /** A message keeps its subject, so that whatever is still to be drawn goes into it. */
  function subjectOf(ctx: BotContext): string {
    const known = tappedSubject({ notify }, ctx);
    if (known?.startsWith('disk:') === true) return known;
    return `disk:${ctx.lane.chatId}:${ctx.callbackQuery?.message?.message_id ?? 0}`;
  }

  return {
    open: (ctx) => {
      const subject = `disk:${ctx.work.updateId}`;
      say.reply(ctx, 'disk', { measuring: true }, 'disk', { subject, slot: 'main' });
      lookBehind(ctx, subject, MAIN);
    },
    show: (ctx, screen, measure) => {
      const subject = subjectOf(ctx);
      const isWaiting = waiting.has(subject);
      const measuring = measure || isWaiting;
      say.redraw(ctx, subject, 'main', screen.view, { ...screen.params, measuring });
      if (measuring) lookBehind(ctx, subject, screen);
    },
  };
}
