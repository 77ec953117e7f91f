import { type CommandConfig, type CommandParam, fillPlaceholders } from '../config/index.ts';
import { UserError } from '../errors.ts';

/** What was chosen for each parameter of a command, as it will stand in an argument. */
export type Values = Readonly<Record<string, string>>;

/** How compose lets services be called; one cannot be mistaken for an option. */
const SERVICE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;
const WHOLE_NUMBER = /^-?\d{1,9}$/;

/**
 * One value, checked against what the command declares.
 * @param services those of the command's project; null when nobody could be asked, then the form alone decides
 * @throws UserError that names the parameter and what it takes
 */
export function checkValue(
  name: string,
  param: CommandParam,
  value: string,
  services: readonly string[] | null,
): string {
  switch (param.kind) {
    case 'choice':
      if (param.values.includes(value)) return value;
      throw new UserError('commands-value-choice', { name, value: shown(value), values: param.values.join(', ') });
    case 'integer': {
      const number = WHOLE_NUMBER.test(value) ? Number(value) : Number.NaN;
      if (number >= param.min && number <= param.max) return String(number);
      throw new UserError('commands-value-integer', { name, value: shown(value), min: param.min, max: param.max });
    }
    case 'service':
      if (SERVICE_NAME.test(value) && (services === null || services.includes(value))) return value;
      throw new UserError('commands-value-service', {
        name,
        value: shown(value),
        services: services === null || services.length === 0 ? '–' : services.join(', '),
      });
  }
}

/** All values, checked: those that the command declares, each of them, and no other. @throws UserError */
export function checkValues(command: CommandConfig, values: Values, services: readonly string[] | null): Values {
  for (const name of Object.keys(values)) declared(command, name);
  return Object.fromEntries(
    Object.entries(command.params).map(([name, param]) => {
      const value = values[name];
      if (value === undefined) throw new UserError('commands-value-missing', { name });
      return [name, checkValue(name, param, value, services)];
    }),
  );
}

/** The parameter that is to be asked for next; null when all are there. */
export function nextParam(command: CommandConfig, values: Values): { name: string; param: CommandParam } | null {
  const found = Object.entries(command.params).find(([name]) => values[name] === undefined);
  return found === undefined ? null : { name: found[0], param: found[1] };
}

export function needsServices(command: CommandConfig): boolean {
  return Object.values(command.params).some(({ kind }) => kind === 'service');
}

/** What will run: the arguments as configured, with checked values in the places that were made for them. */
export function argvFor(command: CommandConfig, values: Values): string[] {
  return command.argv.map((argument) => fillPlaceholders(argument, (name) => values[name] ?? ''));
}

/** What somebody typed after /run: which command, and what of it is decided already. */
export interface Typed {
  readonly id: string;
  readonly values: Values;
}

/**
 * Reads `restart-test service=gateway`. Nothing of it becomes an argument but values of declared parameters.
 * @throws UserError for anything else
 */
export function parseTyped(text: string): Typed {
  const [id = '', ...rest] = text.trim().split(/\s+/);
  const pairs = rest.map((part) => {
    const match = /^([a-z][a-z0-9_-]*)=(.+)$/.exec(part);
    if (match === null) throw new UserError('commands-typed-malformed', { text: shown(part), id: shown(id) });
    return [match[1] ?? '', match[2] ?? ''] as const;
  });
  return { id, values: Object.fromEntries(pairs) };
}

/** @throws UserError when the command has no such parameter */
export function declared(command: CommandConfig, name: string): CommandParam {
  const param = Object.hasOwn(command.params, name) ? command.params[name] : undefined;
  if (param !== undefined) return param;
  const names = Object.keys(command.params).join(', ');
  if (names === '') throw new UserError('commands-takes-nothing', { id: command.id, name: shown(name) });
  throw new UserError('commands-param-unknown', { id: command.id, name: shown(name), names });
}

/** An argument list as one would type it into a shell: what could be misread is quoted. */
export function shownArgv(argv: readonly string[]): string {
  return argv.map((each) => (/^[\w@%+=:,./-]+$/.test(each) ? each : `'${each.replaceAll("'", `'\\''`)}'`)).join(' ');
}

function shown(text: string): string {
  return text.slice(0, 60);
}
