import type { Schema } from './schema.ts';

/** Telegram writes the limits of its fields in prose; these are the phrasings that its documentation uses. */
const AFTER_ENTITIES = /(\d+)-(\d+) characters after entit(?:y|ies) parsing/;
const CHARACTERS = /(\d+)-(\d+) characters/;
const BYTES = /(\d+)-(\d+) bytes/;
const ITEMS =
  /(?:list|array|include|of)\D{0,40}?(\d+)-(\d+) (?:\w+ ){0,2}?(?:items|identifiers|buttons|options|strings|emoji|reactions)/i;
const AT_MOST_ITEMS = /at most (\d+) (?:commands|reactions|items|areas)/i;
const NUMBER_RANGE = /(?:values between |must be between |[;,] )(\d+)(?:-| and )(\d+)(?=[.; ]|$)/i;
const TOKEN_CHARACTERS = /Only characters A-Z, a-z, 0-9, _ and - are allowed|only A-Z, a-z, 0-9, _ and - are allowed/i;
const COMMAND_CHARACTERS = /Can contain only lowercase English letters, digits and underscores/;

/** Adds to `schema` the limits that the documentation of the field states. */
export function withLimits(schema: Schema, documentation: string): Schema {
  if (schema.type === 'string') return { ...schema, ...stringLimits(documentation) };
  if (schema.type === 'array') return { ...schema, ...arrayLimits(documentation) };
  if (schema.type === 'number') return { ...schema, ...numberLimits(documentation) };
  return schema;
}

function stringLimits(documentation: string): Schema {
  const pattern = COMMAND_CHARACTERS.test(documentation)
    ? { pattern: '^[a-z0-9_]*$' }
    : TOKEN_CHARACTERS.test(documentation)
      ? { pattern: '^[A-Za-z0-9_-]*$' }
      : {};
  const after = range(AFTER_ENTITIES, documentation);
  if (after !== null) return { ...pattern, 'x-after-entities': after };
  const bytes = range(BYTES, documentation);
  if (bytes !== null) return { ...pattern, 'x-bytes': bytes };
  const characters = range(CHARACTERS, documentation);
  return characters === null ? pattern : { ...pattern, 'x-chars': characters };
}

function arrayLimits(documentation: string): Schema {
  const items = range(ITEMS, documentation);
  if (items !== null) return { minItems: items[0], maxItems: items[1] };
  const most = AT_MOST_ITEMS.exec(documentation);
  return most === null ? {} : { maxItems: Number(most[1]) };
}

function numberLimits(documentation: string): Schema {
  const limits = range(NUMBER_RANGE, documentation);
  return limits === null ? {} : { minimum: limits[0], maximum: limits[1] };
}

function range(pattern: RegExp, documentation: string): [number, number] | null {
  const match = pattern.exec(documentation);
  return match === null ? null : [Number(match[1]), Number(match[2])];
}
