/** Dates as a phone shows them: in the person's own zone and language. All `unix` are seconds, all `…Ms` milliseconds. */
import { locale, t } from './strings.js';

let offsetMs = 0;

/** The sandbox may live at another time than this machine (tests set its clock). */
export function setServerNow(nowMs) {
  offsetMs = Number.isFinite(nowMs) ? nowMs - Date.now() : 0;
}

export function nowMs() {
  return Date.now() + offsetMs;
}

export function clockOf(unix) {
  return format(unix, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** A day as a key, for telling when the date separator is due. */
export function dayKey(unix) {
  return new Date(unix * 1000).toDateString();
}

export function dayLabel(unix) {
  const day = new Date(unix * 1000);
  if (day.toDateString() === new Date(nowMs()).toDateString()) return t('today');
  if (day.toDateString() === new Date(nowMs() - 86_400_000).toDateString()) return t('yesterday');
  const sameYear = day.getFullYear() === new Date(nowMs()).getFullYear();
  return format(unix, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** The time in the list of chats: a clock today, a weekday this week, else a date. */
export function listTime(unix) {
  const ageMs = nowMs() - unix * 1000;
  if (new Date(unix * 1000).toDateString() === new Date(nowMs()).toDateString()) return clockOf(unix);
  if (ageMs < 6 * 86_400_000) return format(unix, { weekday: 'short' });
  return format(unix, { day: '2-digit', month: '2-digit', year: '2-digit' });
}

/**
 * A `date_time` entity by its format string: `r` is relative; else any of `w` weekday, `d`/`D` short or long date,
 * `t`/`T` time without or with seconds (Bot API, "date-time entity formatting"). An empty format shows `fallback`.
 */
export function formatEntityDate(unix, pattern, fallback) {
  if (pattern === 'r') return relative(unix);
  const options = {};
  if (pattern.includes('w')) options.weekday = pattern.includes('D') ? 'long' : 'short';
  if (pattern.includes('d')) Object.assign(options, { day: '2-digit', month: '2-digit', year: '2-digit' });
  if (pattern.includes('D')) Object.assign(options, { day: 'numeric', month: 'long', year: 'numeric' });
  if (/t/i.test(pattern)) Object.assign(options, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (pattern.includes('T')) options.second = '2-digit';
  return Object.keys(options).length > 0 ? format(unix, options) : fallback;
}

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

function relative(unix) {
  const seconds = Math.round(unix - nowMs() / 1000);
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units[units.length - 1];
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}

function format(unix, options) {
  return new Intl.DateTimeFormat(locale(), options).format(new Date(unix * 1000));
}

/** Keeps every relative date on the page true: they are the only texts that change by themselves. */
export function tickRelativeDates(root) {
  for (const node of root.querySelectorAll('time[data-format="r"]')) {
    const text = formatEntityDate(Number(node.getAttribute('data-unix')), 'r', '');
    if (node.textContent !== text) node.textContent = text;
  }
}
