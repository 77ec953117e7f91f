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
    if (router === 'c' && verb === 'health') open(options, ctx);
    else if (router === 'h') tapped(options, ctx, verb, first, second);
    else await next();
  });
  return composer;
}

function open({ rooms, say }: LookingOptions, ctx: BotContext, only?: string): void {
  const { chatId, threadId } = ctx.lane;
  const cause = ctx.work.cause('health');
  const board = rooms.health.open({ chatId, threadId, cause, ...(only === undefined ? {} : { only }) });
  say.show(ctx, boardMessage(board, 0), 'health');
}

function tapped(options: LookingOptions, ctx: BotContext, verb: string, first: string, second: string): void {
  const { health } = options.rooms;
  switch (verb) {
    case 'new':
      open(options, ctx);
      break;
    case 'run':
      again(options, ctx, first);
      break;
    case 'main':
      turn(options, ctx, mustHave(options, first), 'main');
      break;
    case 'all':
      turn(options, ctx, mustHave(options, first), `all.${Number(second) || 0}`);
      break;
    case 'one':
      // Other messages lead here without a board: then this one check is asked, in a message of its own.
      if (second === '') open(options, ctx, first);
      else turn(options, ctx, mustHave(options, second), `one.${first}`);
      break;
    case 'ask':
      health.recheck(mustHave(options, second).id, first);
      turn(options, ctx, mustHave(options, second), `one.${first}`);
      break;
    case 'add':
      add(options, ctx, first, mustHave(options, second));
      break;
    case 'del':
      remove(options, ctx, first, mustHave(options, second));
      break;
    default:
      throw new UserError('bot-button-old');
  }
}

// What is added and removed is staged: a tap that is handled again after a kill finds the board as it was.

function add(options: LookingOptions, ctx: BotContext, reference: string, board: Board): void {
  const { health } = options.rooms;
  requireAccess(ctx.person, 'responder');
  const { service } = health.offered(board.id, reference);
  ctx.work.stage('add', () => {
    health.adopt(board.id, reference, ctx.person.id);
    turn(options, ctx, board, 'main');
  });
  ctx.toast = { key: 'bot-health-toast-added', params: { name: service } };
}

function remove(options: LookingOptions, ctx: BotContext, reference: string, board: Board): void {
  const { health } = options.rooms;
  requireAccess(ctx.person, 'responder');
  const name = health.addedName(board.id, reference);
  ctx.work.stage('remove', () => {
    health.remove(board.id, reference);
    turn(options, ctx, board, 'main');
  });
  ctx.toast = { key: 'bot-health-toast-removed', params: { name } };
}

function again(options: LookingOptions, ctx: BotContext, boardId: string): void {
  const { health } = options.rooms;
  const board = health.board(boardId);
  if (board === null) {
    open(options, ctx);
    return;
  }
  const began = health.again(boardId, ctx.work.cause('health'));
  if (!began) ctx.toast = { key: 'bot-health-toast-running' };
  turn(options, ctx, board, 'main');
}

function turn({ rooms, say }: LookingOptions, ctx: BotContext, { id }: Board, screen: string): void {
  rooms.health.show(id, screen);
  say.redraw(ctx, `health:${id}`, 'main', 'health', { board: id });
}

function mustHave({ rooms }: LookingOptions, boardId: string): Board {
  const board = rooms.health.board(boardId);
  if (board === null) throw new UserError('bot-button-old');
  return board;
}
