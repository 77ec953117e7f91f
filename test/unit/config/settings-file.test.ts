import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigProblem, parseSettings } from '../../../src/config/index.ts';

const PATH = '/etc/vakhta.yaml';

function problemOf(text: string): ConfigProblem {
  try {
    parseSettings(text, PATH);
  } catch (error) {
    if (error instanceof ConfigProblem) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

test.each(['', '\n', '# only a comment\n', '---\n', '{}'])(
  'a file that says nothing (%j) means the defaults',
  (text) => {
    const settings = parseSettings(text, PATH);
    const hour = 3_600_000;
    expect(settings).toEqual({
      projects: [],
      publicNames: [],
      checks: [],
      commands: [],
      thresholds: { memoryPercent: 90, diskPercent: 90 },
      severities: { P0: hour / 4, P1: hour, P2: 4 * hour, P3: 24 * hour },
      targets: { rto: 4 * hour, rpo: 24 * hour, timeToTriage: hour / 4, mtbf: 30 * 24 * hour, passRatePercent: 95 },
      people: [],
      twoPerson: { operations: [], services: [] },
      retention: { evidence: 90 * 24 * hour },
      backups: {
        store: 'local',
        level: 1,
        retention: { daily: 7, weekly: 4, monthly: 3, safety: 3 * 24 * hour },
        roots: [],
        importFrom: [],
        sets: {},
      },
      schedules: {
        backup: '30 2 * * *',
        verify: '0 4 * * 0',
        drill: '0 10 1 * *',
        drillMode: 'ask',
        remindAgain: 24 * hour,
        jitter: hour / 6,
      },
      host: {},
    });
  },
);

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['30 s', 30_000],
  ['2m', 120_000],
  ['2min', 120_000],
  ['1.5h', 5_400_000],
  ['1d', 86_400_000],
])('a duration as people write it: %s', (text, expected) => {
  expect(parseSettings(`severities: { P0: ${text} }`, PATH).severities.P0).toBe(expected);
});

describe('what is wrong is named with its line', () => {
  test.each<[string, string, { what: RegExp; line: number; expected?: RegExp; example?: RegExp }]>([
    ['broken flow', 'locale: en\npeople: [\n', { what: /not YAML/, line: 3 }],
    ['an alias of nothing', 'locale: en\nprojects: *shop\n', { what: /not YAML.*shop/, line: 2 }],
    [
      'aliases that unfold without end',
      [
        'a: &a [x]',
        ...'bcdefghij'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefghi'[at]},`.repeat(9)}]`),
      ].join('\n'),
      { what: /not YAML.*alias/i, line: 10 },
    ],
    ['a tab', 'people:\n\t- id: 1\n', { what: /not YAML/, line: 2 }],
    ['the same key twice', 'locale: en\nprojects: []\nlocale: ru\n', { what: /not YAML.*unique/, line: 3 }],
    ['an unknown key', 'locale: en\n\npeple: []\n', { what: /peple/, line: 3, expected: /people/ }],
    [
      'an unknown key inside',
      'thresholds:\n  memoryPercent: 80\n  diskPercnt: 80\n',
      { what: /thresholds\.diskPercnt/, line: 3, example: /^thresholds: / },
    ],
    [
      'an unknown key in a list',
      'people:\n  - id: 1\n    name: A\n  - id: 2\n    name: B\n    rule: C\n',
      { what: /people\.1\.rule/, line: 6, example: /^people: / },
    ],
    [
      'a text for a number',
      'people:\n  - id: one\n    name: A\n',
      { what: /people\.0\.id/, line: 2, expected: /number/ },
    ],
    ['something missing', 'people:\n  - id: 1\n', { what: /people\.0\.name/, line: 2, expected: /string/ }],
    [
      'an unknown kind of check',
      'checks:\n  - id: a\n    kind: snmp\n',
      { what: /checks\.0\.kind/, line: 3, example: /^checks: / },
    ],
    [
      'a check id with spaces',
      'checks:\n  - id: My Check\n    kind: tcp\n    host: h\n    port: 1\n',
      { what: /checks\.0\.id/, line: 2, expected: /lower-case/ },
    ],
    [
      'two checks with one id',
      'checks:\n  - { id: a, kind: tcp, host: h, port: 1 }\n  - { id: a, kind: tcp, host: h, port: 2 }\n',
      { what: /id of its own/, line: 2 },
    ],
    [
      'a port that there is not',
      'checks:\n  - { id: a, kind: tcp, host: h, port: 70000 }\n',
      { what: /checks\.0\.port/, line: 2 },
    ],
    [
      'a token instead of its variable',
      'checks:\n  - id: b\n    kind: telegram\n    tokenFrom: 123:abc\n',
      { what: /checks\.0\.tokenFrom/, line: 4, expected: /environment variable/ },
    ],
    [
      'a percentage above a hundred',
      'thresholds: { diskPercent: 150 }\n',
      { what: /thresholds\.diskPercent/, line: 1 },
    ],
    ['a duration without a unit', 'severities:\n  P0: 15\n', { what: /severities\.P0/, line: 2 }],
    [
      'a duration that is none',
      'severities:\n  P1: 1h\n  P0: soon\n',
      { what: /severities\.P0/, line: 3, expected: /15min/ },
    ],
    ['a language that there is not', 'projects: []\nlocale: fr\n', { what: /locale/, line: 2, expected: /en, ru/ }],
    ['a list for the whole file', '- 1\n', { what: /top of the file/, line: 1 }],
    ['a text for the whole file', 'hello\n', { what: /top of the file/, line: 1 }],
  ])('%s', (_what, text, expected) => {
    const problem = problemOf(text);
    expect(problem.what).toMatch(expected.what);
    expect(problem.where).toBe(`${PATH}, line ${expected.line}`);
    expect(problem.expected).toMatch(expected.expected ?? /./);
    expect(problem.example).toMatch(expected.example ?? /./);
    expect(problem.paragraph()).toMatch(/^The configuration file .+ Where: .+ Expected: .+ Example: .+$/);
  });

  test('of several things each, with all the lines', () => {
    const problem = problemOf('locale: fr\nthresholds: { diskPercent: 0 }\npeple: []\nseverity: 1\n');
    for (const name of ['locale: ', 'thresholds.diskPercent: ', 'peple: ', 'severity: ']) {
      expect(problem.what.split(name)).toHaveLength(2);
    }
    expect(problem.where).toBe(`${PATH}, lines 1, 2, 3, 4`);
    expect(problem.expected).toMatch(/^at thresholds\.diskPercent, number to be >=1$/);
  });

  test.each([
    'severities: { P0: soon }',
    'thresholds: { diskPercent: 150 }',
    'checks: [{ id: A!, kind: tcp, host: h, port: 1 }]',
    'checks: [{ id: a, kind: snmp }]',
    'checks: [{ id: a, kind: http, url: here }]',
    'checks: [{ id: a, kind: http, url: "http://h", status: fine }]',
  ])('the word "expected" is not said twice: %s', (text) => {
    const { expected } = problemOf(text);
    expect(expected).not.toMatch(/expected|invalid/i);
  });

  test('the example of one who broke the YAML is YAML as the paragraph shows it, on one line', () => {
    const shown = problemOf('people: [\n').paragraph().split(' Example: ')[1] ?? '';
    expect(parseSettings(shown, PATH).people).toMatchObject([{ id: 123456789, name: 'Anna', role: 'DevOps lead' }]);
  });
});

test('whatever the file says, it is settings or one paragraph', () => {
  const yamlish = fc.stringMatching(/^[a-z{}[\]:,&*!|>'"#%@` \n\t-]{0,80}$/);
  fc.assert(
    fc.property(fc.oneof(yamlish, fc.json()), (text) => {
      try {
        parseSettings(text, PATH);
      } catch (error) {
        if (!(error instanceof ConfigProblem)) throw error;
        expect(error.paragraph()).not.toContain('\n');
      }
    }),
  );
});
