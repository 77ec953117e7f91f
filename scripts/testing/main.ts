import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from '../setup/chromium.ts';
import { consentFrom } from '../setup/consent.ts';
import { PROJECT } from '../setup/dependencies.mjs';
import { ENGINE_PROGRAMS } from '../setup/engine.ts';
import { ensurePrograms } from '../setup/packages.ts';
import { asCommand, SetupProblem } from '../setup/problem.ts';
import { summarize } from './summary.ts';

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
  await ensurePrograms(ENGINE_PROGRAMS, consent);
  await ensureChromium(consent);
  return runVitest(args);
});

async function runVitest(args: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vakhta-test-report-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const vitest = join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], { cwd: PROJECT, stdio: 'inherit' });
    // A Ctrl-C reaches vitest by itself, which then removes its Engine; a second one would make it leave at once.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status) => resolve(status ?? 1));
    });
    const { passed, failed, skipped } = summarize(readReport(report), code);
    if (skipped > 0) process.stdout.write(`${skipped} skipped or not selected\n`);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
