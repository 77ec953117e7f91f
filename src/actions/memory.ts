import { UserError } from '../errors.ts';

const MEBIBYTE = 1024 * 1024;
/** The Engine refuses less (moby, daemon/daemon_unix.go, linuxMinMemory). */
const SMALLEST_LIMIT_BYTES = 6 * MEBIBYTE;

/** What is known when a new limit is asked for. */
export interface MemoryNow {
  /** Null: it has none. */
  readonly limitBytes: number | null;
  /** In use, without reclaimable cache; null while it does not run or when it cannot be had. */
  readonly usedBytes: number | null;
  /** Of the host; null when it is not known. */
  readonly hostBytes: number | null;
}

/**
 * Limits to choose from: a quarter more, half more, twice as much of what it has (of what it uses, where it has no
 * limit), in whole mebibytes. Only those that would be taken.
 */
export function offeredLimits(now: MemoryNow): number[] {
  const from = now.limitBytes ?? now.usedBytes;
  if (from === null) return [];
  const offered = [1.25, 1.5, 2].map((factor) => Math.ceil((from * factor) / MEBIBYTE) * MEBIBYTE);
  return [...new Set(offered)].filter((bytes) => refusalOf(bytes, now) === null);
}

/** @throws UserError for a limit that would kill it, that the host does not have, or that changes nothing */
export function checkLimit(bytes: number, now: MemoryNow): void {
  const refusal = refusalOf(bytes, now);
  if (refusal !== null) throw refusal;
}

function refusalOf(bytes: number, { limitBytes, usedBytes, hostBytes }: MemoryNow): UserError | null {
  const size = bytes;
  if (bytes === limitBytes) return new UserError('operations-memory-same', { size });
  if (bytes < SMALLEST_LIMIT_BYTES)
    return new UserError('operations-memory-too-small', { size, least: SMALLEST_LIMIT_BYTES });
  if (usedBytes !== null && bytes <= usedBytes) {
    return new UserError('operations-memory-below-use', { size, used: usedBytes });
  }
  if (hostBytes !== null && bytes > hostBytes) {
    return new UserError('operations-memory-above-host', { size, host: hostBytes });
  }
  return null;
}

const UNITS: Readonly<Record<string, number>> = {
  ...{ '': MEBIBYTE, m: MEBIBYTE, mb: MEBIBYTE, mib: MEBIBYTE, м: MEBIBYTE, мб: MEBIBYTE, миб: MEBIBYTE },
  ...{ g: 1024 * MEBIBYTE, gb: 1024 * MEBIBYTE, gib: 1024 * MEBIBYTE },
  ...{ г: 1024 * MEBIBYTE, гб: 1024 * MEBIBYTE, гиб: 1024 * MEBIBYTE },
};

/**
 * "512", "512m", "1.5g", "1,5 ГБ" as bytes, in whole mebibytes; a number alone means mebibytes.
 * @throws UserError for anything else
 */
export function parseLimit(text: string): number {
  const match = /^(\d{1,9}(?:[.,]\d{1,3})?)\s*([a-zа-я]*)$/i.exec(text.trim());
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()];
  const bytes =
    match && unit ? Math.round((Number((match[1] ?? '').replace(',', '.')) * unit) / MEBIBYTE) * MEBIBYTE : 0;
  if (bytes <= 0 || !Number.isSafeInteger(bytes)) {
    throw new UserError('operations-memory-malformed', { text: text.trim().slice(0, 40) });
  }
  return bytes;
}

/** The lines of a compose file that keep a limit, as compose of any version reads them. */
export function composeLines(service: string, bytes: number): string {
  return [
    'services:',
    `  ${/^[\w.-]+$/.test(service) ? service : JSON.stringify(service)}:`,
    `    mem_limit: ${Math.round(bytes / MEBIBYTE)}m`,
  ].join('\n');
}
