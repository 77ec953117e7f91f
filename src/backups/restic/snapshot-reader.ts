import { randomBytes } from 'node:crypto';
import type { Consistency, Manifest } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import type { Meter } from '../progress.ts';
import type { BackupSet, SetTree } from '../sets/types.ts';
import type { Draft } from '../store/types.ts';
import type { Restic } from './restic.ts';
import { unpackedInVolume } from './unpacked-snapshot.ts';

/** A tree of which there is a snapshot, and no list yet. */
export interface TakenTree {
  readonly tree: SetTree;
  readonly index: number;
  readonly snapshot: string;
  readonly startedAt: number;
}

/**
 * Reads trees into the repository while their services stand still. What a snapshot holds is listed afterwards from what
 * comes out of it: so a backup is restored once before it counts.
 */
export function createSnapshotReader(
  parts: Pick<BackupParts, 'storage' | 'works' | 'clock' | 'log'>,
  restic: Restic,
  of: {
    readonly operation: string;
    readonly draft: Draft;
    readonly previous: Manifest | null;
    readonly signal: AbortSignal;
  },
) {
  const { operation, draft, previous, signal } = of;

  async function read(tree: SetTree, index: number, set: BackupSet, meter: Meter): Promise<TakenTree> {
    const startedAt = parts.clock.now();
    meter.at(0, tree.name);
    const before = previous?.trees.find(({ kind, name }) => kind === tree.kind && name === tree.name);
    let done = 0;
    const snapshot = await restic.backUp({
      ...{ operation, signal, host: set.engine, parent: before?.snapshot ?? null },
      mount: { type: tree.kind === 'volume' ? 'volume' : 'bind', source: tree.name, target: '/vol', readOnly: true },
      tags: [draft.id, tree.name],
      onProgress: (doneBytes) => {
        done = doneBytes;
        meter.at(doneBytes, tree.name);
      },
    });
    meter.passed(done);
    return { tree, index, snapshot, startedAt };
  }

  async function list(taken: TakenTree, consistencyOf: (tree: SetTree) => Consistency, meter: Meter) {
    const { tree, index, snapshot, startedAt } = taken;
    const listFile = `tree-${index}.jsonl.zst`;
    const volume = `vakhta-restic-${operation}-${index}-${randomBytes(3).toString('hex')}`;
    const job = { operation, snapshot, volume, name: tree.name, signal };
    meter.at(0, tree.name);
    const done = await unpackedInVolume(parts, restic, job, ({ container, path }) =>
      parts.works.listTree(
        { container, path, listFile: draft.pathOf(listFile), key: draft.key },
        { signal, onProgress: ({ doneBytes }) => meter.at(doneBytes, tree.name) },
      ),
    );
    meter.passed(done.tarBytes);
    // Everything in it is newer than the reading: it was just written.
    const warnings = done.warnings.filter(({ kind }) => kind !== 'changed-while-read');
    const read = { ...done, warnings };
    return { tree, read, archiveFile: '', listFile, consistency: consistencyOf(tree), warnings, startedAt, snapshot };
  }

  return { read, list };
}
