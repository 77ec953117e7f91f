import { createHash } from 'node:crypto';
import type { CommandConfig } from '../config/index.ts';
import { UserError } from '../errors.ts';
import { OPERATION_VARIABLE } from '../host/index.ts';
import type { Reason } from '../operations/index.ts';
import { whyUnavailable } from './availability.ts';
import { argvFor, checkValue, checkValues, declared, needsServices, type Values } from './params.ts';

/** Where programs are looked for when the bot itself was started without PATH. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Of the bot's own environment; everything else has to be named. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ'] as const;

/** A command with its values: what exactly will run. */
export interface CommandPlan {
  readonly command: CommandConfig;
  readonly values: Values;
  readonly argv: readonly string[];
  /** "Restart the tests · gateway". */
  readonly name: string;
}

/** The commands of the configuration. */
export interface Commands {
  list(): readonly CommandConfig[];
  find(id: string): CommandConfig | null;
  /** Ten characters that stand for a command as it is configured now: with its definition they change. */
  reference(command: CommandConfig): string;
  byReference(reference: string): CommandConfig | null;
  /** Why it cannot run here; null when it can. */
  unavailable(command: CommandConfig): Promise<Reason | null>;
  /** The services that a parameter of it may name; empty when it has no such parameter. @throws EngineError */
  services(command: CommandConfig): Promise<readonly string[]>;
  /** Checks some of its values. @throws UserError for the first that it does not take */
  check(command: CommandConfig, values: Values, services: readonly string[]): void;
  /** @param services null when nobody could be asked @throws UserError for values that it does not take */
  plan(command: CommandConfig, values: Values, services: readonly string[] | null): CommandPlan;
  /** All of the environment that it gets. `mark`: who starts it. */
  environment(command: CommandConfig, mark: string): Readonly<Record<string, string>>;
}

export interface CommandsOptions {
  readonly commands: readonly CommandConfig[];
  /** A variable of the bot's own environment; null when it is not set. */
  variable(name: string): string | null;
  /** The services of a compose project. @throws EngineError */
  servicesOf(project: string): Promise<readonly string[]>;
}

export function createCommands({ commands, variable, servicesOf }: CommandsOptions): Commands {
  const searchPath = variable('PATH') ?? DEFAULT_PATH;
  const references = new Map(commands.map((command) => [referenceOf(command), command]));
  return {
    list: () => commands,
    find: (id) => commands.find((command) => command.id === id) ?? null,
    reference: referenceOf,
    byReference: (reference) => references.get(reference) ?? null,
    unavailable: (command) => whyUnavailable(command, searchPath),
    services: async (command) =>
      needsServices(command) && command.project !== undefined ? servicesOf(command.project) : [],
    check(command, values, services) {
      for (const [name, value] of Object.entries(values)) checkValue(name, declared(command, name), value, services);
    },
    plan(command, values, services) {
      const checked = checkValues(command, values, services);
      const name = [nameOf(command), ...Object.values(checked)].join(' · ');
      return { command, values: checked, argv: argvFor(command, checked), name };
    },
    environment(command, mark) {
      const passed = [...PASSED_ON, ...command.env].flatMap((name) => {
        const value = variable(name);
        return value === null ? [] : [[name, value] as const];
      });
      return { PATH: searchPath, ...Object.fromEntries(passed), [OPERATION_VARIABLE]: mark };
    },
  };
}

export function nameOf(command: Pick<CommandConfig, 'id' | 'name'>): string {
  return command.name ?? command.id;
}

/** @throws UserError when the configuration has no such command */
export function existing(commands: Commands, id: string): CommandConfig {
  const command = commands.find(id);
  if (command === null) throw new UserError('commands-unknown', { id: id.slice(0, 60) });
  return command;
}

function referenceOf(command: CommandConfig): string {
  return createHash('sha256').update(JSON.stringify(command)).digest('hex').slice(0, 10);
}
