import { describe, expect, test } from 'vitest';
import { ConfigProblem, parseSettings } from '../../../src/config/index.ts';

const parse = (commands: string) => parseSettings(`commands:\n${commands}\n`, 'vakhta.yaml').commands;

function problem(commands: string): string {
  try {
    parse(commands);
  } catch (error) {
    if (error instanceof ConfigProblem) return error.paragraph();
    throw error;
  }
  throw new Error('it was accepted');
}

test('a command needs an id and its arguments; what is left out is the careful choice', () => {
  expect(parse('  - { id: status, argv: [make, status] }')).toEqual([
    {
      id: 'status',
      argv: ['make', 'status'],
      cwd: '/',
      timeout: 300_000,
      access: 'admin',
      confirm: true,
      check: false,
      env: [],
      params: {},
    },
  ]);
});

test('numbers among the arguments and the choices are texts', () => {
  const [only] = parse(
    '  - { id: tail, argv: [tail, -n, 50, "{n}"], params: { n: { kind: choice, values: [1, 2] } } }',
  );
  expect(only?.argv).toEqual(['tail', '-n', '50', '{n}']);
  expect(only?.params).toEqual({ n: { kind: 'choice', values: ['1', '2'] } });
});

describe('is refused with its line and what was expected:', () => {
  test.each([
    ['a line for a shell', '  - { id: a, argv: "make status" }', /commands\.0\.argv.*line 2.*array/],
    ['no arguments', '  - { id: a, argv: [] }', /commands\.0\.argv/],
    [
      'a program that is a parameter',
      '  - { id: a, argv: ["{x}"], params: { x: { kind: choice, values: [sh] } } }',
      /argv\.0.*program written out/,
    ],
    [
      'a placeholder of nothing',
      '  - id: a\n    argv:\n      - make\n      - "{x}"',
      /argv\.1.*line 5.*declares instead of \{x\}/,
    ],
    [
      'a parameter without its place',
      '  - { id: a, argv: [make], params: { x: { kind: integer, min: 1, max: 2 } } }',
      /params\.x.*\{x\} to stand in argv/,
    ],
    [
      'a range that is none',
      '  - { id: a, argv: [make, "{x}"], params: { x: { kind: integer, min: 3, max: 2 } } }',
      /min must not be above max/,
    ],
    [
      'a service without its project',
      '  - { id: a, argv: [make, "{x}"], params: { x: { kind: service } } }',
      /"project" beside a service/,
    ],
    [
      'a check that asks',
      '  - { id: a, check: true, argv: [make, "{x}"], params: { x: { kind: choice, values: [b] } } }',
      /no parameters in a command that is a check/,
    ],
    ['a folder that depends on where one is', '  - { id: a, argv: [make], cwd: server }', /cwd.*begins with \//],
    ['a time-out of nothing', '  - { id: a, argv: [make], timeout: 0s }', /timeout.*from 1s to 24h/],
    ['two of one id', '  - { id: a, argv: [make] }\n  - { id: a, argv: [make] }', /an id of its own/],
    ['a key that there is not', '  - { id: a, argv: [make], shell: true }', /shell: there is no such key/],
    [
      'the value of a variable',
      '  - { id: a, argv: [make], env: ["TOKEN=x"] }',
      /env\.0.*name of an environment variable/,
    ],
  ])('%s', (_what, commands, expected) => {
    expect(problem(commands)).toMatch(expected);
    expect(problem(commands)).toContain('Example: commands:');
  });
});
