import { createTarScanner, paddingOf } from '../tar/scanner.ts';
import { treePath } from '../tar/tree-entry.ts';
import { END_MARKER } from '../tar/writer.ts';

/** Of a tar that goes by, only what is chosen, as a tar of its own. */
export interface Chosen {
  /** @throws TarError */
  push(bytes: Buffer): void;
  /** What has come together since it was last taken. */
  take(): Buffer;
  readonly end: Buffer;
}

/** @param only paths as in the list: those entries, what lies below them, and the folders above them */
export function createChosen(only: readonly string[]): Chosen {
  const wanted = new Set(only);
  const above = new Set(only.flatMap(foldersAbove));
  let parts: Buffer[] = [];
  let open: { readonly padding: number } | null = null;
  const isWanted = (path: string, isFolder: boolean) =>
    wanted.has(path) || (isFolder && above.has(path)) || foldersAbove(path).some((folder) => wanted.has(folder));
  const scanner = createTarScanner(
    {
      onEntry({ name, type, size }, raw) {
        open = isWanted(treePath(name), type === 'folder') ? { padding: paddingOf(size) } : null;
        if (open !== null) parts.push(...raw);
      },
      onData(bytes) {
        if (open !== null) parts.push(Buffer.from(bytes));
      },
      onEntryEnd() {
        if (open !== null) parts.push(Buffer.alloc(open.padding));
        open = null;
      },
    },
    { keepRaw: true },
  );
  return {
    push: scanner.push,
    take() {
      const taken = Buffer.concat(parts);
      parts = [];
      return taken;
    },
    end: END_MARKER,
  };
}

/** `a/b/c` → ``, `a`, `a/b`. */
function foldersAbove(path: string): string[] {
  if (path === '') return [];
  const segments = path.split('/');
  return segments.map((_, index) => segments.slice(0, index).join('/'));
}
