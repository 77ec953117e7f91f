import { formatDate } from '../../document/index.ts';
import type { ShownLine } from '../../logs/index.ts';
import type { Reader } from './view.ts';

/** Lines of a log in the reader's time, as one block of code: a date where the day changes, then time, mark, text. */
export function logText(lines: readonly ShownLine[], reader: Reader, isSearch: boolean): string {
  const clock = clockOf(reader);
  let day = formatDate(reader.now, reader.timeZone, reader.locale);
  return lines
    .flatMap((line) => {
      const own = line.at === null ? day : formatDate(line.at, reader.timeZone, reader.locale);
      const dates = own === day ? [] : [`— ${own} —`];
      day = own;
      return [...(line.gap ? ['⋯'] : []), ...dates, lineText(line, reader, clock, isSearch)];
    })
    .join('\n');
}

function lineText(line: ShownLine, { t, locale }: Reader, clock: (at: number) => string, isSearch: boolean): string {
  const parts = [
    line.at === null ? '' : clock(line.at),
    `${isSearch && line.match ? '▸' : ''}${line.bad ? '❗' : ''}`,
    line.source === '' ? '' : `[${line.source}]`,
    line.level ?? '',
    line.binary ? t('bot-logs-binary') : '',
    line.text,
    dropped(line, t, locale),
    line.count > 1 ? `×${line.count}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function dropped(line: ShownLine, t: Reader['t'], locale: Reader['locale']): string {
  if (line.endless) return t('bot-logs-line-endless');
  if (line.dropped === 0) return '';
  return t('bot-logs-line-cut', { count: new Intl.NumberFormat(locale).format(line.dropped) });
}

/** "03:02:05" in the reader's zone. */
function clockOf({ timeZone, locale }: Reader): (at: number) => string {
  const options = { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'ru-RU', options);
  return (at) => format.format(at);
}
