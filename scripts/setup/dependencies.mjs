// @ts-check
// Plain JavaScript: the machine's own Node (from 20.19 on) runs this before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }> }} LockFile */

export const PROJECT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const NODE = join(PROJECT, 'node_modules', '.bin', 'node');

/**
 * Compares package-lock.json with the note that npm leaves in node_modules of what it has installed.
 * Optional packages that are missing belong to other platforms.
 * @param {LockFile} wanted
 * @param {LockFile | null} installed null when there is no such note
 * @returns {boolean}
 */
export function isUpToDate(wanted, installed) {
  if (installed === null) return false;
  const has = installed.packages ?? {};
  return Object.entries(wanted.packages ?? {}).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = has[path];
    if (found === undefined) return optional === true || devOptional === true;
    return found.version === version;
  });
}

/** @param {string} file @returns {LockFile | null} */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function bringsItsNode() {
  return spawnSync(NODE, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v24.') === true;
}

/**
 * Installs the packages of the lock file where they are missing or others; Node 24 comes among them.
 * Ends the process with code 1 and a sentence where that fails.
 */
export function ensureDependencies() {
  const wanted = readLock(join(PROJECT, 'package-lock.json')) ?? {};
  const installed = readLock(join(PROJECT, 'node_modules', '.package-lock.json'));
  if (isUpToDate(wanted, installed) && bringsItsNode()) return;
  console.error('Dependencies: installing the packages of package-lock.json with npm ci …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: PROJECT,
    // Standard output belongs to whoever called; npm's words go to the error stream.
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    console.error('Dependencies: npm ci failed (its reason is above). Mend that, then start again.');
    process.exit(1);
  }
  if (bringsItsNode()) return;
  console.error(
    'Dependencies: the package "node" did not bring Node 24, because npm was told not to run install scripts. Run this, then start again:\n  npm rebuild node --ignore-scripts=false',
  );
  process.exit(1);
}

/**
 * Runs a TypeScript file of the project on Node 24 and ends with its code. Signals reach it too: a Ctrl-C in a
 * terminal goes to both anyway, one that was sent to this process alone is handed on.
 * @param {string} file relative to the project
 * @param {readonly string[]} args
 */
export function runOnNode24(file, args) {
  const child = spawn(NODE, [join(PROJECT, file), ...args], { cwd: PROJECT, stdio: 'inherit' });
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('error', (error) => {
    console.error(`Node 24 could not be started: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
}
