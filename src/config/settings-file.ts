import { readFileSync } from 'node:fs';
import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { messageOf } from '../errors.ts';
import { ConfigProblem } from './problem.ts';
import { type Settings, settingsSchema } from './schema.ts';

/**
 * Reads and checks `vakhta.yaml`. Without a file (and when none was named) the defaults are returned.
 * @throws ConfigProblem with the file, the line, what was expected and an example
 */
export function readSettings(file: { path: string; named: boolean }): Settings {
  let text: string;
  try {
    text = readFileSync(file.path, 'utf8');
  } catch (cause) {
    if (!file.named && isMissing(cause)) return settingsSchema.parse({});
    throw new ConfigProblem(
      {
        what: `The configuration file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
        where: file.path,
        expected: 'a YAML file that the user who runs Vakhta may read',
        example: 'VAKHTA_CONFIG=./vakhta.yaml  (a commented example: vakhta.example.yaml)',
      },
      { cause },
    );
  }
  return parseSettings(text, file.path);
}

/** @throws ConfigProblem, see readSettings */
export function parseSettings(text: string, path: string): Settings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const notYaml = (reason: string, offset: number, cause?: unknown) =>
    new ConfigProblem(
      {
        what: `The configuration file is not YAML: ${reason}.`,
        where: `${path}, line ${lines.linePos(offset).line}`,
        expected: 'YAML with two spaces an indent and no tabs',
        example: PEOPLE_EXAMPLE,
      },
      { cause },
    );
  const [broken] = document.errors;
  if (broken) throw notYaml(broken.message, broken.pos[0]);
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (cause) {
    // An alias (`*name`) of an anchor that there is not, or that unfolds without end, is noticed only here.
    throw notYaml(messageOf(cause), faultyAliasIn(document) ?? 0, cause);
  }
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw problemOf(parsed.error, path, (keys) => {
    for (let depth = keys.length; depth >= 0; depth -= 1) {
      const node: unknown = document.getIn(keys.slice(0, depth), true);
      const offset = rangeStart(node);
      if (offset !== null) return lines.linePos(offset).line;
    }
    return 1;
  });
}

/** Where the first alias without its anchor stands; else the last alias there is. */
function faultyAliasIn(document: Document.Parsed): number | null {
  let found: number | null = null;
  visit(document, {
    Alias: (_key, alias) => {
      found = rangeStart(alias) ?? found;
      return alias.resolve(document) === undefined ? visit.BREAK : undefined;
    },
  });
  return found;
}

interface Mistake {
  readonly keys: (string | number)[];
  readonly name: string;
  readonly message: string;
  readonly expected: string;
}

/** Names every mistake, so that one run is enough to mend them all; says of the first what was expected there. */
function problemOf(error: z.ZodError, path: string, lineOf: (keys: (string | number)[]) => number): ConfigProblem {
  const mistakes = error.issues.flatMap(mistakesIn);
  const [first] = mistakes;
  const lines = [...new Set(mistakes.map(({ keys }) => lineOf(keys)))].sort((one, other) => one - other);
  const isOne = mistakes.length === 1;
  const expected = first?.expected ?? 'what vakhta.example.yaml shows';
  return new ConfigProblem({
    what: `The configuration file is wrong at ${mistakes.map(({ name, message }) => `${name}: ${message}`).join('; ')}.`,
    where: `${path}, ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`,
    expected: isOne ? expected : `at ${first?.name}, ${expected}`,
    example: exampleFor(first?.keys[0]),
  });
}

function mistakesIn(issue: z.core.$ZodIssue): Mistake[] {
  const at = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  const mistake = (keys: (string | number)[], message: string): Mistake => ({
    keys,
    name: keys.join('.') || 'the top of the file',
    message,
    expected: expectationOf(issue),
  });
  if (issue.code !== 'unrecognized_keys') return [mistake(at, issue.message)];
  return issue.keys.map((key) => mistake([...at, key], 'there is no such key'));
}

function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `a value of type ${issue.expected}`;
    case 'unrecognized_keys':
      return `one of ${Object.keys(settingsSchema.shape).join(', ')}, or the keys that vakhta.example.yaml shows there`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    default:
      // "Too big: expected number to be <=100": the paragraph has the word "Expected" already.
      return issue.message.replace(/^.*\bexpected\s+/i, '');
  }
}

const PEOPLE_EXAMPLE = 'people: [{ id: 123456789, name: Anna, role: DevOps lead }]';

const EXAMPLES: Readonly<Record<string, string>> = {
  projects: 'projects: [shop]',
  publicNames: 'publicNames: [example.com]',
  checks: 'checks: [{ id: gateway, kind: http, url: "http://localhost:18790/health", service: gateway }]',
  commands: 'commands: [{ id: restart-test, argv: [make, restart-test], cwd: /srv/app/server }]',
  thresholds: 'thresholds: { memoryPercent: 90, diskPercent: 90 }',
  severities: 'severities: { P0: 15min, P1: 1h, P2: 4h, P3: 1d }',
  targets: 'targets: { rto: 4h, rpo: 24h, timeToTriage: 15min, mtbf: 30d, passRatePercent: 95 }',
  people: PEOPLE_EXAMPLE,
  host: 'host: { ssh: root@example.com }',
  locale: 'locale: ru',
};

function exampleFor(key: string | number | undefined): string {
  return EXAMPLES[String(key)] ?? PEOPLE_EXAMPLE;
}

function rangeStart(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node)) return null;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : null;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
