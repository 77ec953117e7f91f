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
        example: 'people:\n  - { id: 123456789, name: Anna, role: DevOps lead }',
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

function problemOf(error: z.ZodError, path: string, lineOf: (keys: (string | number)[]) => number): ConfigProblem {
  const [issue] = error.issues;
  const keys = (issue?.path ?? []).map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue?.code === 'unrecognized_keys') keys.push(issue.keys[0] ?? '');
  const name = keys.join('.') || 'the top of the file';
  const others = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  return new ConfigProblem({
    what: `The configuration file is wrong at ${name}: ${issue?.message ?? 'unknown'}${others}.`,
    where: `${path}, line ${lineOf(keys)}`,
    expected: expectationOf(issue),
    example: exampleFor(keys[0]),
  });
}

function expectationOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'what vakhta.example.yaml shows';
  switch (issue.code) {
    case 'invalid_type':
      return `a value of type ${issue.expected}`;
    case 'unrecognized_keys':
      return `one of ${Object.keys(settingsSchema.shape).join(', ')}, or the keys that vakhta.example.yaml shows there`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    default:
      return issue.message;
  }
}

const EXAMPLES: Readonly<Record<string, string>> = {
  projects: 'projects: [shop]',
  publicNames: 'publicNames: [example.com]',
  checks: 'checks: [{ id: gateway, kind: http, url: "http://localhost:18790/health", service: gateway }]',
  thresholds: 'thresholds: { memoryPercent: 90, diskPercent: 90 }',
  severities: 'severities: { P0: 15min, P1: 1h, P2: 4h, P3: 1d }',
  targets: 'targets: { rto: 4h, rpo: 24h, timeToTriage: 15min, mtbf: 30d, passRatePercent: 95 }',
  people: 'people: [{ id: 123456789, name: Anna, role: DevOps lead }]',
  host: 'host: { ssh: root@example.com }',
  locale: 'locale: ru',
};

function exampleFor(key: string | number | undefined): string {
  return EXAMPLES[String(key)] ?? 'people: [{ id: 123456789, name: Anna, role: DevOps lead }]';
}

function rangeStart(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node)) return null;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : null;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
