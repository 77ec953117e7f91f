import { refused } from '../refusal.ts';

/** Reads the JSON body of a phone request; everything in it comes from outside. */
export interface Fields {
  number(name: string): number;
  optionalNumber(name: string): number | undefined;
  text(name: string): string;
  optionalText(name: string): string | undefined;
  isText(name: string): boolean;
  flag(name: string): boolean;
  list(name: string): readonly unknown[] | undefined;
  object(name: string): Readonly<Record<string, unknown>> | undefined;
}

export function readFields(value: unknown): Fields {
  const body = asObject(value) ?? {};
  const optionalNumber = (name: string) => {
    const given = body[name];
    if (given === undefined || given === null) return undefined;
    const number = typeof given === 'string' ? Number(given) : given;
    if (typeof number !== 'number' || !Number.isFinite(number))
      throw refused(`Bad Request: "${name}" must be a number`);
    return number;
  };
  const optionalText = (name: string) => {
    const given = body[name];
    if (given === undefined || given === null) return undefined;
    if (typeof given !== 'string') throw refused(`Bad Request: "${name}" must be a string`);
    return given;
  };
  return {
    optionalNumber,
    optionalText,
    number: (name) => required(name, optionalNumber(name)),
    text: (name) => required(name, optionalText(name)),
    isText: (name) => typeof body[name] === 'string',
    flag: (name) => body[name] === true,
    list(name) {
      const given = body[name];
      return Array.isArray(given) ? given : undefined;
    },
    object: (name) => asObject(body[name]),
  };
}

function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw refused(`Bad Request: "${name}" is missing`);
  return value;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
