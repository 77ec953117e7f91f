import { stripVTControlCharacters } from 'node:util';
import type { LogLine } from '../docker/index.ts';
import { isErrorLine, shapeOf } from '../logs/index.ts';
import { maskSecrets } from '../masking/index.ts';

/** More distinct lines than this do not fit a phone; the rest is counted. */
export const MAX_DISTINCT = 5;
const MAX_CHARACTERS = 300;

export interface DistinctErrors {
  readonly errors: readonly { readonly text: string; readonly count: number; readonly lastAt: number | null }[];
  readonly more: number;
}

/** The distinct error lines, the most frequent first (of equals the latest); the text is the last occurrence, masked. Pure. */
export function distinctErrors(lines: readonly LogLine[], most = MAX_DISTINCT): DistinctErrors {
  const byShape = new Map<string, { text: string; count: number; lastAt: number | null; position: number }>();
  lines.forEach((line, position) => {
    const text = readable(line.text);
    if (!isErrorLine(text)) return;
    const shape = shapeOf(text);
    const count = (byShape.get(shape)?.count ?? 0) + 1;
    byShape.set(shape, { text, count, lastAt: line.at, position });
  });
  const sorted = [...byShape.values()].sort((a, b) => b.count - a.count || b.position - a.position);
  const errors = sorted
    .slice(0, most)
    .map(({ text, count, lastAt }) => ({ text: shortened(maskSecrets(text)), count, lastAt }));
  return { errors, more: sorted.length - errors.length };
}

/** Without colours and other control characters, on one line. */
function readable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

function shortened(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS).toWellFormed()}…` : text;
}
