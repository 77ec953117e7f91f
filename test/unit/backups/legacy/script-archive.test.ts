import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  metadataOf,
  scriptArchive,
  scriptArchivesIn,
  sumBeside,
} from '../../../../src/backups/legacy/script-archive.ts';

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'vakhta-legacy-'));
  folders.push(path);
  return path;
}

describe('the name of an archive', () => {
  test.each([
    ['codefoundry-20250131-023000.tar.gz', 'UTC', 'codefoundry', '2025-01-31T02:30:00Z'],
    ['codefoundry-20250131-023000.tar.gz', 'Europe/Moscow', 'codefoundry', '2025-01-30T23:30:00Z'],
    ['/backups/my-shop_2-20240229-235959.tar.gz', 'America/New_York', 'my-shop_2', '2024-03-01T04:59:59Z'],
  ])('%s in %s', (path, zone, label, madeAt) => {
    expect(scriptArchive(path, zone)).toMatchObject({ path, label, madeAt: Date.parse(madeAt) });
  });

  test.each([
    'codefoundry-20250230-023000.tar.gz',
    'codefoundry-20250131-250000.tar.gz',
    'codefoundry-20250131.tar.gz',
    'codefoundry-20250131-023000.tar.gz.sha256',
    '20250131-023000.tar.gz',
    'notes.txt',
  ])('%s is none', (name) => {
    expect(scriptArchive(name, 'UTC')).toBeNull();
  });
});

test('the archives of a folder, newest first; a folder that is not there has none', async () => {
  const at = await folder();
  for (const name of [
    'shop-20250102-000000.tar.gz',
    'shop-20250103-000000.tar.gz',
    'shop-20250103-000000.tar.gz.sha256',
    'x',
  ])
    await writeFile(join(at, name), '');
  expect((await scriptArchivesIn(at, 'UTC')).map(({ stamp }) => stamp)).toEqual(['20250103-000000', '20250102-000000']);
  expect(await scriptArchivesIn(join(at, 'none'), 'UTC')).toEqual([]);
});

test('the sum that sha256sum wrote beside it', async () => {
  const at = join(await folder(), 'a.tar.gz');
  expect(await sumBeside(at)).toBeNull();
  await writeFile(`${at}.sha256`, `${'A1'.repeat(32)}  /some/where/a.tar.gz\n`);
  expect(await sumBeside(at)).toBe('a1'.repeat(32));
  await writeFile(`${at}.sha256`, 'oops\n');
  expect(await sumBeside(at)).toBeNull();
});

test('metadata.txt, however it is written', () => {
  const text =
    '# Backup\nProject: codefoundry-test\n  Date = 2025-01-31\n- Hostname: ainetic\nProject: other\nno line\n';
  expect([...metadataOf(text)]).toEqual([
    ['project', 'codefoundry-test'],
    ['date', '2025-01-31'],
    ['hostname', 'ainetic'],
  ]);
});
