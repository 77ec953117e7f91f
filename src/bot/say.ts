import type { Destination, Json, Message, Outbox } from '../notify/index.ts';
import type { BotContext } from './context.ts';
import type { ViewName } from './presenter.ts';

export interface Say {
  /**
   * Answers the update with a new message in its chat and topic. `step` names the answer within the update,
   * so that a handler that is repeated after a kill does not answer twice.
   */
  reply(ctx: BotContext, view: ViewName, params: Json, step?: string, more?: Partial<Message>): void;
  notice(
    ctx: BotContext,
    key: string,
    params?: Readonly<Record<string, string | number>>,
    buttons?: readonly NoticeButton[],
  ): void;
  /** Redraws the message that was tapped. Falls back to a new message when Telegram no longer shows which one it was. */
  redraw(ctx: BotContext, subject: string, slot: string, view: ViewName, params: Json): void;
  /**
   * From now on the message that was tapped is the one that is kept up to date. After a kill two may stand in the chat,
   * since nobody knew whether the first had arrived: whichever a person uses answers.
   */
  adopt(ctx: BotContext, subject: string, slot: string): void;
  /** Keeps a lasting message of a subject in this chat up to date, or begins it. */
  show(ctx: BotContext, message: Message, step?: string): void;
}

export interface NoticeButton {
  readonly label: string;
  readonly data: string;
}

export function createSay(options: {
  readonly outbox: Outbox;
  readonly record: (message: {
    subject: string;
    slot: string;
    chatId: number;
    threadId: number | null;
    messageId: number;
  }) => void;
}): Say {
  const { outbox, record } = options;

  function here(ctx: BotContext): Destination {
    return { kind: 'chat', chatId: ctx.lane.chatId, threadId: ctx.lane.threadId };
  }

  function reply(ctx: BotContext, view: ViewName, params: Json, step = 'reply', more: Partial<Message> = {}): void {
    const message = ctx.message;
    const quoted = message && message.chat.type !== 'private' ? { replyTo: { messageId: message.message_id } } : {};
    outbox.enqueue(
      here(ctx),
      { subject: `reply:${ctx.work.updateId}`, slot: step, mode: 'new', view, params, priority: 0, ...quoted, ...more },
      ctx.work.cause(step),
    );
  }

  function adopt(ctx: BotContext, subject: string, slot: string): void {
    const tapped = ctx.callbackQuery?.message;
    if (!tapped) return;
    record({ subject, slot, chatId: tapped.chat.id, threadId: ctx.lane.threadId, messageId: tapped.message_id });
  }

  return {
    reply,
    notice: (ctx, key, params = {}, buttons = []) => {
      reply(
        ctx,
        'notice',
        { key, params, buttons: buttons.map((button) => ({ label: button.label, data: button.data })) },
        `notice-${key}`,
      );
    },
    adopt,
    redraw: (ctx, subject, slot, view, params) => {
      adopt(ctx, subject, slot);
      outbox.enqueue(here(ctx), { subject, slot, mode: 'upsert', view, params, priority: 0 });
    },
    show: (ctx, message, step) => {
      outbox.enqueue(here(ctx), message, step === undefined ? undefined : ctx.work.cause(step));
    },
  };
}
