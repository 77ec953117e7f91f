import { expect, test } from 'vitest';
import { type ArchiveWorks, TornReadError, type TreeRead } from '../../../../src/backups/archive/types.ts';
import { createTreeReader, storedTree, TreeError } from '../../../../src/backups/create/read-trees.ts';
import type { BackupSet, SetTree } from '../../../../src/backups/sets/types.ts';
import { silentLog } from '../../../../src/log.ts';
import { manifest, tree } from '../proof/facts.ts';

const written = { bytes: 1, sha256: 'a'.repeat(64) };
const READ: TreeRead = {
  ...{ archive: written, list: written, listSha256: 'b'.repeat(64), tarBytes: 10, dataBytes: 5, warnings: [] },
  counts: { files: 1, folders: 1, symlinks: 0, hardlinks: 0, special: 0 },
};
const TREE: SetTree = {
  ...{ kind: 'volume', name: 'shop_db', composeKey: 'db', driver: 'local', options: {}, labels: {} },
  ...{ mountedBy: [], foreignUsers: [] },
};
const SET: BackupSet = {
  ...{ engine: 'local', name: 'shop', project: 'shop', trees: [TREE], services: [], workingDir: null },
  ...{ configPaths: [], skipped: [], warnings: [], git: false, logs: false, probe: null, rpoMs: 1, rtoMs: 1 },
};

/** A reader over works that end early so many times; counts helpers that are there. */
function reader(torn: number, signal = new AbortController().signal) {
  let left = torn;
  const helpers = new Set<string>();
  const works: Pick<ArchiveWorks, 'readTree' | 'listTree' | 'compare'> = {
    readTree: async () => {
      if (left === 0) return READ;
      left -= 1;
      throw new TornReadError('wal/0001');
    },
    listTree: async () => READ,
    compare: async () => ({
      ...{ added: 1, changed: 1, deleted: 1, same: 0, addedBytes: 0, changedBytes: 0, deletedBytes: 0 },
      samples: [
        { how: 'added', path: 'gone', bytes: 0 },
        { how: 'changed', path: 'log', bytes: 0 },
        { how: 'deleted', path: 'new', bytes: 0 },
      ],
    }),
  };
  const made = createTreeReader({
    ...{ works, operation: 'op', level: 1, signal, now: () => 7, log: silentLog },
    storage: {
      createHelper: async () => {
        const id = `helper-${helpers.size}`;
        helpers.add(id);
        return id;
      },
      removeHelper: async (id) => void helpers.delete(id),
    },
    draft: {
      ...{ id: 'x', folder: '/none', key: null, encryption: null, pathOf: (file) => `/none/${file}` },
      ...{ seal: async () => undefined, abandon: async () => undefined },
    },
  });
  return { ...made, helpers };
}

const METER = { at: () => undefined, passed: () => undefined };

test.each([0, 1, 2])('a read that ends early %i times is made again, and said', async (torn) => {
  const { read, helpers } = reader(torn);
  const { warnings } = await read(TREE, 0, SET, METER);
  expect(warnings).toEqual(torn === 0 ? [] : [{ kind: 'shrank-while-read', count: torn, paths: [] }]);
  expect(helpers.size).toBe(0);
});

test('the third time the backup fails and says where', async () => {
  const { read, helpers } = reader(3);
  const error = await read(TREE, 0, SET, METER).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TreeError);
  expect(error).toMatchObject({ tree: 'shop_db', cause: { inPath: 'wal/0001' } });
  expect(helpers.size).toBe(0);
});

test('who cancels is heard before it is tried again', async () => {
  const controller = new AbortController();
  controller.abort(new Error('cancelled'));
  await expect(reader(1, controller.signal).read(TREE, 0, SET, METER)).rejects.toThrow('cancelled');
});

test('what the second look finds otherwise is told apart: changed or new, and vanished', async () => {
  const { read, changedSince } = reader(0);
  const before = await read(TREE, 0, SET, METER);
  expect(await changedSince(before, METER)).toEqual([
    { kind: 'changed-while-read', count: 2, paths: ['log', 'new'] },
    { kind: 'vanished-while-read', count: 1, paths: ['gone'] },
  ]);
});

test('is the archive of the backup before only where the list has the same hash and the tar the same size', async () => {
  const done = await reader(0).read(TREE, 0, SET, METER);
  const before = { listSha256: READ.listSha256, tarBytes: READ.tarBytes };
  const linked = async (more: Partial<Parameters<typeof tree>[1]> = {}, linkable = true) => {
    const previous = manifest({ trees: [tree('shop_db', { ...before, ...more })] });
    const draft = {
      ...{ id: 'x', folder: '/none', key: null, encryption: null, pathOf: (file: string) => `/none/${file}` },
      ...{ seal: async () => undefined, abandon: async () => undefined },
    };
    return (await storedTree({ linkUnchanged: async () => linkable }, draft, done, previous)).sameAs;
  };
  expect(await linked()).toBe(manifest().id);
  // As large as before, and not the same.
  expect(await linked({ listSha256: 'c'.repeat(64) })).toBeNull();
  expect(await linked({ tarBytes: READ.tarBytes + 512 })).toBeNull();
  expect(await linked({ kind: 'path' })).toBeNull();
  expect(await linked({}, false)).toBeNull();
});
