import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { argvFor, checkValue, checkValues, nextParam, parseTyped, shownArgv } from '../../../src/commands/params.ts';
import { type CommandConfig, parseSettings } from '../../../src/config/index.ts';
import { UserError } from '../../../src/errors.ts';

function command(yaml: string): CommandConfig {
  const [only] = parseSettings(`commands:\n  - ${yaml}\n`, 'vakhta.yaml').commands;
  if (only === undefined) throw new Error('no command');
  return only;
}

const scale = command(
  '{ id: scale, project: shop, argv: [make, scale, "WHAT={service}", "{count}", "--mode={mode}"], params: { service: { kind: service }, count: { kind: integer, min: -2, max: 9 }, mode: { kind: choice, values: [fast, "two words", 3] } } }',
);
const SERVICES = ['gateway', 'telegram-bot'];
const good = { service: 'gateway', count: '3', mode: 'two words' };

const keyOf = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof UserError ? error.key : String(error);
  }
};

describe('the arguments', () => {
  test('hold the values where the configuration has their names, each in its own argument', () => {
    expect(argvFor(scale, checkValues(scale, good, SERVICES))).toEqual([
      'make',
      'scale',
      'WHAT=gateway',
      '3',
      '--mode=two words',
    ]);
  });

  test('keep doubled braces, and what a replacement text would misread', () => {
    const docker = command(
      '{ id: ps, argv: [docker, ps, "--format={{.Names}}", "{{json}}", "{what}"], params: { what: { kind: choice, values: ["$&$1`"] } } }',
    );
    expect(argvFor(docker, { what: '$&$1`' })).toEqual(['docker', 'ps', '--format={{.Names}}', '{{json}}', '$&$1`']);
  });

  // Nobody can write anything into a chat that changes how many arguments there are, or any but those made for it.
  test('whatever is typed, either is refused or is one of the declared values in its place', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'gateway',
        '3',
        'fast',
        '-1',
        '09',
        '1e1',
        ' 3',
        '3\n',
        'gateway;id',
        '$(id)',
        '../x',
        '--help',
        '{mode}',
      ),
    );
    fc.assert(
      fc.property(fc.record({ service: anything, count: anything, mode: anything }), (values) => {
        let checked: Readonly<Record<string, string>>;
        try {
          checked = checkValues(scale, values, SERVICES);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          return;
        }
        const argv = argvFor(scale, checked);
        expect(argv).toHaveLength(scale.argv.length);
        expect(argv.slice(0, 2)).toEqual(['make', 'scale']);
        expect(['WHAT=gateway', 'WHAT=telegram-bot']).toContain(argv[2]);
        expect(argv[3]).toMatch(/^(-[12]|\d)$/);
        expect(['--mode=fast', '--mode=two words', '--mode=3']).toContain(argv[4]);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    [{ service: 'gateway', count: '3' }, 'commands-value-missing'],
    [{ ...good, more: 'x' }, 'commands-param-unknown'],
    [{ ...good, toString: 'x' }, 'commands-param-unknown'],
    [{ ...good, count: '10' }, 'commands-value-integer'],
    [{ ...good, count: '2.5' }, 'commands-value-integer'],
    [{ ...good, count: '0x1' }, 'commands-value-integer'],
    [{ ...good, mode: 'slow' }, 'commands-value-choice'],
    [{ ...good, service: 'ollama' }, 'commands-value-service'],
  ])('%j is refused: %s', (values, key) => {
    expect(keyOf(() => checkValues(scale, values, SERVICES))).toBe(key);
  });

  test('a service that nobody can be asked about must still look like one', () => {
    const param = { kind: 'service' } as const;
    expect(checkValue('service', param, 'anything_1.x', null)).toBe('anything_1.x');
    expect(keyOf(() => checkValue('service', param, '-rf', null))).toBe('commands-value-service');
    expect(keyOf(() => checkValue('service', param, 'a b', null))).toBe('commands-value-service');
  });

  test('are asked for one after the other, in the order of the configuration', () => {
    expect(nextParam(scale, {})?.name).toBe('service');
    expect(nextParam(scale, { service: 'gateway' })?.name).toBe('count');
    expect(nextParam(scale, good)).toBeNull();
  });
});

describe('what is typed', () => {
  test('is a command and values by name', () => {
    expect(parseTyped('  scale  service=gateway count=3 mode=a=b ')).toEqual({
      id: 'scale',
      values: { service: 'gateway', count: '3', mode: 'a=b' },
    });
    expect(parseTyped('status')).toEqual({ id: 'status', values: {} });
  });

  test.each(['status now', 'status --force', 'status =x', 'status SERVICE=x', 'status service='])(
    '"%s" is refused',
    (text) => {
      expect(keyOf(() => parseTyped(text))).toBe('commands-typed-malformed');
    },
  );
});

test('arguments are shown as one would have to type them', () => {
  expect(shownArgv(['make', 'a b', "it's", '', '$HOME', 'x=1'])).toBe(`make 'a b' 'it'\\''s' '' '$HOME' x=1`);
});
