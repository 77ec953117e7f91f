import { relative } from 'node:path';
import { ensureChromium } from '../setup/chromium.ts';
import { consentFrom } from '../setup/consent.ts';
import { PROJECT } from '../setup/dependencies.mjs';
import { ENGINE_PROGRAMS, TEST_PROGRAMS } from '../setup/engine.ts';
import { ensurePrograms } from '../setup/packages.ts';
import { asCommand, SetupProblem } from '../setup/problem.ts';
import { added, type Summary, withRetry } from './summary.ts';
import { runVitest } from './vitest-run.ts';

/** More than a few files that fail are no accident of a busy machine: trying them again would only hide time. */
const MOST_AGAIN = 5;

/** `npm test [-- arguments of vitest]`: sets up what the tests need, runs them all, and says the result in one last line. */
await asCommand(async () => {
  const args = process.argv.slice(2).filter((arg) => arg !== '--yes');
  const yes = process.argv.includes('--yes');
  const consent = consentFrom({ yes, env: process.env, isTerminal: process.stdin.isTTY === true });
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new SetupProblem(
      'The tests start a Docker Engine of their own, which needs Linux and root: run them with sudo. Without root, `npm run test:unit` runs those that need no Engine.',
    );
  }
  await ensurePrograms([...ENGINE_PROGRAMS, ...TEST_PROGRAMS], consent);
  await ensureChromium(consent);
  process.on('SIGINT', () => undefined);
  const { passed, failed, skipped } = args.length > 0 ? await runVitest(args) : await runAll();
  if (skipped > 0) process.stdout.write(`${skipped} skipped or not selected\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});

/**
 * The unit tests use all cores. The others mostly wait for containers, so two lanes run side by side, each file by file
 * on an Engine of its own.
 */
async function runAll(): Promise<Summary> {
  const unit = await runVitest(['--project', 'unit']);
  const [engine, chat] = await Promise.all([runVitest(['--project', 'engine']), runVitest(['--project', 'chat'])]);
  return again(added(added(unit, engine), chat));
}

/**
 * A file that failed runs once more, by itself and from its beginning: what waits for real containers can be late on a
 * busy machine. It is named in any case, so that a test that fails now and then is seen; what fails twice has failed.
 */
async function again(first: Summary): Promise<Summary> {
  const files = first.failedFiles.map(({ file }) => relative(PROJECT, file));
  if (first.failed === 0 || files.length === 0 || files.length > MOST_AGAIN) return first;
  process.stdout.write(`\nOnce more, one after the other: ${files.join(', ')}\n`);
  const second = await runVitest(files);
  if (second.failed === 0) process.stdout.write(`Failed once and passed alone: ${files.join(', ')}\n`);
  return withRetry(first, second);
}
