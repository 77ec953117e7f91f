import type { Locale } from './texts.ts';

const durationUnits = {
  en: { s: 's', min: 'min', h: 'h', d: 'd' },
  ru: { s: 'с', min: 'мин', h: 'ч', d: 'дн' },
} as const;

const byteUnits = {
  en: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'],
  ru: ['Б', 'КиБ', 'МиБ', 'ГиБ', 'ТиБ', 'ПиБ', 'ЭиБ'],
} as const;

/** What stands where a number or a moment is not one. */
const unknownValue = '—';

/**
 * "45 s", "3 min", "2 h 5 min", "3 d 4 h" (ru: "45 с", "3 мин", "2 ч 5 мин", "3 дн 4 ч").
 * At most two units, rounded down, so that 59 minutes never read as an hour; below zero counts as zero.
 */
export function formatDuration(ms: number, locale: Locale): string {
  if (!Number.isFinite(ms)) return unknownValue;
  const unit = durationUnits[locale];
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds < 60) return `${seconds} ${unit.s}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} ${unit.min}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair(hours, unit.h, minutes % 60, unit.min);
  return pair(Math.floor(hours / 24), unit.d, hours % 24, unit.h);
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** "512 B", "1.5 GiB" (ru: "1,5 ГиБ"): powers of 1024 as Docker counts, one decimal below ten. */
export function formatBytes(bytes: number, locale: Locale): string {
  if (!Number.isFinite(bytes)) return unknownValue;
  const units = byteUnits[locale];
  let value = Math.abs(bytes);
  let power = 0;
  while (power < units.length - 1 && rounded(value) >= 1024) {
    value /= 1024;
    power += 1;
  }
  const shown = rounded(power === 0 ? Math.round(value) : value);
  return `${bytes < 0 ? '−' : ''}${formatNumber(shown, locale)} ${units[power]}`;
}

function rounded(value: number): number {
  return value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value);
}

/** A number with the language's decimal sign, at most `decimals` digits after it, and no thousands separators. */
export function formatNumber(value: number, locale: Locale, decimals = 1): string {
  if (!Number.isFinite(value)) return unknownValue;
  const options = { maximumFractionDigits: decimals, useGrouping: false };
  return new Intl.NumberFormat(languageTag(locale), options).format(value);
}

/** "91%", "0.4%" (ru: "91 %" is what the typographers ask for, "91%" what engineers read, so both languages have it tight). */
export function formatPercent(percent: number, locale: Locale): string {
  return Number.isFinite(percent) ? `${formatNumber(rounded(percent), locale)}%` : unknownValue;
}

/** "03:02", in `timeZone`. `at`: UTC milliseconds. */
export function formatClock(at: number, timeZone: string, locale: Locale): string {
  return formatMoment(at, locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** "03:02:05", in `timeZone`. */
export function formatSeconds(at: number, timeZone: string, locale: Locale): string {
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return formatMoment(at, locale, { timeZone, ...clock });
}

/** "3 Feb 2025" (ru: "3 февр. 2025 г."), in `timeZone`. */
export function formatDate(at: number, timeZone: string, locale: Locale): string {
  return formatMoment(at, locale, { timeZone, day: 'numeric', month: 'short', year: 'numeric' });
}

/** "3 Feb 2025, 03:02", in `timeZone`. */
export function formatDateTime(at: number, timeZone: string, locale: Locale): string {
  if (!isMoment(at)) return unknownValue;
  return `${formatDate(at, timeZone, locale)}, ${formatClock(at, timeZone, locale)}`;
}

/** "UTC", "GMT+3": the zone's short name at that moment. */
export function formatZone(at: number, timeZone: string, locale: Locale): string {
  if (!isMoment(at)) return timeZone;
  const format = new Intl.DateTimeFormat(languageTag(locale), { timeZone, timeZoneName: 'short' });
  return format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

/** "2025-02-03 03:02 UTC": the same in every language, for reports. */
export function formatUtc(at: number): string {
  if (!isMoment(at)) return unknownValue;
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function formatMoment(at: number, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  return isMoment(at) ? new Intl.DateTimeFormat(languageTag(locale), options).format(at) : unknownValue;
}

/** Whether the number is a moment that `Date` can hold (ECMA-262, 21.4.1.1: ±8.64e15 ms). */
function isMoment(at: number): boolean {
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15;
}

/** British English, because its days come before months and its clock has 24 hours. */
function languageTag(locale: Locale): string {
  return locale === 'en' ? 'en-GB' : 'ru-RU';
}
