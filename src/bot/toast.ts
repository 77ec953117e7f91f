import type { Middleware } from 'grammy';
import type { TextParams } from '../errors.ts';
import type { Log } from '../log.ts';
import type { BotContext } from './context.ts';

/** Telegram shows the spinner on a button until the tap is answered; after about a second it feels broken. */
const ANSWER_AT_LATEST_MS = 900;
const LONGEST_TOAST = 200;

export interface Toast {
  readonly key: string;
  readonly params?: TextParams;
  /** Shown as a window that must be closed, for what must not be missed. */
  readonly alert?: boolean;
}

/**
 * Answers every tap once: with the toast that the handler left by then, or with nothing, when it takes longer. What the
 * handler has to say after that comes as a message.
 */
export function answerTaps(
  t: (ctx: BotContext, key: string, params: TextParams) => string,
  log: Log,
): Middleware<BotContext> {
  return async (ctx, next) => {
    if (!ctx.callbackQuery) return next();
    let answered: Promise<void> | null = null;
    const answer = (toast: Toast | null): Promise<void> => {
      answered ??= send(ctx, toast);
      return answered;
    };
    const send = async (context: BotContext, toast: Toast | null): Promise<void> => {
      const text = toast ? [...t(context, toast.key, toast.params ?? {})].slice(0, LONGEST_TOAST).join('') : undefined;
      try {
        await context.answerCallbackQuery(text === undefined ? {} : { text, show_alert: toast?.alert === true });
      } catch (error) {
        // Too old, or answered before a kill: the effect of the tap does not depend on it.
        log.debug({ err: error }, 'a tap could not be answered');
      }
    };
    let early: Toast | undefined;
    const timer = setTimeout(() => {
      early = ctx.toast;
      void answer(early ?? null);
    }, ANSWER_AT_LATEST_MS);
    try {
      await next();
    } finally {
      clearTimeout(timer);
    }
    const late = answered !== null;
    await answer(ctx.toast ?? null);
    if (late && ctx.toast && ctx.toast !== early) ctx.afterToast?.(ctx.toast);
  };
}
