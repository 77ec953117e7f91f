/** The panel of what may go wrong between the bot and Telegram, for trying how the bot copes. */
import { api } from './api.js';
import { nowMs } from './dates.js';
import { el } from './dom.js';
import { morph } from './morph.js';

const kinds = [
  ['429', '429 Too Many Requests', { retryAfter: 3, times: 1 }],
  ['500', '500 Internal Server Error', { times: 1 }],
  ['hang', 'Hang: no answer', { times: 1 }],
  ['cut-before', 'Cut before it is applied', { times: 1 }],
  ['cut-after', 'Cut after it is applied', { times: 1 }],
];

export function createFaultPanel(store, overlays) {
  const times = el('input', {
    type: 'number',
    min: 1,
    max: 100,
    value: 1,
    'aria-label': 'times',
    'data-testid': 'fault-times',
  });
  const seconds = el('input', {
    type: 'number',
    min: 1,
    max: 600,
    value: 30,
    'aria-label': 'seconds',
    'data-testid': 'fault-seconds',
  });
  const active = el('ul', { class: 'fault-list', 'data-testid': 'faults' });
  const work = (promise) => promise.catch((error) => overlays.toast(error.message));
  const add = (fault) => () => void work(api.faults({ add: fault() }));
  const buttons = kinds.map(([kind, title, defaults]) =>
    el(
      'button',
      {
        type: 'button',
        title,
        'data-testid': `fault-${kind}`,
        on: { click: add(() => ({ kind, ...defaults, times: Number(times.value) })) },
      },
      kind,
    ),
  );
  const root = el(
    'section',
    { class: 'tool-card' },
    el('h2', {}, 'Faults'),
    el('div', { class: 'fault-row' }, el('span', {}, 'The next'), times, el('span', {}, 'calls of the bot meet:')),
    el('div', { class: 'fault-buttons' }, buttons),
    el(
      'div',
      { class: 'fault-row' },
      el(
        'button',
        {
          type: 'button',
          'data-testid': 'fault-outage',
          on: { click: add(() => ({ kind: 'outage', seconds: Number(seconds.value) })) },
        },
        'Outage',
      ),
      el('span', {}, 'for'),
      seconds,
      el('span', {}, 's'),
    ),
    active,
    el(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'data-testid': 'fault-clear',
        on: { click: () => void work(api.faults({ clear: true })) },
      },
      'Clear all',
    ),
  );
  return {
    root,
    /** An outage ends by itself, so this is called with the clock too. */
    update() {
      const live = store.faults.filter((fault) => fault.until === undefined || fault.until > nowMs());
      morph(
        active,
        el(
          'ul',
          { class: 'fault-list', 'data-testid': 'faults' },
          live.map((fault) => el('li', {}, describe(fault))),
        ),
      );
    },
  };
}

function describe({ kind, method, timesLeft, until }) {
  const rest = until === undefined ? null : `${Math.ceil((until - nowMs()) / 1000)} s`;
  return [kind, method, timesLeft !== undefined && `×${timesLeft}`, rest].filter(Boolean).join(' ');
}
