import { posix } from 'node:path';
import { importsOf } from './imports.ts';
import { FREE_FILES, OWNERS, ROWS } from './rows.ts';

export interface SourceFile {
  /** From the project's root: `src/bot/poller.ts`. */
  readonly path: string;
  readonly text: string;
}

interface Edge {
  readonly from: string;
  readonly to: string;
  /** `src/bot/poller.ts:3`. */
  readonly at: string;
}

/** Checks the import rules of the house; one sentence for each import that breaks one. */
export function violationsIn(files: readonly SourceFile[]): string[] {
  const problems: string[] = [];
  const edges: Edge[] = [];
  const unknown = new Set(files.map(({ path }) => roomOf(path)).filter((room) => room !== null && rowOf(room) < 0));
  for (const room of unknown)
    problems.push(`src/${room}: not in a row yet. Add the room to ROWS in scripts/rooms/rows.ts.`);
  for (const { path, text } of files) {
    for (const { specifier, line } of importsOf(path, text)) {
      const at = `${path}:${line}`;
      const broken = specifier.startsWith('.')
        ? judgePath(path, posix.join(posix.dirname(path), specifier))
        : judgePackage(path, specifier);
      if (broken !== null) problems.push(`${at}: ${broken}`);
      const to = specifier.startsWith('.') ? roomOf(posix.join(posix.dirname(path), specifier)) : null;
      const from = roomOf(path);
      if (from !== null && to !== null && from !== to && rowOf(from) === rowOf(to)) edges.push({ from, to, at });
    }
  }
  return [...problems, ...circlesIn(edges)];
}

/** Null for a file of src/ itself (and for anything outside). */
function roomOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function rowOf(room: string): number {
  return ROWS.findIndex((row) => row.includes(room));
}

function judgePath(path: string, target: string): string | null {
  if (!target.startsWith('src/')) return `src/ imports nothing from outside of itself, but here ${target}.`;
  const from = roomOf(path);
  const to = roomOf(target);
  if (to === null) return judgeRootFile(path, from, target);
  if (from === to) return null;
  if (target !== `src/${to}/index.ts`)
    return `only index.ts of another room may be imported: src/${to}/index.ts, not ${target}.`;
  if (from === null) {
    const isFree = FREE_FILES.includes(posix.basename(path));
    return isFree ? `${path} is free for all, so it may import no room, but here ${to}.` : null;
  }
  if (rowOf(from) > rowOf(to) && rowOf(to) >= 0) {
    return `${from} may not import ${to}, which stands above it (${rowText(to)} is above ${rowText(from)}). Hand it in from the composition root.`;
  }
  return null;
}

function judgeRootFile(path: string, from: string | null, target: string): string | null {
  const isFree = FREE_FILES.includes(target.slice('src/'.length));
  if (isFree) return null;
  if (from !== null) return `a room may import of src/ itself only ${FREE_FILES.join(', ')}, not ${target}.`;
  if (FREE_FILES.includes(posix.basename(path)))
    return `${path} is free for all, so it may import only the like, not ${target}.`;
  return null;
}

function judgePackage(path: string, specifier: string): string | null {
  const owner = OWNERS.find((one) => one.package.test(specifier));
  if (owner === undefined || owner.room === roomOf(path)) return null;
  return `only ${owner.room}/ may import ${specifier}.`;
}

function rowText(room: string): string {
  return `"${(ROWS[rowOf(room)] ?? []).join(', ')}"`;
}

/** Each circle once, with the import that closes it. */
function circlesIn(all: readonly Edge[]): string[] {
  const problems: string[] = [];
  const done = new Set<string>();
  // One import of each pair of rooms is enough to tell of a circle.
  const edges = [...new Map(all.map((edge) => [`${edge.from}>${edge.to}`, edge])).values()];

  function walk(room: string, trail: readonly Edge[]): void {
    for (const edge of edges.filter(({ from }) => from === room)) {
      const start = trail.findIndex(({ from }) => from === edge.to);
      if (start >= 0) {
        const circle = [...trail.slice(start), edge];
        const steps = circle.map(({ from, to, at }) => `${from} → ${to} (${at})`);
        problems.push(`a circle of rooms: ${steps.join(', ')}.`);
      } else if (!done.has(edge.to)) walk(edge.to, [...trail, edge]);
    }
    done.add(room);
  }
  for (const room of new Set(edges.map(({ from }) => from))) if (!done.has(room)) walk(room, []);
  return problems;
}
