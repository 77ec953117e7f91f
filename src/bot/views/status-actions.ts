import type { Button } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { callback } from './status-frame.ts';
import type { Row } from './status-picture.ts';
import type { Reader } from './view.ts';

type Verb = 'restart' | 'stop' | 'start' | 'kill' | 'pause' | 'unpause' | 'memory';

/** What fits the state of a container, the likeliest first. The operations behind it ask before they do anything. */
export function containerActions(row: Row, reader: Reader): Button[][] {
  const logs = callback(reader.t('bot-button-logs'), tap('l', 'c', row.reference));
  const more = callback(reader.t('bot-status-button-more'), tap('p', 'm', row.reference));
  const verb = (name: Verb) => actionButton(name, row, reader);
  switch (row.container.state) {
    case 'running':
    case 'restarting':
      return [
        [logs, verb('restart')],
        [verb('stop'), more],
      ];
    case 'paused':
      return [
        [logs, verb('unpause')],
        [verb('stop'), more],
      ];
    case 'exited':
    case 'created':
      return [[logs, verb('start')], [more]];
    default:
      return [[logs]];
  }
}

/** The rarer ones. */
export function moreActions(row: Row, reader: Reader): Button[][] {
  const verbs = rareVerbs(row);
  return verbs.length === 0 ? [] : [verbs.map((name) => actionButton(name, row, reader))];
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
