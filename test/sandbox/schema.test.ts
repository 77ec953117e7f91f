import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateSchema } from '../../sandbox/schema/generate.ts';
import { withLimits } from '../../sandbox/schema/limits.ts';
import { createValidator } from '../../sandbox/schema/validate.ts';

const directory = dirname(createRequire(import.meta.url).resolve('@grammyjs/types'));
const schema = generateSchema(join(directory, 'mod.d.ts'), 'test');

describe('the schema made from @grammyjs/types', () => {
  it('has every method, and nothing without a shape', () => {
    const source = readFileSync(join(directory, 'methods.d.ts'), 'utf8');
    const declared = [...source.matchAll(/^ {4}(\w+)\((?:args\??:|\))/gm)].map((match) => match[1]);
    expect(declared.length).toBeGreaterThan(100);
    expect(Object.keys(schema.methods)).toEqual(declared);
    expect(Object.entries(schema.$defs).filter(([, definition]) => Object.keys(definition).length === 0)).toEqual([]);
  });

  it('compiles every method: each reference leads somewhere', () => {
    const validator = createValidator(schema);
    for (const name of Object.keys(schema.methods)) {
      expect(() => validator.check(name, { no_such_parameter: 1 }), name).toThrow(/^Bad Request/);
    }
  });

  it.each([
    ['sendMessage', 'text', { 'x-after-entities': [1, 4096] }],
    ['sendPhoto', 'caption', { 'x-after-entities': [0, 1024] }],
    ['getUpdates', 'limit', { minimum: 1, maximum: 100 }],
    ['setWebhook', 'secret_token', { 'x-chars': [1, 256], pattern: '^[A-Za-z0-9_-]*$' }],
    ['setMyCommands', 'commands', { maxItems: 100 }],
    ['createForumTopic', 'name', { 'x-chars': [1, 128] }],
    ['deleteMessages', 'message_ids', { minItems: 1, maxItems: 100 }],
    ['sendDocument', 'document', { anyOf: [{ 'x-file': true }, { type: 'string' }] }],
  ])('%s.%s has the limits that its documentation states', (method, parameter, limits) => {
    expect(schema.methods[method]?.properties?.[parameter]).toMatchObject(limits);
  });

  it('reads limits from prose, and none where there is none', () => {
    expect(withLimits({ type: 'string' }, 'Data to be sent, 1-64 bytes')).toEqual({
      type: 'string',
      'x-bytes': [1, 64],
    });
    expect(withLimits({ type: 'array' }, 'List of 1-8 buttons to send')).toEqual({
      type: 'array',
      minItems: 1,
      maxItems: 8,
    });
    expect(withLimits({ type: 'number' }, 'Identifier of the message')).toEqual({ type: 'number' });
    expect(withLimits({ type: 'string' }, 'A list of 1-10 identifiers')).toEqual({ type: 'string' });
  });
});
