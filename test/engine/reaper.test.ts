import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { ROOT_PREFIX, reapStaleEngines, traces } from './support/reaper.ts';

const SUPPORT = join(import.meta.dirname, 'support');

/** A test run that gets as far as a running container, and is killed then. */
const RUN = `
  import { startEngine } from '${SUPPORT}/engine.ts';
  import { importImages } from '${SUPPORT}/images.ts';
  import { createServices } from '${SUPPORT}/services.ts';
  const engine = await startEngine();
  await importImages(engine.api, 'vakhta.test=' + engine.run);
  const services = createServices(engine.api, 'vakhta.test=' + engine.run);
  await services.run({ project: 'left', service: 'behind', cmd: ['sleep', '1000'] });
  console.log(engine.run);
  setInterval(() => undefined, 1000);
`;

function processesNaming(text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return (
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text) ||
        readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(text)
      );
    } catch {
      return false;
    }
  });
}

test('what a killed run leaves behind is gone with the next start, and a living run’s Engine is left alone', async () => {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', RUN], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const run = String(line);
  const root = join(tmpdir(), `${ROOT_PREFIX}${run}`);
  const { cgroup, bridgePrefix } = traces(run);
  const bridges = () => readdirSync('/sys/class/net').filter((name) => name.startsWith(bridgePrefix));

  await reapStaleEngines();
  expect(existsSync(join(root, 'docker.sock'))).toBe(true);
  expect(processesNaming(cgroup).length).toBeGreaterThan(0);
  expect(bridges()).toHaveLength(1);

  child.kill('SIGKILL');
  await once(child, 'exit');
  await reapStaleEngines();
  expect(existsSync(root)).toBe(false);
  expect(processesNaming(cgroup)).toEqual([]);
  expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(root);
  expect(bridges()).toEqual([]);
});
