import { Composer } from 'grammy';
import { UserError } from '../../errors.ts';
import type { Board } from '../../health/index.ts';
import type { Message, Priority } from '../../notify/index.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { tapParts } from './data.ts';

/** The message that shows a board; its view draws whatever the board has come to. */
export function boardMessage({ id }: Pick<Board, 'id'>, priority: Priority): Message {
  return { subject: `health:${id}`, slot: 'main', mode: 'upsert', view: 'health', params: { board: id }, priority };
}

/** `/health` and its buttons: `h.<verb>[.<what>].<board>`. They work at any time, also in the middle of a dialogue. */
export function createHealthTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('health', (ctx) => open(options, ctx));
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', first = '', second = ''] = tapParts(ctx.callbackQuery.data);
    if (router === 'c' && verb === 'health') return open(options, ctx);
    if (router !== 'h') return next();
    return tapped(options, ctx, verb, first, second);
  });
  return composer;
}

function open({ rooms, say }: LookingOptions, ctx: BotContext, only?: string): void {
  const { chatId, threadId } = ctx.lane;
  const cause = ctx.work.cause('health');
  const board = rooms.health.open({ chatId, threadId, cause, ...(only === undefined ? {} : { only }) });
  say.show(ctx, boardMessage(board, 0), 'health');
}

async function tapped(
  options: LookingOptions,
  ctx: BotContext,
  verb: string,
  first: string,
  second: string,
): Promise<void> {
  const { health } = options.rooms;
  switch (verb) {
    case 'new':
      return open(options, ctx);
    case 'run':
      return again(options, ctx, first);
    case 'main':
      return turn(options, ctx, first, 'main');
    case 'all':
      return turn(options, ctx, first, `all.${Number(second) || 0}`);
    case 'one':
      // Other messages lead here without a board: then this one check is asked, in a message of its own.
      if (second === '') return open(options, ctx, first);
      return turn(options, ctx, second, `one.${first}`);
    case 'ask':
      await health.recheck(mustHave(options, second).id, first);
      ctx.toast = { key: 'bot-health-toast-asked' };
      return turn(options, ctx, second, `one.${first}`);
    case 'add': {
      requireAccess(ctx.person, 'responder');
      const found = health.adopt(mustHave(options, second).id, first, ctx.person.id);
      ctx.toast = { key: 'bot-health-toast-added', params: { name: found.service } };
      return turn(options, ctx, second, 'main');
    }
    case 'del': {
      requireAccess(ctx.person, 'responder');
      const name = health.remove(mustHave(options, second).id, first);
      ctx.toast = { key: 'bot-health-toast-removed', params: { name } };
      return turn(options, ctx, second, 'main');
    }
    default:
      throw new UserError('bot-button-old');
  }
}

function again(options: LookingOptions, ctx: BotContext, boardId: string): void {
  const { health } = options.rooms;
  if (health.board(boardId) === null) {
    open(options, ctx);
    return;
  }
  const began = health.again(boardId, ctx.work.cause('health'));
  if (!began) ctx.toast = { key: 'bot-health-toast-running' };
  turn(options, ctx, boardId, 'main');
}

function turn({ rooms, say }: LookingOptions, ctx: BotContext, boardId: string, screen: string): void {
  rooms.health.show(boardId, screen);
  say.redraw(ctx, `health:${boardId}`, 'main', 'health', { board: boardId });
}

function mustHave({ rooms }: LookingOptions, boardId: string): Board {
  const board = rooms.health.board(boardId);
  if (board === null) throw new UserError('bot-button-old');
  return board;
}
