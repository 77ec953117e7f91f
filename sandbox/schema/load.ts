import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApiSchema } from './schema.ts';

/** Changes whenever the generator writes something else for the same declarations. */
const GENERATOR_VERSION = 1;

/**
 * The schema of the Bot API as the installed `@grammyjs/types` declare it. Made once per version (about two seconds)
 * and kept in `node_modules/.cache`, so it always equals the grammY in use and is never committed.
 */
export async function loadSchema(): Promise<ApiSchema> {
  const directory = typesDirectory();
  const version = versionOf(directory);
  const cacheFile = join(
    dirname(dirname(directory)),
    '.cache',
    'telegram-sandbox',
    `${version}-${GENERATOR_VERSION}.json`,
  );
  if (existsSync(cacheFile)) return parseSchema(readFileSync(cacheFile, 'utf8'));
  const { generateSchema } = await import('./generate.ts');
  const schema = generateSchema(join(directory, 'mod.d.ts'), version);
  writeAtomically(cacheFile, JSON.stringify(schema));
  return schema;
}

function typesDirectory(): string {
  const require = createRequire(fileURLToPath(import.meta.url));
  return dirname(require.resolve('@grammyjs/types'));
}

function versionOf(directory: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Error(`no version in ${directory}/package.json`);
}

function parseSchema(text: string): ApiSchema {
  // Written by `writeAtomically` below and named after its version, so its shape is known.
  return JSON.parse(text) as ApiSchema;
}

/** Two test workers may start at once: neither may read half a file. */
function writeAtomically(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}
