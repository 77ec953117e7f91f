import { userInfo } from 'node:os';
import { type CommandPlan, commandParams, nameOf, nextParam, shownArgv, type Values } from '../../commands/index.ts';
import type { CommandConfig, CommandParam } from '../../config/index.ts';
import { type ServiceKey, serviceKey } from '../../docker/index.ts';
import { formatDuration } from '../../document/index.ts';
import { UserError } from '../../errors.ts';
import { may, requireAccess } from '../../oncall/index.ts';
import type { Reason } from '../../operations/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { ask } from './ask.ts';
import { encodeValue, encodeValues } from './command-values.ts';
import { tap } from './data.ts';
import { incidentOf } from './incident-of.ts';
import { runNow } from './run-now.ts';

/** Whole numbers up to so many are buttons; of more, round ones are, and any can be typed. */
const MOST_NUMBERS = 12;
const ROUND_NUMBERS = [1, 10, 50, 100, 500, 1000, 10_000];
const MOST_ROUND = 6;

/** The list of commands: as a new message, or in place of the one whose page turns. */
export async function showCommands(options: LookingOptions, ctx: BotContext, page: number | null): Promise<void> {
  const { rooms, say } = options;
  const all = rooms.commands.list();
  const allowed = all.filter((command) => may(ctx.person, command.access));
  const looked = await Promise.all(
    allowed.map(async (command) => ({ command, reason: await rooms.commands.unavailable(command) })),
  );
  const missing = looked.flatMap(({ command, reason }) =>
    reason === null ? [] : [{ name: nameOf(command), reason: asJson(reason) }],
  );
  const params = {
    items: looked.flatMap(({ command, reason }) =>
      reason === null
        ? [{ reference: rooms.commands.reference(command), name: nameOf(command), asks: command.confirm }]
        : [],
    ),
    unavailable: missing,
    hidden: all.length - allowed.length,
    inContainer: missing.length > 0 && (await isInContainer(options)),
    page: page ?? 0,
  };
  if (page === null) say.reply(ctx, 'command-list', params, 'commands');
  else say.redraw(ctx, `commands:${ctx.callbackQuery?.message?.message_id ?? 0}`, 'main', 'command-list', params);
}

async function isInContainer({ rooms }: LookingOptions): Promise<boolean> {
  return (await rooms.docker.selfContainerId().catch(() => null)) !== null;
}

/** Asks for what is still to be chosen; then asks in red, or runs what does not ask. `inPlace`: in the tapped message. */
export async function proceed(
  options: LookingOptions,
  ctx: BotContext,
  command: CommandConfig,
  values: Values,
  inPlace: boolean,
  page = 0,
): Promise<void> {
  const { rooms } = options;
  requireAccess(ctx.person, command.access);
  const missing = await rooms.commands.unavailable(command);
  if (missing !== null) throw new UserError(missing.key, missing.params);
  const services = await rooms.commands.services(command);
  const next = nextParam(command, values);
  if (next !== null) {
    askParam(options, ctx, { command, values, ...next, services, page }, inPlace);
    return;
  }
  const plan = rooms.commands.plan(command, values, services);
  const incident = incidentOf(rooms, await keysOf(options, plan));
  const params = asJson(commandParams(rooms.commands, plan));
  if (command.confirm || rooms.operations.needsSecond('command', params)) {
    ask(options, ctx, { kind: 'command', params, incident, ...questionFor(options, ctx, plan) }, inPlace);
  } else {
    runNow(options, ctx, { kind: 'command', params, incident }, inPlace);
  }
}

/** The services whose incident it belongs to: the one it names, else all of its project. */
async function keysOf({ rooms }: LookingOptions, plan: CommandPlan): Promise<ServiceKey[]> {
  const { project, service } = commandParams(rooms.commands, plan);
  if (project === null) return [];
  if (service !== null) return [serviceKey({ engine: 'local', project, service })];
  const containers = await rooms.docker.list().catch(() => []);
  return containers.flatMap((container) => (container.project === project ? [container.key] : []));
}

function questionFor({ maskSecrets }: LookingOptions, ctx: BotContext, plan: CommandPlan) {
  const { command, name, argv } = plan;
  const { locale } = ctx.person;
  const facts: Reason[] = [
    { key: 'commands-plan-argv', params: { argv: maskSecrets(shownArgv(argv)) } },
    { key: 'commands-plan-where', params: { folder: command.cwd, user: userInfo().username } },
    { key: 'commands-plan-timeout', params: { time: formatDuration(command.timeout, locale) } },
    ...(command.env.length === 0 ? [] : [{ key: 'commands-plan-env', params: { names: command.env.join(', ') } }]),
    ...(command.project === undefined
      ? []
      : [{ key: 'commands-plan-lock', params: { target: command.service ?? command.project } }]),
  ];
  return {
    title: { key: 'commands-plan-title', params: { name } },
    facts,
    button: { key: 'commands-plan-button', params: { name: nameOf(command) } },
  };
}

interface ParamQuestion {
  readonly command: CommandConfig;
  readonly values: Values;
  readonly name: string;
  readonly param: CommandParam;
  readonly services: readonly string[];
  readonly page: number;
}

function askParam({ rooms, say }: LookingOptions, ctx: BotContext, asked: ParamQuestion, inPlace: boolean): void {
  const { command, values, name, param } = asked;
  const here = [rooms.commands.reference(command), ...encodeValues(command, values)];
  const options = optionsFor(asked).map((value) => ({
    label: value,
    data: tap('x', 'r', ...here, encodeValue(param, value)),
  }));
  const isTyped = param.kind === 'integer' && param.max - param.min >= MOST_NUMBERS;
  const params = {
    name,
    title: nameOf(command),
    ask: param.ask ?? null,
    chosen: Object.entries(values).map(([each, value]) => `${each} = ${value}`),
    options,
    turn: tap('x', 'g', ...here),
    page: asked.page,
    range: isTyped ? { min: param.min, max: param.max } : null,
    type: isTyped ? tap('x', 't', ...here) : null,
  };
  const subject = `commands:${ctx.callbackQuery?.message?.message_id ?? 0}`;
  if (inPlace) say.redraw(ctx, subject, 'main', 'command-param', params);
  else say.reply(ctx, 'command-param', params, 'param');
}

function optionsFor({ param, services }: ParamQuestion): readonly string[] {
  switch (param.kind) {
    case 'choice':
      return param.values;
    case 'service':
      return services;
    case 'integer': {
      const { min, max } = param;
      if (max - min >= MOST_NUMBERS) {
        const round = ROUND_NUMBERS.filter((number) => number >= min && number <= max).slice(0, MOST_ROUND);
        return (round.length > 1 ? round : [min, max]).map(String);
      }
      return Array.from({ length: max - min + 1 }, (_, step) => String(min + step));
    }
  }
}
