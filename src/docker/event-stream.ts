import { engineMessage } from './engine-json.ts';
import type { ContainerAction, ContainerEvent } from './event-types.ts';
import { refOf, serviceKey } from './labels.ts';

/** The actions that are asked for. Each run of a health check makes three more that nobody needs (`exec_…`). */
export const ACTIONS: readonly ContainerAction[] = [
  'create',
  'start',
  'die',
  'oom',
  'kill',
  'stop',
  'restart',
  'pause',
  'unpause',
  'health_status',
  'rename',
  'update',
  'destroy',
];

const MAX_LINE_CHARS = 1024 * 1024;
const NOT_LABELS = new Set(['name', 'image', 'exitCode', 'signal', 'execDuration', 'oldName']);

/** Cuts a stream of text into lines: a chunk of the connection is rarely one line. A line beyond a megabyte is dropped. */
export function createLineSplitter(onLine: (line: string) => void): { push(text: string): void } {
  let rest = '';
  let skipping = false;
  return {
    push(text) {
      const pieces = text.split('\n');
      for (const [index, piece] of pieces.entries()) {
        if (!skipping) rest += piece;
        if (rest.length > MAX_LINE_CHARS) {
          rest = '';
          skipping = true;
        }
        if (index === pieces.length - 1) return;
        if (!skipping && rest.trim() !== '') onLine(rest);
        rest = '';
        skipping = false;
      }
    },
  };
}

/** Reads one line of `/events`; null for what is no container event, or not one of {@link ACTIONS}. */
export function parseEvent(line: string): ContainerEvent | null {
  const message = parseJson(line);
  if (message === null || (message.Type !== undefined && message.Type !== 'container')) return null;
  const [word, detail] = message.Action.split(':', 2);
  const action = ACTIONS.find((known) => known === word);
  if (action === undefined) return null;
  const attributes = message.Actor.Attributes;
  const labels = Object.fromEntries(Object.entries(attributes).filter(([name]) => !NOT_LABELS.has(name)));
  const ref = refOf(message.Actor.ID, attributes.name ?? message.Actor.ID.slice(0, 12), labels);
  // The number has 19 digits and would lose the last ones in JSON.parse. In a string these quotes would be escaped.
  const timeNano = /"timeNano":(\d+)/.exec(line)?.[1] ?? `${message.time}000000000`;
  return {
    ...ref,
    kind: 'container',
    key: serviceKey(ref),
    at: Number(timeNano.slice(0, -6)),
    timeNano,
    action,
    image: attributes.image ?? '',
    exitCode: action === 'die' ? numberOf(attributes.exitCode) : null,
    signal: action === 'kill' ? numberOf(attributes.signal) : null,
    health: action === 'health_status' ? healthOf(detail) : null,
    labels,
  };
}

/** What the Engine's `since` takes: seconds, a dot, nanoseconds. */
export function sinceOf(timeNano: string): string {
  return `${timeNano.slice(0, -9)}.${timeNano.slice(-9)}`;
}

/**
 * Remembers the last events: `since` includes its own moment, so that the same event comes again after each
 * reconnect. The Engine itself keeps 256 of them.
 */
export function createDeduper(remember = 1024): (event: ContainerEvent) => boolean {
  const seen = new Set<string>();
  return (event) => {
    const identity = `${event.timeNano} ${event.id} ${event.action} ${event.health ?? ''}`;
    if (seen.has(identity)) return false;
    seen.add(identity);
    for (const oldest of seen) {
      if (seen.size <= remember) break;
      seen.delete(oldest);
    }
    return true;
  };
}

function parseJson(line: string) {
  try {
    const parsed = engineMessage.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function numberOf(text: string | undefined): number | null {
  const value = Number(text);
  return text === undefined || text === '' || Number.isNaN(value) ? null : value;
}

function healthOf(detail: string | undefined): ContainerEvent['health'] {
  const status = detail?.trim();
  return status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : null;
}
