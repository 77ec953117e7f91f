import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Composer } from 'grammy';
import {
  type CommandParams,
  checkValue,
  existing,
  nameOf,
  nextParam,
  parseCommandParams,
  parseTyped,
} from '../../commands/index.ts';
import type { CommandConfig } from '../../config/index.ts';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { Operation } from '../../operations/index.ts';
import { askedAgainBecauseLate } from '../commands/late.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { repliedSubject } from '../subjects.ts';
import { orAskAgain } from './ask-again.ts';
import { proceed, showCommands } from './command-flow.ts';
import { decodeValues, encodeValues } from './command-values.ts';
import { tap, tapParts } from './data.ts';

const ASKED = 'command-ask';

/**
 * `/run`, and what its messages lead to: `x.l.<page>` the list, `x.r.<command>.<values…>` choose or run,
 * `x.g.<command>.<values…>.<page>` turn the page of a choice, `x.t.<command>.<values…>` type a number,
 * `x.o.<operation>` all of the output, `x.a.<operation>` the same again.
 */
export function createCommandTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();

  composer.command('run', async (ctx) => {
    if (ctx.match.trim() === '') return showCommands(options, ctx, null);
    const { id, values } = parseTyped(ctx.match);
    const command = existing(options.rooms.commands, id);
    await runTyped(options, ctx, command, values);
  });

  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', ...rest] = tapParts(ctx.callbackQuery.data);
    if (router === 'c' && verb === 'run') return showCommands(options, ctx, null);
    if (router !== 'x') return next();
    const [first = '', ...more] = rest;
    if (verb === 'l') return showCommands(options, ctx, Number(first) || 0);
    if (verb === 'o') return sendOutput(options, ctx, first);
    if (verb === 'a') return runAgain(options, ctx, first);
    const command = options.rooms.commands.byReference(first);
    // Changed or gone since the button was made.
    if (command === null) throw new UserError('commands-changed');
    const page = verb === 'g' ? Number(more.pop()) || 0 : 0;
    if (verb === 't') return askToType(options, ctx, command, more);
    const values = decodeValues(command, more, await options.rooms.commands.services(command));
    return proceed(options, ctx, command, values, true, page);
  });

  composer.on('message:text', async (ctx, next) => {
    const asked = askedIn(options, ctx);
    if (asked === null || ctx.message.text.startsWith('/')) return next();
    const { command, parts } = asked;
    const services = await options.rooms.commands.services(command);
    const values = decodeValues(command, parts, services);
    const param = nextParam(command, values);
    if (param === null) throw new UserError('commands-changed');
    const typed = ctx.message.text.trim();
    return orAskAgain(options, ctx, /^commands-value-/, param.name, () => {
      const value = checkValue(param.name, param.param, typed, services);
      return proceed(options, ctx, command, { ...values, [param.name]: value }, false);
    });
  });

  return composer;
}

/** Values that were typed are checked before any of them is asked for. */
async function runTyped(
  options: LookingOptions,
  ctx: BotContext,
  command: CommandConfig,
  typed: Readonly<Record<string, string>>,
): Promise<void> {
  requireAccess(ctx.person, command.access);
  const services = await options.rooms.commands.services(command);
  options.rooms.commands.check(command, typed, services);
  // Buttons carry values in the order of the parameters: what comes after a missing one is asked for again.
  const inOrder: Record<string, string> = {};
  for (const name of Object.keys(command.params)) {
    const value = typed[name];
    if (value === undefined) break;
    inOrder[name] = value;
  }
  const data = tap('x', 'r', options.rooms.commands.reference(command), ...encodeValues(command, inOrder));
  const again = { label: 'bot-button-do-it-now', data };
  if (askedAgainBecauseLate(ctx, options.say, `run ${command.id}`, options.clock.now(), again)) return;
  await proceed(options, ctx, command, inOrder, false);
}

function askToType(
  { say, rooms }: LookingOptions,
  ctx: BotContext,
  command: CommandConfig,
  parts: readonly string[],
): void {
  requireAccess(ctx.person, command.access);
  const [name, param] = Object.entries(command.params)[parts.length] ?? [];
  if (name === undefined || param?.kind !== 'integer') throw new UserError('bot-button-old');
  const subject = [ASKED, ctx.person.id, [rooms.commands.reference(command), ...parts].join('.')].join(':');
  const { min, max, ask } = param;
  const params = { title: nameOf(command), name, ask: ask ?? null, min, max };
  say.reply(ctx, 'command-number', params, 'number', { subject, slot: 'main' });
}

/** What a reply answers; null when it replies to something else. @throws UserError when somebody else was asked */
function askedIn(
  { rooms, notify }: LookingOptions,
  ctx: BotContext,
): { readonly command: CommandConfig; readonly parts: readonly string[] } | null {
  const [kind, person, data = ''] = repliedSubject({ notify }, ctx)?.split(':') ?? [];
  if (kind !== ASKED) return null;
  if (Number(person) !== ctx.person.id) {
    throw new UserError('commands-asked-another', { who: rooms.people.person(Number(person)).name });
  }
  const [reference = '', ...parts] = tapParts(data);
  const command = rooms.commands.byReference(reference);
  if (command === null) throw new UserError('commands-changed');
  return { command, parts };
}

async function runAgain(options: LookingOptions, ctx: BotContext, id: string): Promise<void> {
  const { params } = ranAs(options, id);
  const command = options.rooms.commands.byReference(params.reference);
  if (command === null) throw new UserError('commands-changed');
  await proceed(options, ctx, command, params.values, false);
}

async function sendOutput(options: LookingOptions, ctx: BotContext, id: string): Promise<void> {
  const { operation, params } = ranAs(options, id);
  requireAccess(ctx.person, params.access);
  const file = operation.outcome?.evidence?.find(({ what }) => what === 'output');
  const path = join(options.config.environment.dataDir, file?.path ?? '');
  const isThere = file !== undefined && (await stat(path).catch(() => null))?.isFile() === true;
  if (!isThere) throw new UserError('commands-output-gone');
  const more = { file: { name: `${params.id}-${id}.txt`, path } };
  options.say.reply(ctx, 'command-output', { name: params.name }, 'output', more);
}

/** @throws UserError when there is no such run (any more) */
function ranAs({ rooms }: LookingOptions, id: string): { operation: Operation; params: CommandParams } {
  const operation = rooms.operations.get(id);
  if (operation?.kind !== 'command') throw new UserError('bot-operation-unknown');
  return { operation, params: parseCommandParams(operation.params) };
}
