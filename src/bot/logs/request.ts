import { UserError } from '../../errors.ts';
import type { LogPattern, LogRange } from '../../logs/index.ts';

/** A search for more than this is no search. */
const LONGEST_PATTERN = 200;
const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  с: 1_000,
  m: 60_000,
  м: 60_000,
  min: 60_000,
  мин: 60_000,
  h: 3_600_000,
  ч: 3_600_000,
  d: 86_400_000,
  д: 86_400_000,
};
const LONGEST_RANGE_MS = 400 * 86_400_000;

/** What was typed behind `/logs`. */
export interface LogRequest {
  /** A service, a container or a project, as it was written; null: nobody named. */
  readonly name: string | null;
  readonly range: LogRange;
  readonly pattern: LogPattern;
}

/** `gateway`, `gateway 15m`, `gateway 15m timeout`, `gateway /time(d )?out/`, `15m`. @throws UserError for an expression that is none */
export function parseLogRequest(text: string): LogRequest {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const first = words[0];
  const isName = first !== undefined && durationOf(first) === null && !first.startsWith('/');
  const rest = isName ? text.trim().slice(first.length).trim() : text.trim();
  const [next = ''] = rest.split(/\s+/);
  const ms = durationOf(next);
  const sought = ms === null ? rest : rest.slice(next.length).trim();
  return {
    name: isName ? first : null,
    range: ms === null ? { kind: 'all' } : { kind: 'last', ms },
    pattern: sought === '' ? { kind: 'all' } : parsePattern(sought),
  };
}

function durationOf(word: string): number | null {
  const match = /^(\d{1,5})(s|m|min|h|d|с|м|мин|ч|д)$/i.exec(word);
  const unit = UNITS[match?.[2]?.toLowerCase() ?? ''];
  const ms = unit === undefined ? 0 : Number(match?.[1]) * unit;
  return ms > 0 && ms <= LONGEST_RANGE_MS ? ms : null;
}

/** Between slashes it is a regular expression, otherwise it is text; both ignore case. @throws UserError */
export function parsePattern(typed: string): LogPattern {
  const text = typed.replace(/\s+/g, ' ').trim();
  if (text === '') throw new UserError('bot-logs-search-empty');
  if (text.length > LONGEST_PATTERN) throw new UserError('bot-logs-search-long', { most: LONGEST_PATTERN });
  const source = /^\/(.+)\/i?$/.exec(text)?.[1];
  if (source === undefined) return { kind: 'text', text };
  try {
    new RegExp(source, 'iu');
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/^.*: /, '') : '';
    throw new UserError('bot-logs-regex-bad', { problem });
  }
  return { kind: 'regex', source };
}
