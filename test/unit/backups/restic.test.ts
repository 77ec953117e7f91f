import { describe, expect, test } from 'vitest';
import { backupArguments, forgetArguments, snapshotsArguments } from '../../../src/backups/restic/arguments.ts';
import { readBackupOutput, readLock, readSnapshots } from '../../../src/backups/restic/output.ts';
import { asUserError, problemIn, ResticError } from '../../../src/backups/restic/problem.ts';
import { repositoryMounts, repositoryOf } from '../../../src/backups/restic/repository.ts';

test.each([
  ['/srv/restic', { kind: 'local', path: '/srv/restic', network: 'none' }],
  ['local:/srv/restic', { kind: 'local', path: '/srv/restic', network: 'none' }],
  ['s3:https://s3.example.com/backups', { kind: 'remote', path: null, network: 'bridge' }],
  ['s3:http://localhost:9000/backups', { kind: 'remote', path: null, network: 'host' }],
  ['rest:http://user:pass@127.0.0.1:8000/', { kind: 'remote', path: null, network: 'host' }],
  ['rest:https://localhost.example.com/', { kind: 'remote', path: null, network: 'bridge' }],
  ['sftp:backup@nas.example.com:/srv/restic', { kind: 'sftp', path: null, network: 'bridge' }],
  ['sftp://backup@[::1]:22//srv/restic', { kind: 'sftp', path: null, network: 'host' }],
])('%s is reached like this', (address, expected) => {
  const repository = repositoryOf(address);
  expect(repository).toEqual({ address, ...expected });
  expect(repositoryMounts(repository)).toHaveLength(expected.path === null ? 0 : 1);
});

describe('arguments', () => {
  const of = { path: '/vol', tags: ['vakhta', 'id', '/srv/a,b'], host: 'local' };

  test('name host and tags; without the snapshot before everything is read anew', () => {
    expect(backupArguments({ ...of, parent: null })).toEqual(
      'backup /vol --tag vakhta --tag id --tag /srv/a_b --host local --force --json --no-cache'.split(' '),
    );
    expect(backupArguments({ ...of, parent: 'abcd' }).join(' ')).toContain('--parent abcd');
  });

  test('all tags have to be on a snapshot that is looked for', () => {
    expect(snapshotsArguments(['vakhta', 'id']).slice(-2)).toEqual(['--tag', 'vakhta,id']);
    expect(forgetArguments(['a', 'b'], false)).not.toContain('--prune');
    expect(forgetArguments(['a', 'b'], true)).toContain('--prune');
  });
});

describe('what restic prints', () => {
  const status = '{"message_type":"status","percent_done":0.5,"total_bytes":200,"bytes_done":100}';
  const summary = '{"message_type":"summary","total_bytes_processed":200,"snapshot_id":"b3a1c5a0"}';

  test('is read while it runs and when it has ended', () => {
    expect(readBackupOutput(`{"message_type":"status","percent_done":0}\n${status}\n`)).toEqual({
      ...{ doneBytes: 100, snapshot: null, said: '' },
    });
    expect(readBackupOutput(`${status}\n${summary}\n`)).toMatchObject({ doneBytes: 200, snapshot: 'b3a1c5a0' });
  });

  test('that was cut off is no snapshot, and what is no JSON was said', () => {
    const cut = readBackupOutput(`${status}\n${summary.slice(0, -4)}`);
    expect(cut.snapshot).toBeNull();
    expect(readBackupOutput('Fatal: no\n').said).toBe('Fatal: no');
  });

  test('an empty repository has no snapshots', () => {
    expect(readSnapshots('null')).toEqual([]);
    expect(readSnapshots('[]\n')).toEqual([]);
    expect(() => readSnapshots('')).toThrow();
    expect(readLock('{\n "time": "2026-01-01T00:00:00Z",\n "hostname": "nas"\n}')).toMatchObject({ hostname: 'nas' });
    expect(readLock('no lock')).toBeNull();
  });
});

test.each([
  ['Fatal: wrong password or no key found', 'wrong-password'],
  ['unable to create lock in backend: repository is already locked exclusively by PID 1', 'locked'],
  ['Save(<data/1>) returned error: write /r/tmp: no space left on device', 'no-space'],
  [
    'Fatal: unable to open config file: dial tcp 127.0.0.1:1: connect: connection refused\nIs there a repository…',
    'away',
  ],
  [
    'Fatal: unable to open config file: stat /r/config: no such file or directory\nIs there a repository at',
    'no-repository',
  ],
  ['ignoring error for /vol/b: ciphertext verification failed\nFatal: There were 1 errors', 'other'],
])('%s is %s', (said, kind) => {
  expect(problemIn(said)).toBe(kind);
});

test('its own words are masked', () => {
  const error = asUserError(new ResticError('away', 'Fatal: rest:http://user:secret@host'), (text) =>
    text.replace('secret', '•••'),
  );
  expect(error).toMatchObject({ key: 'backups-restic-away', params: { problem: 'Fatal: rest:http://user:•••@host' } });
});
