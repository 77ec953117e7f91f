import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { violationsIn } from './rooms/rules.ts';
import { PROJECT } from './setup/dependencies.mjs';

const files = readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.[cm]?[jt]s$/.test(name))
  .map((name) => `src/${name}`)
  .map((path) => ({ path, text: readFileSync(join(PROJECT, path), 'utf8') }));
const violations = violationsIn(files);
for (const violation of violations) process.stderr.write(`${violation}\n`);
if (violations.length > 0) {
  process.stderr.write(`Rooms: ${violations.length} imports break the rules of docs/architecture.md.\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`Rooms: ${files.length} files keep the rules.\n`);
}
