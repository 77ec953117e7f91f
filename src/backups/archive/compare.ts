import type { Entry } from '../tar/entry.ts';
import { compareInTreeOrder } from '../tar/order.ts';
import { shownPath } from '../tar/shown-path.ts';
import { type ListReader, openList } from './list-file.ts';
import type { JobOf } from './messages.ts';
import type { Running } from './running.ts';
import { isSame } from './same-entry.ts';
import { DamagedArchiveError, type StoredList, type TreeDiff } from './types.ts';

/** What would have to be done to `current` to make it `wanted`. */
export async function compare(job: JobOf<'compare'>, running: Running): Promise<TreeDiff> {
  // Lists of trees that the Engine read are sorted; one that was brought in may not be.
  return (await withBoth(job, (pair) => mergeJoin(pair, running))) ?? withBoth(job, (pair) => joinByMap(pair, running));
}

interface Pair {
  readonly current: Cursor;
  readonly wanted: Cursor;
}

interface Cursor {
  /** Null at the end. */
  next(): Promise<Entry | null>;
}

async function withBoth<T>(job: JobOf<'compare'>, work: (pair: Pair) => Promise<T>): Promise<T> {
  const current = await openOrEmpty(job.current);
  try {
    const wanted = await openOrEmpty(job.wanted);
    try {
      const result = await work({ current: current.cursor, wanted: wanted.cursor });
      for (const { reader } of [current, wanted]) {
        const problem = (await reader?.check()) ?? null;
        if (problem !== null) throw new DamagedArchiveError(problem);
      }
      return result;
    } finally {
      await wanted.reader?.close();
    }
  } finally {
    await current.reader?.close();
  }
}

async function openOrEmpty(list: StoredList | null): Promise<{ reader: ListReader | null; cursor: Cursor }> {
  if (list === null) return { reader: null, cursor: { next: () => Promise.resolve(null) } };
  const stored = { path: list.path, key: list.key, bytes: null, sha256: list.sha256 };
  const reader = await openList(stored, null);
  return { reader, cursor: { next: async () => reader.next() } };
}

/** Null: one of them is not in the order of the tree. */
async function mergeJoin({ current, wanted }: Pair, { signal }: Running): Promise<TreeDiff | null> {
  const diff = createDiff();
  const sides = { current: sorted(current), wanted: sorted(wanted) };
  let before = await sides.current.next();
  let after = await sides.wanted.next();
  for (let steps = 0; before !== null || after !== null; steps += 1) {
    if (steps % 1024 === 0) signal.throwIfAborted();
    if (!sides.current.isSorted() || !sides.wanted.isSorted()) return null;
    const order = orderOf(before, after);
    diff.note(order > 0 ? null : before, order < 0 ? null : after);
    if (order <= 0) before = await sides.current.next();
    if (order >= 0) after = await sides.wanted.next();
  }
  return diff.result();
}

/** Below zero: the one of `before` comes first. */
function orderOf(before: Entry | null, after: Entry | null): number {
  if (before === null) return 1;
  return after === null ? -1 : compareInTreeOrder(before.path, after.path);
}

function sorted(cursor: Cursor) {
  let last: string | null = null;
  let inOrder = true;
  return {
    isSorted: () => inOrder,
    async next(): Promise<Entry | null> {
      const entry = await cursor.next();
      if (entry !== null && last !== null && compareInTreeOrder(last, entry.path) >= 0) inOrder = false;
      last = entry?.path ?? last;
      return entry;
    },
  };
}

async function joinByMap({ current, wanted }: Pair, { signal }: Running): Promise<TreeDiff> {
  const diff = createDiff();
  const before = new Map<string, Entry>();
  for (let entry = await current.next(); entry !== null; entry = await current.next()) before.set(entry.path, entry);
  // Of a name that is there twice the later one counts, as when it is unpacked.
  const after = new Map<string, Entry>();
  for (let entry = await wanted.next(); entry !== null; entry = await wanted.next()) after.set(entry.path, entry);
  signal.throwIfAborted();
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort(compareInTreeOrder)) {
    diff.note(before.get(path) ?? null, after.get(path) ?? null);
  }
  return diff.result();
}

const MAX_SAMPLES = 100;

function createDiff() {
  const counts = { added: 0, changed: 0, deleted: 0, same: 0, addedBytes: 0, changedBytes: 0, deletedBytes: 0 };
  const taken = { added: 0, changed: 0, deleted: 0 };
  const samples: TreeDiff['samples'][number][] = [];

  function add(how: 'added' | 'changed' | 'deleted', entry: Entry): void {
    // The root is there in every tree, also in an empty one.
    if (how !== 'changed' && entry.path === '' && entry.type === 'folder') return;
    counts[how] += 1;
    counts[`${how}Bytes`] += entry.size;
    if (taken[how] >= MAX_SAMPLES) return;
    taken[how] += 1;
    samples.push({ how, path: shownPath(entry.path), bytes: entry.size });
  }

  return {
    /** The same path on both sides; null where it is not there. */
    note(before: Entry | null, after: Entry | null): void {
      if (after === null) {
        if (before !== null) add('deleted', before);
      } else if (before === null) add('added', after);
      else if (isSame(before, after)) counts.same += 1;
      else add('changed', after);
    },
    result: (): TreeDiff => ({ ...counts, samples }),
  };
}
