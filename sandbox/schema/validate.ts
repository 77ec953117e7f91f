import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { refused } from '../server/refusal.ts';
import { loadSchema } from './load.ts';
import type { ApiSchema, Schema } from './schema.ts';

export interface Validator {
  /** The method's exact name (Telegram ignores case), or null where the Bot API has none of this name. */
  methodNamed(name: string): string | null;
  /**
   * Reads form values as what the schema expects, then checks everything. Throws a refusal with Telegram's text, or,
   * where Telegram would silently ignore a mistake (an unknown parameter), with a text of our own.
   */
  check(method: string, raw: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** Whether a method has a parameter of this name. */
  hasParameter(method: string, name: string): boolean;
  /** The version of `@grammyjs/types` that is being checked against. */
  readonly version: string;
}

/** Compiled schemas are pure and costly: the sandboxes of one process share them. */
let shared: Promise<Validator> | undefined;

export function sharedValidator(): Promise<Validator> {
  shared ??= loadSchema().then(createValidator);
  return shared;
}

/** Compiles the schema of a method when it is first called: all 185 at once would cost a second. */
export function createValidator(schema: ApiSchema): Validator {
  const ajv = new Ajv2020({ discriminator: true, strict: false, allErrors: false, verbose: false });
  ajv.addKeyword({
    keyword: 'x-chars',
    type: 'string',
    validate: ([least, most]: [number, number], value: string) => within([...value].length, least, most),
  });
  ajv.addKeyword({
    keyword: 'x-bytes',
    type: 'string',
    validate: ([least, most]: [number, number], value: string) => within(Buffer.byteLength(value), least, most),
  });
  ajv.addSchema({ $id: 'api', ...schema });
  const names = new Map(Object.keys(schema.methods).map((name) => [name.toLowerCase(), name]));
  return {
    version: schema.version,
    methodNamed: (name) => names.get(name.toLowerCase()) ?? null,
    hasParameter: (method, name) => name in (schema.methods[method]?.properties ?? {}),
    check(method, raw) {
      if (!isWellFormed(raw)) throw refused('Bad Request: strings must be encoded in UTF-8');
      const args = coerce(schema, schema.methods[method] ?? {}, raw);
      const validate = ajv.getSchema(`api#/methods/${method}`);
      if (validate === undefined) throw new Error(`no schema for ${method}`);
      if (validate(args) !== true) throw refused(describe(validate.errors ?? [], args));
      return args;
    },
  };
}

/** Half of a surrogate pair, which cutting a text in the middle of an emoji leaves, cannot be written in UTF-8. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isWellFormed);
}

function within(count: number, least: number, most: number): boolean {
  return count >= least && count <= most;
}

/** Forms, query strings and JSON alike may carry a number, a boolean or an object as text. */
function coerce(api: ApiSchema, schema: Schema, raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    const expected = schema.properties?.[name];
    args[name] = typeof value === 'string' && expected !== undefined ? fromText(api, expected, name, value) : value;
  }
  return args;
}

function fromText(api: ApiSchema, expected: Schema, name: string, value: string): unknown {
  const types = typesOf(api, expected);
  if (types.has('number') && /^-?\d+(\.\d+)?$/.test(value.trim())) return Number(value);
  if (types.has('string')) return value;
  if (types.has('boolean')) return /^(true|yes|1)$/i.test(value.trim());
  try {
    return JSON.parse(value);
  } catch {
    throw refused(`Bad Request: can't parse ${name.replaceAll('_', ' ')} JSON object`);
  }
}

function typesOf(api: ApiSchema, schema: Schema): Set<string> {
  if (schema.$ref !== undefined) return typesOf(api, api.$defs[schema.$ref.replace('#/$defs/', '')] ?? {});
  if (schema.type !== undefined) return new Set([schema.type]);
  if (schema.enum !== undefined) return new Set(schema.enum.map((value) => typeof value));
  if (schema.const !== undefined) return new Set([typeof schema.const]);
  return new Set((schema.anyOf ?? schema.oneOf ?? []).flatMap((part) => [...typesOf(api, part)]));
}

/** Telegram's text for the mistake where it has one, else the place and what was expected. */
function describe(errors: readonly ErrorObject[], args: Readonly<Record<string, unknown>>): string {
  const error = mostTelling(errors);
  if (error === undefined) return 'Bad Request: invalid arguments';
  const field = error.instancePath.split('/').at(-1) ?? '';
  const known = telegramText(error, field, errors, args);
  if (known !== null) return `Bad Request: ${known}`;
  const place = error.instancePath === '' ? '' : ` at ${error.instancePath.slice(1)}`;
  if (error.keyword === 'additionalProperties') {
    return `Bad Request: unknown parameter "${String(error.params.additionalProperty)}"${place}`;
  }
  return `Bad Request: wrong argument${place}: ${error.message ?? error.keyword} ${JSON.stringify(error.params)}`;
}

const MISSING: Readonly<Record<string, string>> = {
  chat_id: 'chat_id is empty',
  text: 'message text is empty',
  callback_query_id: 'query is too old and response timeout expired or query ID is invalid',
  message_id: 'message identifier is not specified',
  action: 'wrong parameter action in request',
  document: 'there is no document in the request',
  photo: 'there is no photo in the request',
  file_id: 'file_id not specified',
};

function telegramText(
  error: ErrorObject,
  field: string,
  errors: readonly ErrorObject[],
  args: Readonly<Record<string, unknown>>,
): string | null {
  if (error.keyword === 'x-bytes' && field === 'callback_data') return 'BUTTON_DATA_INVALID';
  if (errors.some((one) => one.keyword === 'x-bytes' && one.instancePath.endsWith('/callback_data'))) {
    return 'BUTTON_DATA_INVALID';
  }
  if (error.keyword === 'x-chars' && /copy_text\/text$/.test(error.instancePath)) return 'BUTTON_COPY_TEXT_INVALID';
  if (error.instancePath === '' && error.keyword === 'required') {
    return MISSING[String(error.params.missingProperty)] ?? null;
  }
  if (error.instancePath === '/parse_mode') return 'unsupported parse_mode';
  if (error.instancePath === '/action') return 'wrong parameter action in request';
  if (/commands\/\d+\/command$/.test(error.instancePath)) {
    return error.keyword === 'x-chars' ? 'command name is too long' : 'BOT_COMMAND_INVALID';
  }
  if (/commands\/\d+\/description$/.test(error.instancePath)) return 'BOT_COMMAND_DESCRIPTION_INVALID';
  if (error.instancePath === '/text' && args.text !== undefined && error.keyword === 'x-chars') {
    return 'MESSAGE_TOO_LONG';
  }
  return isBareButton(error, args)
    ? "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    : null;
}

function isBareButton(error: ErrorObject, args: Readonly<Record<string, unknown>>): boolean {
  const place = /^\/reply_markup\/inline_keyboard\/(\d+)\/(\d+)/.exec(error.instancePath);
  if (place === null) return false;
  let value: unknown = args.reply_markup;
  for (const key of ['inline_keyboard', String(place[1]), String(place[2])]) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return (
    typeof value === 'object' && value !== null && Object.keys(value).every((key) => key === 'text' || key === 'style')
  );
}

/** Of a failed union ajv reports every alternative: the deepest one is the one that was meant. */
function mostTelling(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const rank = (error: ErrorObject) =>
    error.instancePath.split('/').length * 2 + (error.keyword === 'anyOf' || error.keyword === 'oneOf' ? 0 : 1);
  return errors.reduce<ErrorObject | undefined>(
    (best, error) => (best === undefined || rank(error) > rank(best) ? error : best),
    undefined,
  );
}
