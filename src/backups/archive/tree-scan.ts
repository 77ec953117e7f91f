import { createHash, type Hash } from 'node:crypto';
import type { EntryCounts } from '../manifest.ts';
import type { Entry } from '../tar/entry.ts';
import { createTarScanner, type TarHeader } from '../tar/scanner.ts';
import { treeEntry, treePath } from '../tar/tree-entry.ts';

/** A tar of a tree that goes by: its entries with the hashes of their contents. */
export interface TreeScan {
  /** @throws TarError */
  push(bytes: Buffer): void;
  /** Entries that have become whole since they were last taken. */
  take(): Entry[];
  isEnded(): boolean;
  /** Path of the entry whose content is not whole; null between entries. */
  openPath(): string | null;
  bytes(): number;
}

export function createTreeScan(): TreeScan {
  let header: TarHeader | null = null;
  let hash: Hash | null = null;
  let entries: Entry[] = [];
  const scanner = createTarScanner({
    onEntry(next) {
      header = next;
      hash = next.type === 'file' ? createHash('sha256') : null;
    },
    onData: (bytes) => hash?.update(bytes),
    onEntryEnd() {
      if (header !== null) entries.push(treeEntry(header, hash?.digest('hex') ?? null));
      header = null;
    },
  });
  return {
    push: scanner.push,
    take() {
      const taken = entries;
      entries = [];
      return taken;
    },
    isEnded: scanner.isEnded,
    openPath() {
      const name = scanner.openEntry();
      return name === null ? null : treePath(name);
    },
    bytes: scanner.bytes,
  };
}

const COUNTED: Readonly<Record<Entry['type'], keyof EntryCounts>> = {
  file: 'files',
  folder: 'folders',
  symlink: 'symlinks',
  hardlink: 'hardlinks',
  fifo: 'special',
  char: 'special',
  block: 'special',
};

export type Counting = { -readonly [name in keyof EntryCounts]: number };

export function nothingCounted(): Counting {
  return { files: 0, folders: 0, symlinks: 0, hardlinks: 0, special: 0 };
}

export function count(counts: Counting, entry: Entry): void {
  counts[COUNTED[entry.type]] += 1;
}
