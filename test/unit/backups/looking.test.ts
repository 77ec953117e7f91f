import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DamagedArchiveError, TooLargeError } from '../../../src/backups/archive/types.ts';
import { createBackupIndex } from '../../../src/backups/backup-index.ts';
import { createBackupsStore } from '../../../src/backups/backups-store.ts';
import { maskedLines, unifiedDiff } from '../../../src/backups/config-diff.ts';
import { createLooking } from '../../../src/backups/looking.ts';
import { isSecretFile } from '../../../src/backups/secret-files.ts';
import { createLocalStore } from '../../../src/backups/store/local-store.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { silentLog as log } from '../../../src/log.ts';
import { createMasker } from '../../../src/masking/index.ts';
import { sealOne, temporaryFolder } from './store/facts.ts';

const ID = '20260130T023000Z-aaaaaa';
const masking = createMasker({ known: ['the-known-secret'] });
const names = { is: 'now', was: 'then' };

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** A backup whose files are what `extract` gives. */
async function looking(extract: (path: string) => Buffer) {
  const root = join(folder.path, 'backups');
  const store = createLocalStore({ root, passphrase: null, log });
  await sealOne(store, ID);
  const index = createBackupIndex({ rows: createBackupsStore(openDatabase(':memory:')), store, log });
  await index.rescan();
  const works = {
    extract: async ({ entry }: { readonly entry: string }) => extract(entry),
    browse: async () => Promise.reject(new DamagedArchiveError({ kind: 'list-differs', name: 'data.jsonl.zst' })),
  };
  const parts = { index, store, works, masking, log, dataDir: folder.path, hostRoot: null, storage: {} };
  return { ...createLooking(parts as unknown as Parameters<typeof createLooking>[0]), root };
}

describe('a file for the chat', () => {
  it('is sent as it is, named as people read it', async () => {
    const { fileFor } = await looking(() => Buffer.from('nothing to hide\n'));
    const { name, bytes } = await fileFor(ID, 'data', Buffer.from('notes/привет.txt').toString('latin1'));
    expect(name).toBe('привет.txt');
    expect(bytes.toString()).toBe('nothing to hide\n');
  });

  it.each([
    ['a password', Buffer.from('DB_PASSWORD=hunter2hunter2\n')],
    ['a secret of this installation', Buffer.from('x the-known-secret x')],
    ['a private key', Buffer.from('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----\n')],
    [
      'a token in what is no text',
      Buffer.concat([Buffer.from([0, 255, 254, 10]), Buffer.from('the-known-secret'), Buffer.from([10, 200])]),
    ],
  ])('is not sent with %s in it', async (_, content) => {
    const { fileFor } = await looking(() => content);
    await expect(fileFor(ID, 'data', 'notes.txt')).rejects.toMatchObject({ key: 'backups-file-holds-secret' });
  });

  it('is not even read when it is there for secrets', async () => {
    const { fileFor } = await looking(() => {
      throw new Error('it was read');
    });
    await expect(fileFor(ID, 'data', 'app/.env')).rejects.toMatchObject({ key: 'backups-file-of-secrets' });
  });

  it('is not sent when nobody can look into it, when it is large, or when the archive is damaged', async () => {
    const { fileFor } = await looking((path) => {
      if (path === 'large') throw new TooLargeError(9e9);
      if (path === 'damaged') throw new DamagedArchiveError({ kind: 'wrong-sha256', name: 'data.tar.zst' });
      return gzipSync('DB_PASSWORD=hunter2hunter2');
    });
    await expect(fileFor(ID, 'data', 'logs.gz')).rejects.toMatchObject({ key: 'backups-file-packed' });
    await expect(fileFor(ID, 'data', 'large')).rejects.toMatchObject({ key: 'backups-file-too-large' });
    await expect(fileFor(ID, 'data', 'damaged')).rejects.toMatchObject({ key: 'archive-problem-wrong-sha256' });
  });

  it('is of a backup and a volume that exist and are whole', async () => {
    const { fileFor, browse, manifest, root } = await looking(() => Buffer.from('x'));
    await expect(fileFor('20200101T000000Z-000000', 'data', 'x')).rejects.toMatchObject({
      key: 'backups-no-such-backup',
    });
    await expect(fileFor(ID, 'other', 'x')).rejects.toMatchObject({ key: 'backups-no-such-tree' });
    await expect(browse(ID, 'data', '', 0, 10)).rejects.toMatchObject({ key: 'archive-problem-list-differs' });
    expect(await manifest('20200101T000000Z-000000')).toBeNull();
    await writeFile(join(root, 'shop', ID, 'manifest.json'), '{}');
    expect(await manifest(ID)).toMatchObject({ ok: false, why: 'manifest-differs' });
    await expect(fileFor(ID, 'data', 'x')).rejects.toMatchObject({ key: 'backups-damage-manifest-differs' });
  });
});

describe('a file for secrets', () => {
  it.each([
    ...['.env', '.env.production', 'prod.env', 'id_rsa', 'id_ed25519', 'tls/server.pem', 'server.KEY', '.pgpass'],
    ...['home/.ssh/config', 'run/secrets/db', 'secrets.yaml', 'etc/shadow', '.npmrc', 'store.jks', 'credentials'],
  ])('is known by its name: %s', (path) => expect(isSecretFile(path)).toBe(true));

  it.each(['.env.example', 'id_rsa.pub', 'environment.md', 'keys.md', 'notes.txt', 'secretary.txt', 'envoy.yaml'])(
    'is not taken for one: %s',
    (path) => expect(isSecretFile(path)).toBe(false),
  );
});

describe('the difference of configuration', () => {
  const diff = (is: string, was: string, isEnv = false) =>
    unifiedDiff(maskedLines(is, isEnv, masking.text), maskedLines(was, isEnv, masking.text), names);

  it('shows of an env file which values differ, and none of them', () => {
    const is = 'A=one\nNAME=shop\nexport B="two"\n# OLD=three\n\n# a comment\nMULTI="four\nfive"\n';
    const was = is.replace('one', 'eleven').replace('five', 'fifteen');
    const text = diff(is, was, true);
    for (const secret of ['one', 'eleven', 'shop', 'two', 'three', 'four', 'five']) expect(text).not.toContain(secret);
    expect(text.split('\n')).toEqual([
      ...[
        '--- now',
        '+++ then',
        '@@ -1,8 +1,8 @@',
        '-A=•••',
        '+A=•••',
        ' NAME=•••',
        ' export B=•••',
        ' # OLD=•••',
        ' ',
      ],
      ...[' # a comment', ' MULTI=•••', '-•••', '+•••'],
    ]);
  });

  it('hides in other files what is a secret, and shows that it differs', () => {
    const is = 'services:\n  db:\n    environment:\n      DB_PASSWORD: "hunter2hunter2"\n';
    const text = diff(is, is.replace('hunter2', 'hunter3'));
    expect(text).not.toContain('hunter');
    expect(text).toContain('-      DB_PASSWORD: "[masked:password]"\n+      DB_PASSWORD: "[masked:password]"');
  });

  it('hides a key of many lines', () => {
    const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEvQIBADANBg', 'more', '-----END RSA PRIVATE KEY-----'];
    const text = diff(`a\n${key.join('\n')}\nb\n`, 'a\nb\n');
    expect(text.split('\n')).toEqual(['--- now', '+++ then', '@@ -1,6 +1,2 @@', ' a', ...key.map(() => '-•••'), ' b']);
  });

  it('is empty where nothing differs, and whole where there is no file', () => {
    expect(diff('a\nb\n', 'a\nb\n')).toBe('');
    expect(diff('', 'a\n')).toBe('--- now\n+++ then\n@@ -0,0 +1,1 @@\n+a');
  });

  it('makes the one of the other, by the shortest way, as patch reads it', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
    fc.assert(
      fc.property(lines, lines, (is, was) => {
        const plain = (some: readonly string[]) => some.map((raw) => ({ raw, shown: raw }));
        expect(patched(is, unifiedDiff(plain(is), plain(was), names))).toEqual(was);
      }),
    );
  });
});

/** Applies a unified diff, strictly. */
function patched(is: readonly string[], diff: string): string[] {
  const out: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(2)) {
    const hunk = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    if (hunk !== null) {
      while (at < Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1)) out.push(is[at++] ?? '');
      expect(out).toHaveLength(Number(hunk[3]) - (hunk[4] === '0' ? 0 : 1));
      continue;
    }
    if (line.startsWith('+')) out.push(line.slice(1));
    else expect(line.slice(1)).toBe(is[at++]);
    if (line.startsWith(' ')) out.push(line.slice(1));
  }
  return [...out, ...is.slice(at)];
}
