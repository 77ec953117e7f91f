import type { Entry } from '../tar/entry.ts';
import { folderOf } from '../tar/order.ts';
import { createTarScanner, paddingOf, type TarHeader } from '../tar/scanner.ts';
import { tarName, treePath } from '../tar/tree-entry.ts';
import { END_MARKER, writeHeader } from '../tar/writer.ts';

/** Some paths of a tree, with the folders above them. */
export interface Choice {
  readonly chosen: ReadonlySet<string>;
  readonly above: ReadonlySet<string>;
  /**
   * Of chosen hard links whose file was not chosen: path of the file → the links. The first of them becomes the file,
   * the others links to it; what lies at the file's own path stays as it is.
   */
  readonly moved: Map<string, string[]>;
  /** Chosen, and not met yet. */
  readonly missing: Set<string>;
}

export function createChoice(paths: readonly string[]): Choice {
  const above = new Set<string>();
  for (const path of paths) {
    for (let folder = folderOf(path); folder !== null; folder = folderOf(folder)) above.add(folder);
  }
  return { chosen: new Set(paths), above, moved: new Map(), missing: new Set(paths) };
}

/** Looks at each entry of the tree, before anything is written. */
export function survey(choice: Choice, entry: Entry): void {
  if (!choice.chosen.has(entry.path)) return;
  choice.missing.delete(entry.path);
  if (entry.type !== 'hardlink' || entry.link === undefined || choice.chosen.has(entry.link)) return;
  choice.moved.set(entry.link, [...(choice.moved.get(entry.link) ?? []), entry.path]);
}

/** A tar of a tree → a tar of what was chosen, entry headers byte for byte as they were. */
export function createSelector(choice: Choice) {
  let output: Buffer[] = [];
  let open: { readonly padding: number } | null = null;

  /** What to write for an entry; null: nothing. */
  function headerFor(header: TarHeader, raw: readonly Buffer[]): readonly Buffer[] | null {
    const path = treePath(header.name);
    const [first] = choice.moved.get(path) ?? [];
    if (first !== undefined) return [writeHeader({ ...header, name: tarName(first) })];
    if (!choice.chosen.has(path)) return choice.above.has(path) && header.type === 'folder' ? raw : null;
    const links = header.type === 'hardlink' ? choice.moved.get(treePath(header.link ?? '')) : undefined;
    if (links?.[0] === undefined) return raw;
    return links[0] === path ? null : [writeHeader({ ...header, link: tarName(links[0]) })];
  }

  const scanner = createTarScanner(
    {
      onEntry(header, raw) {
        const written = headerFor(header, raw);
        open = written === null ? null : { padding: paddingOf(header.size) };
        output.push(...(written ?? []));
      },
      onData(bytes) {
        if (open !== null) output.push(bytes);
      },
      onEntryEnd() {
        if (open !== null && open.padding > 0) output.push(Buffer.alloc(open.padding));
        open = null;
      },
    },
    { keepRaw: true },
  );
  return {
    /** What of it is to be written. */
    push(bytes: Buffer): Buffer[] {
      scanner.push(bytes);
      const ready = output;
      output = [];
      return ready;
    },
    end: () => END_MARKER,
  };
}
