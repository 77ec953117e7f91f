/** The top line of a phone: the clock and three little signs. */
import { clockOf, nowMs } from './dates.js';
import { el } from './dom.js';

export function createStatusBar(root) {
  const clock = el('span', { class: 'status-clock' });
  root.append(
    clock,
    el(
      'span',
      { class: 'status-signs' },
      el('i', { class: 'sign-signal' }),
      el('i', { class: 'sign-wifi' }),
      el('i', { class: 'sign-battery' }),
    ),
  );
  return {
    update: () => {
      clock.textContent = clockOf(nowMs() / 1000);
    },
  };
}
