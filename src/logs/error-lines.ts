/** Words by which programs of all sorts tell trouble. */
const TROUBLE =
  /\b(?:error|exception|err|errors|exceptions|fatal|panic|traceback|critical|crit|emerg|severe|fail|fails|failed|failure|refused|denied|timed? ?out|timeout|killed|oom|segfault|segmentation fault|aborted|cannot|can't|unable|uncaught|unhandled|corrupt(?:ed|ion)?|no such|not found|out of memory)\b/i;
/** The same inside a name: `ValueError`, `NullPointerException`, `ECONNREFUSED`. */
const TROUBLE_NAME =
  /[a-z](?:Error|Exception)\b|\bE(?:CONN|HOST|NET|PIPE|ADDR|NOTFOUND|TIMEDOUT|ACCES|NOENT|NOSPC)[A-Z]*\b/;
/** Structured logs say themselves what they are: then their word counts. Numbers are pino's and bunyan's. */
const LEVEL = /["']?\b(?:level|lvl|severity|log\.level)\b["']?\s*[=:]\s*["']?([a-z]+|\d{2})\b/i;
const BAD_LEVELS = new Set([
  'error',
  'err',
  'fatal',
  'panic',
  'critical',
  'crit',
  'emerg',
  'emergency',
  'alert',
  'severe',
  '50',
  '60',
]);
const GOOD_LEVELS = new Set(['info', 'information', 'notice', 'debug', 'trace', 'verbose', '10', '20', '30']);
/** "0 errors", "errors: 0", "error=null", "no errors" tell that all is well. */
const NO_TROUBLE =
  /\b(?:0|no|without) (?:errors?|failures?|failed|exceptions?)\b|\b(?:errors?|failed|failures?)["']?\s*[=:]\s*["']?(?:0\b(?!\.)|null|none|nil|false|""|'')/gi;

/** Whether a line tells of an error. */
export function isErrorLine(text: string): boolean {
  const level = LEVEL.exec(text)?.[1]?.toLowerCase() ?? '';
  if (BAD_LEVELS.has(level)) return true;
  if (GOOD_LEVELS.has(level)) return false;
  const rest = text.replace(NO_TROUBLE, '');
  return TROUBLE.test(rest) || TROUBLE_NAME.test(rest);
}

/** Something that is in every line of which {@link isErrorLine} says yes: a quick look at many lines at once. */
export const errorHint =
  /err|exception|fatal|panic|traceback|crit|emerg|severe|fail|refused|denied|time|killed|oom|seg|abort|can(?:no|')t|unable|un(?:caught|handled)|corrupt|no such|not found|out of memory|econn|ehost|enet|epipe|eaddr|enotfound|eacces|enoent|enospc|alert|[=:]\s*["']?[56]0\b/gi;

/** What stays the same when the same thing is said again: without times, numbers, ids and addresses. */
export function shapeOf(text: string): string {
  return text
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '#')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b/gi, '#')
    .replace(/0x[0-9a-f]+/gi, '#')
    .replace(/\d+/g, '#')
    .replace(/#(?:[.:,TZ+\-/ ]*#)+Z?/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)';
/** Dates, clock times and seconds since 1970, as programs write them in front of their lines. */
const TIMES = new RegExp(
  [
    String.raw`(?<!\d)\d{4}[-/.]\d\d[-/.]\d\d(?!\d)`,
    String.raw`(?<!\d)\d{1,2}[-/ ]${MONTH}[-/ ]\d{4}`,
    String.raw`\b(?:(?:mon|tue|wed|thu|fri|sat|sun),? )?${MONTH}\s+\d{1,2}(?=,?\s+\d{1,2}:\d\d|,?\s+\d{4})`,
    String.raw`(?<!\d)\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?:z|\s?[+-]\d\d:?\d\d)?(?!\d)`,
    String.raw`(?<![\d.])1\d{9}(?:\d{3})?(?:\.\d+)?(?!\d)`,
  ].join('|'),
  'gi',
);

/**
 * What stays the same when a line is said again: without its time and long ids. Every other number stays: among fifty
 * times "GET /pay 200" the one "GET /pay 500" is what somebody reads the log for.
 */
export function saidAgain(text: string): string {
  return text
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '#')
    .replace(/\b(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{12,}\b/gi, '#')
    .replace(TIMES, '#')
    .replace(/\s+/g, ' ')
    .trim();
}
