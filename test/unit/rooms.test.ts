import { describe, expect, it } from 'vitest';
import { type SourceFile, violationsIn } from '../../scripts/rooms/rules.ts';

const judge = (...files: [string, string][]) =>
  violationsIn(files.map(([path, text]): SourceFile => ({ path: `src/${path}`, text })));

const ALLOWED: [what: string, path: string, text: string][] = [
  ['a lower row', 'bot/a.ts', "import { x } from '../docker/index.ts'"],
  ['the own row', 'triage/a.ts', "import { x } from '../incidents/index.ts'"],
  ['the own room', 'bot/views/a.ts', "import { x } from '../rendering/rich.ts'"],
  ['files that are free for all', 'docker/deep/a.ts', "import type { Clock } from '../../clock.ts'"],
  ['any room, for the composition root', 'main.ts', "import { x } from './bot/index.ts'"],
  ['other files of the composition root, for it', 'main.ts', "import { x } from './serve.ts'"],
  ['its own package', 'database/a.ts', "import Database from 'better-sqlite3'"],
  ['its own packages', 'bot/rendering/a.ts', "import { x } from 'grammy/types'; import y from '@grammyjs/runner'"],
  ['anybody’s package', 'incidents/a.ts', "import { z } from 'zod'; import fs from 'node:fs'"],
  [
    'words that only look like an import',
    'host/a.ts',
    `const text = "import x from '../bot/index.ts'"; // from 'grammy'`,
  ],
];

const FORBIDDEN: [what: string, path: string, text: string, message: string][] = [
  ['a higher row', 'docker/a.ts', "import { x } from '../incidents/index.ts'", 'docker may not import incidents'],
  [
    'a higher row, for a type',
    'config/a.ts',
    "import type { X } from '../host/index.ts'",
    'config may not import host',
  ],
  ['a re-export from above', 'notify/index.ts', "export * from '../bot/index.ts'", 'notify may not import bot'],
  ['a dynamic import from above', 'host/a.ts', "await import('../bot/index.ts')", 'host may not import bot'],
  ['a type by import()', 'host/a.ts', "let x: import('../bot/index.ts').X", 'host may not import bot'],
  ['the inside of a room', 'bot/a.ts', "import { x } from '../docker/client.ts'", 'only index.ts of another room'],
  [
    'an index deeper inside',
    'notify/a.ts',
    "import { x } from '../bot/rendering/index.ts'",
    'only index.ts of another',
  ],
  ['the inside, from the root', 'main.ts', "import { x } from './docker/client.ts'", 'only index.ts of another room'],
  ['the composition root', 'bot/a.ts', "import { x } from '../compose.ts'", 'a room may import of src/ itself only'],
  ['a room, from what is free', 'log.ts', "import { x } from './masking/index.ts'", 'may import no room'],
  ['the root, from what is free', 'clock.ts', "import { x } from './main.ts'", 'free for all'],
  ['what lies outside', 'checks/a.ts', "import { x } from '../../sandbox/index.ts'", 'nothing from outside'],
  ['dockerode', 'recorder/a.ts', "import Docker from 'dockerode'", 'only docker/ may import dockerode'],
  ['grammy', 'inbox/a.ts', "import type { Update } from 'grammy/types'", 'only bot/ may import grammy/types'],
  ['a grammY plugin', 'main.ts', "import { run } from '@grammyjs/runner'", 'only bot/ may import @grammyjs/runner'],
  ['SQLite', 'incidents/a.ts', "import D from 'better-sqlite3'", 'only database/ may import better-sqlite3'],
];

describe('the import rules', () => {
  it.each(ALLOWED)('allow %s', (_, path, text) => {
    expect(judge([path, text])).toEqual([]);
  });

  it.each(FORBIDDEN)('forbid %s', (_, path, text, message) => {
    const [violation, ...more] = judge([path, `\n${text}`]);
    expect(more).toEqual([]);
    expect(violation).toContain(`src/${path}:2: `);
    expect(violation).toContain(message);
  });

  it('forbid circles inside a row, and tell the way round', () => {
    const violations = judge(
      ['triage/a.ts', "import { x } from '../incidents/index.ts'"],
      ['incidents/b.ts', "import { x } from '../oncall/index.ts'"],
      ['oncall/c.ts', "import type { X } from '../triage/index.ts'"],
      ['oncall/d.ts', "import type { X } from '../triage/index.ts'"],
    );
    expect(violations).toEqual([
      'a circle of rooms: triage → incidents (src/triage/a.ts:1), incidents → oncall (src/incidents/b.ts:1), oncall → triage (src/oncall/d.ts:1).',
    ]);
  });

  it('want every room in a row', () => {
    expect(judge(['kitchen/a.ts', ''])).toEqual([expect.stringContaining('src/kitchen: not in a row yet')]);
  });
});
