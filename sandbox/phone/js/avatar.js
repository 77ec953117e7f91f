/** Round pictures with initials, in the seven gradients that Telegram gives by id. */
import { el } from './dom.js';

const gradients = 7;

export function avatar({ id, name, size = 'm', glyph = null }) {
  return el(
    'span',
    { class: `avatar avatar-${size} tint-${Math.abs(id) % gradients}`, 'aria-hidden': 'true' },
    glyph ?? initials(name),
  );
}

/** The colour number of a sender's name in a group. */
export function tint(id) {
  return Math.abs(id) % gradients;
}

export function nameOf(user) {
  return [user?.first_name, user?.last_name].filter(Boolean).join(' ') || user?.title || user?.username || '';
}

function initials(name) {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return words
    .slice(0, 2)
    .map((word) => [...word.replace(/^[^\p{L}\p{N}]+/u, '')][0]?.toUpperCase() ?? '')
    .join('');
}
