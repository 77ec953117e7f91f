import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { composeOf } from '../../../../src/backups/sets/compose-files.ts';
import { firstFileOf } from '../../../../src/backups/sets/first-file.ts';
import { createHostFiles } from '../../../../src/backups/sets/host-files.ts';
import { checkPaths } from '../../../../src/backups/sets/host-paths.ts';
import { END_MARKER, writeHeader } from '../../../../src/backups/tar/writer.ts';
import { toSummary } from '../../../../src/docker/inventory.ts';
import { silentLog } from '../../../../src/log.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vakhta-host-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
const files = () => createHostFiles({ root, storage: null, log: silentLog });

function project(labels: Readonly<Record<string, string>>) {
  const base = 'com.docker.compose';
  const own = { [`${base}.project`]: 'shop', [`${base}.service`]: 'db', [`${base}.project.working_dir`]: '/srv/shop' };
  const listed = { Id: 'a'.repeat(64), Names: ['/shop-db-1'], Image: 'db', ImageID: 'sha256:a', State: 'running' };
  return [toSummary({ ...listed, Status: 'Up', Created: 1, Ports: [], Labels: { ...own, ...labels } })];
}

const FILES = 'com.docker.compose.project.config_files';

describe('configuration of a project', () => {
  test('compose files with what they include, env files, secrets and the .env beside', async () => {
    write(
      'srv/shop/docker-compose.yml',
      `
include: [more/extra.yml]
services:
  db: { image: db, env_file: [db.env, { path: ./two.env, required: false }] }
  api: { image: api, extends: { file: base.yml, service: api }, env_file: "\${WHERE}/x.env" }
secrets: { key: { file: ./key.pem } }
`,
    );
    write('srv/shop/more/extra.yml', 'services: { worker: { image: w, env_file: worker.env } }');
    write('srv/shop/base.yml', 'services: { api: { image: a } }');
    for (const name of ['db.env', '.env', 'key.pem']) write(`srv/shop/${name}`, 'A=1\n');
    const found = await composeOf('shop', project({ [FILES]: 'docker-compose.yml' }), files());
    expect(found.workingDir).toBe('/srv/shop');
    expect(Object.fromEntries(found.configPaths.map(({ path, role }) => [path, role]))).toEqual({
      '/srv/shop/docker-compose.yml': 'compose',
      '/srv/shop/more/extra.yml': 'compose',
      '/srv/shop/base.yml': 'compose',
      '/srv/shop/db.env': 'env',
      '/srv/shop/.env': 'env',
      '/srv/shop/key.pem': 'other',
    });
    expect(new Set(found.unreadable)).toEqual(
      new Set([`$${'{WHERE}'}/x.env`, '/srv/shop/two.env', '/srv/shop/worker.env']),
    );
  });

  test('a label that points at something else than a compose file takes nothing', async () => {
    write('etc/shadow', 'root:x:1::::::\n');
    write('srv/shop/.env', 'SECRET=1\n');
    const found = await composeOf('shop', project({ [FILES]: '/etc/shadow' }), files());
    expect(found.configPaths).toEqual([]);
    expect(found.unreadable).toEqual(['/etc/shadow']);
  });

  test('a symlink does not lead out of HOST_ROOT, a folder and a fifo are no files', async () => {
    write('srv/inside', 'here');
    symlinkSync('inside', join(root, 'srv/good'));
    symlinkSync('/etc/passwd', join(root, 'srv/bad'));
    chmodSync(join(root, 'srv/inside'), 0o640);
    expect(await files().read('/srv/good')).toMatchObject({ bytes: Buffer.from('here'), mode: 0o640 });
    expect(await files().read('/srv/bad')).toBeNull();
    expect(await files().read('/srv')).toBeNull();
  });
});

test('paths of the host are taken below a root only, wherever symlinks lead', async () => {
  mkdirSync(join(root, 'srv/data/uploads'), { recursive: true });
  mkdirSync(join(root, 'etc'));
  symlinkSync('../../etc', join(root, 'srv/data/sly'));
  symlinkSync('uploads', join(root, 'srv/data/alias'));
  const asked = ['/srv/data/uploads', '/srv/data/alias', '/srv/data/sly', '/etc', '/srv/database', '/srv/data/none'];
  const checked = await checkPaths(asked, ['/srv/data'], files());
  expect(checked.map(({ path, real, why }) => [path, real, why])).toEqual([
    ['/srv/data/uploads', '/srv/data/uploads', null],
    ['/srv/data/alias', '/srv/data/uploads', null],
    ['/srv/data/sly', '/etc', 'outside-roots'],
    ['/etc', null, 'outside-roots'],
    ['/srv/database', null, 'outside-roots'],
    ['/srv/data/none', null, 'unreadable'],
  ]);
  expect((await checkPaths(['/srv/data/uploads'], [], files()))[0]?.why).toBe('outside-roots');
});

test('the file of a small tar, also behind a header for a long name; a folder is none', () => {
  const header = { mode: 0o600, uid: 70, gid: 71, mtime: 0, size: 2 };
  const long = `vol/${'x'.repeat(150)}`;
  const tar = (name: string) =>
    Buffer.concat([writeHeader({ ...header, name, type: 'file' }), Buffer.from('hi'), Buffer.alloc(510), END_MARKER]);
  expect(firstFileOf(tar('vol'))).toEqual({ bytes: Buffer.from('hi'), mode: 0o600, uid: 70, gid: 71 });
  expect(firstFileOf(tar(long))?.bytes.toString()).toBe('hi');
  expect(
    firstFileOf(Buffer.concat([writeHeader({ ...header, size: 0, name: 'vol', type: 'folder' }), END_MARKER])),
  ).toBeNull();
});
