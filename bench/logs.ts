import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startEngine } from '../test/engine/support/engine.ts';
import { importImages } from '../test/engine/support/images.ts';
import { createServices } from '../test/engine/support/services.ts';
import { machineLine, versionIn } from './figures.ts';

const LINE = 'INFO 2026-01-01T00:00:00Z order packed, user 12345, took 12 ms, warehouse north, path /api/orders/67890';
const LINES = 2_000_000;
const READER = fileURLToPath(new URL('./read-log.ts', import.meta.url));

/** How long it takes to read the end of a large log, and all of it, and with how much memory; each in a process of its own. */
const engine = await startEngine();
try {
  const label = `vakhta.test=${engine.run}`;
  await importImages(engine.api, label);
  const cmd = ['sh', '-c', `yes '${LINE}' | head -n ${LINES}`];
  const writer = await createServices(engine.api, label).run({ project: 'bench', service: 'writer', cmd });
  await engine.api.ask('POST', `/containers/${writer.id}/wait`);
  const version = versionIn(await engine.api.ask('GET', '/version'));
  const megabytes = Math.round(((LINE.length + 1) * LINES) / 1e6);
  process.stdout.write(`${machineLine(version)}\nA log of ${megabytes} MB (${LINES} lines, json-file)\n`);
  for (const what of ['nothing', 'tail', 'all']) {
    process.stdout.write(execFileSync(process.execPath, [READER, engine.socketPath, writer.id, what]));
  }
} finally {
  await engine.remove();
}
