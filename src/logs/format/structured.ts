/** Severities in the words of most libraries, from the least to the worst. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof LEVELS)[number];

/** A structured line in what a person reads of it. */
export interface Structured {
  /** UTC milliseconds, by the program's own clock; null where it does not say, or says no zone. */
  readonly at: number | null;
  readonly level: Level | null;
  readonly message: string;
}

/** More than this is no line that a program wrote for people. */
const LONGEST_JSON = 64 * 1024;
const MOST_FIELDS = 6;
const LONGEST_FIELD = 80;

// The names that pino, bunyan, winston, zap, zerolog, logrus, slog, python-json-logger, structlog, serilog and ECS write.
const TIMES = ['time', '@timestamp', 'timestamp', 'ts', 'asctime', 'date', 'datetime', '@t'];
const LEVEL_NAMES = ['level', 'log.level', 'severity', 'lvl', 'levelname', 'loglevel', '@l'];
const MESSAGES = ['msg', 'message', 'event', 'text', '@m', '@mt', 'short_message'];
const ERRORS = ['err', 'error', 'exception', 'exc_info', 'error.message', '@x'];
/** Says nothing to a person who looks at one service. */
const NOISE = new Set([
  ...['pid', 'hostname', 'host', 'v', 'caller', 'logger', 'name', 'stack', 'stacktrace', 'ecs.version', 'ecs', 'log'],
  ...[
    'process',
    'service',
    'thread',
    'filename',
    'lineno',
    'funcName',
    'module',
    'pathname',
    'levelno',
    'severity_text',
  ],
]);

/** JSON and logfmt lines; null for everything else. */
export function structured(text: string): Structured | null {
  const trimmed = text.trim();
  if (trimmed.startsWith('{') && trimmed.endsWith('}') && trimmed.length <= LONGEST_JSON) return fromJson(trimmed);
  return /(?:^|\s)(?:level|lvl|severity)=/.test(trimmed) && /(?:^|\s)(?:msg|message)=/.test(trimmed)
    ? fromFields(logfmt(trimmed))
    : null;
}

function fromJson(text: string): Structured | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? fromFields(new Map(Object.entries(parsed))) : null;
  } catch {
    return null;
  }
}

function fromFields(fields: ReadonlyMap<string, unknown>): Structured | null {
  const used = new Set<string>();
  const first = <T>(names: readonly string[], read: (value: unknown) => T | null): T | null => {
    for (const name of names) {
      const value = read(at(fields, name));
      if (value === null) continue;
      used.add(name);
      return value;
    }
    return null;
  };
  const message = first(MESSAGES, textOf);
  const error = first(ERRORS, errorOf);
  if (message === null && error === null) return null;
  const level = first(LEVEL_NAMES, levelOf);
  const moment = first(TIMES, momentOf);
  const rest = [...fields].flatMap(([name, value]) => (used.has(name) ? [] : fieldOf(name, value)));
  const parts = [message, error === message ? null : error, ...rest.slice(0, MOST_FIELDS)];
  return { at: moment, level, message: parts.filter((part) => part !== null && part !== '').join(' · ') };
}

/** `log.level` is a name with a dot, or an object in an object (both are ECS). */
function at(fields: ReadonlyMap<string, unknown>, name: string): unknown {
  if (fields.has(name)) return fields.get(name);
  const [outer = '', inner = ''] = name.split('.');
  const found = inner === '' ? undefined : fields.get(outer);
  return isRecord(found) ? found[inner] : undefined;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.replace(/\s+/g, ' ').trim() : null;
}

function errorOf(value: unknown): string | null {
  if (!isRecord(value)) return textOf(value);
  const type = textOf(value.type) ?? textOf(value.name) ?? textOf(value.code);
  const message = textOf(value.message) ?? textOf(value.msg);
  return message === null || type === null ? (message ?? type) : `${type}: ${message}`;
}

function fieldOf(name: string, value: unknown): string[] {
  if (NOISE.has(name) || TIMES.includes(name) || LEVEL_NAMES.includes(name)) return [];
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  const shown = isScalar ? String(value) : textOf(value);
  return shown === null || shown.length > LONGEST_FIELD ? [] : [`${name}=${shown}`];
}

/** Words, and the numbers of pino and bunyan. */
export function levelOf(value: unknown): Level | null {
  if (typeof value === 'number') return levelOfNumber(value);
  if (typeof value !== 'string') return null;
  const word = value.toLowerCase();
  if (/^\d{2}$/.test(word)) return levelOfNumber(Number(word));
  if (/^(?:trace|verbose|silly)$/.test(word)) return 'trace';
  if (/^(?:debug|dbg)$/.test(word)) return 'debug';
  if (/^(?:info|information|informational|notice|default|inf)$/.test(word)) return 'info';
  if (/^(?:warn|warning|wrn)$/.test(word)) return 'warn';
  if (/^(?:error|err|severe)$/.test(word)) return 'error';
  return /^(?:fatal|panic|dpanic|critical|crit|emerg|emergency|alert)$/.test(word) ? 'fatal' : null;
}

function levelOfNumber(value: number): Level | null {
  const index = value / 10 - 1;
  return Number.isInteger(index) ? (LEVELS[index] ?? null) : null;
}

/** A Unix time in seconds, milliseconds, microseconds or nanoseconds, or a text with its zone. */
function momentOf(value: unknown): number | null {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) {
    const scales = [1000, 1, 1e-3, 1e-6];
    const found = scales.map((scale) => value * scale).find((ms) => ms > 946_684_800_000 && ms < 4_102_444_800_000);
    return found === undefined ? null : Math.floor(found);
  }
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/.test(value)) return null;
  const parsed = Date.parse(value.replace(' ', 'T').replace(',', '.'));
  return Number.isNaN(parsed) ? null : parsed;
}

/** `level=info msg="it is up" port=80` (Heroku's logfmt, as logrus and slog write it). */
function logfmt(text: string): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [, name = '', quoted, bare] of text.matchAll(/([\w.@-]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)) {
    fields.set(name, quoted === undefined ? bare : quoted.replace(/\\(["\\])/g, '$1'));
  }
  return fields;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
