import { Composer, Context } from 'grammy';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BotContext } from '../../../src/bot/context.ts';
import { answerTaps, type Toast } from '../../../src/bot/toast.ts';
import { silentLog } from '../../../src/log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A tap whose handler is `handle`: what the window over the chat said, and what came as a message. */
async function tap(handle: (ctx: Pick<BotContext, 'toast'>) => Promise<void>) {
  const answers: (string | undefined)[] = [];
  const messages: string[] = [];
  const update = {
    update_id: 1,
    callback_query: {
      id: '1',
      from: { id: 1002, is_bot: false, first_name: 'Ben' },
      chat_instance: '1',
      data: 'c.help',
    },
  };
  const me = { id: 1, is_bot: true, first_name: 'Vakhta', username: 'vakhta_bot' } as Context['me'];
  const plain = new Context(update, {} as Context['api'], me);
  const answered: Pick<BotContext, 'toast' | 'afterToast'> & { answerCallbackQuery: unknown } = {
    answerCallbackQuery: async ({ text }: { text?: string }) => answers.push(text),
    afterToast: (toast: Toast) => messages.push(toast.key),
  };
  const ctx = Object.assign(plain, answered) as unknown as BotContext;
  const middleware = new Composer<BotContext>(
    answerTaps((_, key) => key, silentLog),
    () => handle(ctx),
  ).middleware();
  const done = Promise.resolve(middleware(ctx, async () => undefined));
  await vi.runAllTimersAsync();
  await done;
  return { answers, messages };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test('a quick handler’s word is the answer', async () => {
  const heard = await tap(async (ctx) => {
    ctx.toast = { key: 'done' };
  });
  expect(heard).toEqual({ answers: ['done'], messages: [] });
});

test('a slow handler’s early word is the answer, and is not said twice', async () => {
  const heard = await tap(async (ctx) => {
    ctx.toast = { key: 'looking' };
    await pause(5000);
  });
  expect(heard).toEqual({ answers: ['looking'], messages: [] });
});

test('what a slow handler has to say at its end comes as a message', async () => {
  const heard = await tap(async (ctx) => {
    ctx.toast = { key: 'looking' };
    await pause(5000);
    ctx.toast = { key: 'refused' };
  });
  expect(heard).toEqual({ answers: ['looking'], messages: ['refused'] });
});

test('a slow handler that says nothing stops the spinner all the same', async () => {
  expect(await tap(() => pause(5000))).toEqual({ answers: [undefined], messages: [] });
});
