import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lendBinds } from '../../../../src/backups/proof/lent-binds.ts';
import { createHostFiles } from '../../../../src/backups/sets/host-files.ts';
import { silentLog } from '../../../../src/log.ts';

let root: string;
const socket = createServer();

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'vakhta-lent-')));
  for (const folder of ['shop/conf', 'shop/run', 'shopping', 'outside'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['shop/nginx.conf', 'shop/conf/a', 'shopping/b', 'outside/c'])
    writeFileSync(join(root, file), 'x');
  symlinkSync(join(root, 'outside'), join(root, 'shop/link'));
  symlinkSync(join(root, 'shop/conf'), join(root, 'into'));
  symlinkSync(join(root, 'outside/c'), join(root, 'shop/conf/leads-out'));
  await new Promise<void>((resolve) => socket.listen(join(root, 'shop/run/app.sock'), resolve));
});

afterAll(async () => {
  await new Promise((resolve) => socket.close(resolve));
  rmSync(root, { recursive: true, force: true });
});

const files = createHostFiles({ root: null, storage: null, log: silentLog });
const bind = (source: string, readOnly = true, destination = '/x') => ({ source, destination, readOnly });
const lend = (source: string, workingDir: string | null = join(root, 'shop')) =>
  lendBinds([bind(source)], workingDir, { files, root: null });

describe('what a copy may read of the host', () => {
  it('is what lies in the project’s own folder, also where a symlink leads into it', async () => {
    for (const [source, real] of [
      ['shop/nginx.conf', 'shop/nginx.conf'],
      ['shop/conf', 'shop/conf'],
      ['into', 'shop/conf'],
    ] as const)
      expect(await lend(join(root, source)), source).toEqual({
        ...{ lent: { '/x': join(root, real) }, wereWritable: [], missed: [] },
      });
  });

  it.each([
    '',
    'outside/c',
    'outside',
    'shopping',
    'shopping/b',
    'shop/link',
    'shop/link/c',
    'shop/../outside',
    'none',
  ])('is not %j, which lies elsewhere', async (source) => {
    expect(await lend(join(root, source))).toEqual({ lent: {}, wereWritable: [], missed: ['/x'] });
  });

  it('is no socket and no folder with one, no device, and nothing of the kernel', async () => {
    for (const source of ['shop/run/app.sock', 'shop/run', 'shop'])
      expect((await lend(join(root, source))).lent, source).toEqual({});
    for (const [source, folder] of [
      ['/dev/null', '/dev'],
      ['/proc/self/environ', '/proc'],
      ['/sys/kernel', '/sys'],
      ['/etc/hostname', '/'],
      ['/run', '/run'],
    ] as const)
      expect((await lend(source, folder)).lent, source).toEqual({});
  });

  it('is nothing where the project’s folder is not known, or is a symlink to everything', async () => {
    symlinkSync('/', join(root, 'all'));
    expect((await lend(join(root, 'shop/nginx.conf'), null)).missed).toEqual(['/x']);
    expect((await lend(join(root, 'shop/nginx.conf'), join(root, 'all'))).missed).toEqual(['/x']);
  });

  it('says which folders could be written to by the service itself, and misses no clock', async () => {
    const [conf, file] = [join(root, 'shop/conf'), join(root, 'shop/nginx.conf')];
    const binds = [bind(conf, false, '/a'), bind(file, false, '/b'), bind('/etc/localtime', true, '/etc/localtime')];
    expect(await lendBinds(binds, join(root, 'shop'), { files, root: null })).toEqual({
      lent: { '/a': conf, '/b': file },
      wereWritable: ['/a'],
      missed: [],
    });
  });

  it('is looked for below the host’s root, and lent by its name on the host', async () => {
    const under = createHostFiles({ root, storage: null, log: silentLog });
    expect(await lendBinds([bind('/shop/conf')], '/shop', { files: under, root })).toMatchObject({
      lent: { '/x': '/shop/conf' },
    });
  });
});
