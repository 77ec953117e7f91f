import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../setup/dependencies.mjs';
import { type Summary, summarize } from './summary.ts';

/** Runs vitest once and reads its report; what it prints goes on to the terminal. */
export async function runVitest(args: readonly string[]): Promise<Summary> {
  const folder = mkdtempSync(join(tmpdir(), 'vakhta-test-report-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const vitest = join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs');
    // Tests start hundreds of processes of ours: what was compiled for one serves all others.
    const env = { ...process.env, NODE_COMPILE_CACHE: join(PROJECT, 'node_modules', '.cache', 'vakhta-test') };
    const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
      cwd: PROJECT,
      env,
      stdio: 'inherit',
    });
    // A Ctrl-C reaches vitest by itself, which then removes its Engine; a second one would make it leave at once.
    const pass = () => child.kill('SIGTERM');
    process.on('SIGTERM', pass);
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status) => resolve(status ?? 1));
    }).finally(() => process.off('SIGTERM', pass));
    return summarize(readReport(report), code);
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
