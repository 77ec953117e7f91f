import { bytesOf } from './log-files.ts';
import type { ContainerLog, Growth, Inventory, Item } from './types.ts';
import { GROUP_OF } from './types.ts';

/** One thing's size at one look. */
export interface Reading extends Growth {
  readonly id: string;
}

/** Of each kind; the rest is too small to be what fills a disk. */
const KEPT_OF_EACH = 40;
/** Less is noise: a log that is written to, a database's own work. */
const LEAST_GROWTH = 1024 * 1024;

/** What is remembered of a look, largest first and bounded. */
export function readingsOf({ df, items, logs, own }: Pick<Inventory, 'df' | 'items' | 'logs' | 'own'>): Reading[] {
  const whole = (kind: Reading['kind'], bytes: number): Reading => ({ kind, id: '*', name: '', bytes });
  const each = (kind: Item['kind']) =>
    items
      .filter((item) => item.kind === kind)
      .map((item) => ({ kind: GROUP_OF[item.kind], id: item.id, name: item.name, bytes: item.takesBytes }))
      .sort((one, other) => other.bytes - one.bytes)
      .slice(0, KEPT_OF_EACH);
  return [
    whole('image', df.image.bytes),
    whole('cache', df.cache.bytes),
    whole(
      'own',
      own.parts.reduce((total, part) => total + part.bytes, 0),
    ),
    ...each('container'),
    ...each('volume'),
    ...logs
      .filter((log) => log.files === 'read')
      .slice(0, KEPT_OF_EACH)
      .map(logReading),
  ];
}

function logReading(log: ContainerLog): Reading {
  return { kind: 'log', id: log.containerId, name: log.name, bytes: bytesOf(log) };
}

/** What grew between two looks, most first. What was not there before has grown by all that it has, images aside. */
export function growthBetween(before: readonly Reading[], now: readonly Reading[]): Growth[] {
  const known = new Map(before.map((reading) => [`${reading.kind} ${reading.id}`, reading.bytes]));
  return now
    .map(({ kind, id, name, bytes }) => ({ kind, name, bytes: bytes - (known.get(`${kind} ${id}`) ?? 0) }))
    .filter((growth) => growth.bytes >= LEAST_GROWTH)
    .sort((one, other) => other.bytes - one.bytes);
}
