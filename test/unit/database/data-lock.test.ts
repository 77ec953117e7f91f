import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataInUseError, lockData } from '../../../src/database/index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('one process for each data folder', () => {
  test('a second one is refused with a sentence, until the first lets go', () => {
    const file = join(folder, 'vakhta.lock');
    const unlock = lockData(file);
    expect(() => lockData(file)).toThrow(DataInUseError);
    expect(new DataInUseError(file).paragraph()).toContain(file);
    unlock();
    lockData(file)();
  });

  test('a process that is killed does not keep the folder', async () => {
    const file = join(folder, 'vakhta.lock');
    const source = `import { lockData } from ${JSON.stringify(new URL('../../../src/database/index.ts', import.meta.url).href)};
      lockData(${JSON.stringify(file)}); console.log('locked'); setInterval(() => undefined, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module-typescript', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(() => lockData(file)).toThrow(DataInUseError);
    holder.kill('SIGKILL');
    await once(holder, 'close');
    lockData(file)();
  });
});
