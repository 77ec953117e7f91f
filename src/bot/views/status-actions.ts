import type { Button } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { callback, rowsOfButtons } from './status-frame.ts';
import type { Row } from './status-picture.ts';
import type { Reader } from './view.ts';
import { type Proven, provenLabel } from './what-helped.ts';
import { shortened } from './words.ts';

type Verb = 'restart' | 'stop' | 'start' | 'kill' | 'pause' | 'unpause' | 'memory';

/**
 * What fits the state of a container: what fixed this failure before first, then the likeliest. The operations behind it
 * ask before they do anything.
 */
export function containerActions(row: Row, reader: Reader, best: Proven | null = null): Button[][] {
  const logs = callback(reader.t('bot-button-logs'), tap('l', 'c', row.reference));
  const [likeliest, ...others] = likelyVerbs(row);
  if (likeliest === undefined) return [[logs]];
  const more = callback(reader.t('bot-status-button-more'), tap('p', 'm', row.reference));
  const button = (name: Verb) => actionButton(name, row, reader);
  if (best === null)
    return [
      [logs, button(likeliest)],
      [...others.map(button), more],
    ];
  const rest = [likeliest, ...others].filter((name) => best.of === 'project' || name !== best.verb);
  const first = callback(shortened(`⭐ ${provenLabel(best, row.container, reader)}`, 20), best.data);
  return [[first, logs], ...rowsOfButtons([...rest.map(button), more])];
}

function likelyVerbs({ container }: Row): Verb[] {
  switch (container.state) {
    case 'running':
    case 'restarting':
      return ['restart', 'stop'];
    case 'paused':
      return ['unpause', 'stop'];
    case 'exited':
    case 'created':
      return ['start'];
    default:
      return [];
  }
}

/** The rarer ones. */
export function moreActions(row: Row, reader: Reader): Button[][] {
  return rowsOfButtons(rareVerbs(row).map((name) => actionButton(name, row, reader)));
}

function rareVerbs({ container }: Row): Verb[] {
  switch (container.state) {
    case 'running':
      return ['pause', 'memory', 'kill'];
    case 'restarting':
      return ['memory', 'kill'];
    case 'paused':
      return ['unpause', 'memory', 'kill'];
    case 'exited':
    case 'created':
      return ['memory'];
    default:
      return [];
  }
}

function actionButton(name: Verb, row: Row, reader: Reader): Button {
  const button = callback(reader.t(`bot-status-button-${name}`), tap('a', name, row.reference));
  return name === 'kill' ? { ...button, style: 'danger' } : button;
}
