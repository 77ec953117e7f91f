import type { MemoryFigures } from './types.ts';

/** Readers of files in /proc, as proc(5) describes them. Each gives null for a text that is not such a file. */

export function parseUptime(text: string): number | null {
  const seconds = Number(text.split(' ')[0]);
  return text.trim() !== '' && Number.isFinite(seconds) ? seconds : null;
}

export function parseLoad(text: string): [number, number, number] | null {
  const [one, five, fifteen] = text.split(' ').map(Number);
  if (one === undefined || five === undefined || fifteen === undefined) return null;
  return [one, five, fifteen].every(Number.isFinite) ? [one, five, fifteen] : null;
}

/** `MemAvailable` counts the cache that can be given back; free memory alone is near zero on every busy host. */
export function parseMemory(text: string): MemoryFigures | null {
  const kibibytes = (name: string) => new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  const total = kibibytes('MemTotal');
  const available = kibibytes('MemAvailable');
  if (total === undefined || available === undefined) return null;
  return { totalBytes: Number(total) * 1024, availableBytes: Number(available) * 1024 };
}

export function parseCores(text: string): number | null {
  const cores = text.match(/^processor\s*\d*\s*:/gm)?.length ?? 0;
  return cores === 0 ? null : cores;
}

export function parseBootId(text: string): string | null {
  const id = text.trim();
  return /^[0-9a-f-]{36}$/i.test(id) ? id : null;
}
