import { checkValue, type Values } from '../../commands/index.ts';
import type { CommandConfig, CommandParam } from '../../config/index.ts';
import { UserError } from '../../errors.ts';
import { serviceHash } from './reference.ts';

/** One value as a part of callback data, at most twelve characters; parts are joined by dots, so none holds one. */
export function encodeValue(param: CommandParam, value: string): string {
  switch (param.kind) {
    case 'choice':
      return String(param.values.indexOf(value));
    case 'integer':
      return value;
    case 'service':
      return serviceHash(value);
  }
}

/** The values so far, in the order of the parameters. */
export function encodeValues(command: CommandConfig, values: Values): string[] {
  const parts: string[] = [];
  for (const [name, param] of Object.entries(command.params)) {
    const value = values[name];
    if (value === undefined) break;
    parts.push(encodeValue(param, value));
  }
  return parts;
}

/**
 * The values that a button or a question carries.
 * @throws UserError for what the command does not take (any more)
 */
export function decodeValues(command: CommandConfig, parts: readonly string[], services: readonly string[]): Values {
  const params = Object.entries(command.params);
  if (parts.length > params.length) throw new UserError('bot-button-old');
  return Object.fromEntries(
    parts.map((part, at) => {
      const [name, param] = params[at] ?? [];
      if (name === undefined || param === undefined) throw new UserError('bot-button-old');
      return [name, checkValue(name, param, decodeValue(param, part, services), services)] as const;
    }),
  );
}

function decodeValue(param: CommandParam, part: string, services: readonly string[]): string {
  switch (param.kind) {
    case 'choice': {
      const value = /^\d+$/.test(part) ? param.values[Number(part)] : undefined;
      if (value === undefined) throw new UserError('bot-button-old');
      return value;
    }
    case 'integer':
      return part;
    case 'service': {
      const found = services.find((service) => serviceHash(service) === part);
      if (found === undefined) throw new UserError('bot-service-gone');
      return found;
    }
  }
}
