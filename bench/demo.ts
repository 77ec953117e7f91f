import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT } from '../scripts/setup/dependencies.mjs';
import { startEngine } from '../test/engine/support/engine.ts';
import { machineLine, versionIn } from './figures.ts';

/** From `npm run demo` in a fresh clone (of the last commit) until `/triage` can be tapped, on a private Engine that runs already. */
const engine = await startEngine();
const folder = mkdtempSync(join(tmpdir(), 'vakhta-bench-'));
try {
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${PROJECT}`, folder]);
  process.stdout.write(`${machineLine(versionIn(await engine.api.ask('GET', '/version')))}\n`);
  for (const what of ['in a fresh clone, packages from the npm cache', 'the second time']) {
    process.stdout.write(`  npm run demo, ${what}: ready after ${(await secondsUntilReady()).toFixed(1)} s\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  await engine.remove();
}

async function secondsUntilReady(): Promise<number> {
  const startedAt = performance.now();
  const demo = spawn('npm', ['run', '--silent', 'demo', '--', '--port', '0', '--once-ready-print-json'], {
    cwd: folder,
    env: { ...process.env, DOCKER_HOST: `unix://${engine.socketPath}`, CI: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'close');
  const ready = once(createInterface({ input: demo.stdout }), 'line');
  const first = await Promise.race([ready.then(() => 'ready'), ended.then(() => 'ended')]);
  const seconds = (performance.now() - startedAt) / 1000;
  demo.kill('SIGTERM');
  await ended;
  if (first === 'ended') throw new Error('the demo ended before it was ready');
  return seconds;
}
