/** What is not the phone itself: whose hand it is in, light or dark, blocking the bot, the faults. */
import { api } from './api.js';
import { avatar, nameOf } from './avatar.js';
import { el } from './dom.js';
import { createFaultPanel } from './faults.js';
import { icon } from './icons.js';
import { morph } from './morph.js';
import { toggleTheme } from './theme.js';

export function createTools(root, store, overlays, { onPerson }) {
  const people = el('div', { class: 'people', on: { click: choose } });
  const block = el('button', { type: 'button', class: 'quiet', 'data-testid': 'block', on: { click: toggleBlock } });
  const theme = el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-testid': 'theme',
      'aria-label': 'Light or dark',
      on: { click: toggleTheme },
    },
    icon('moon'),
    icon('sun'),
  );
  const faults = createFaultPanel(store, overlays);
  root.append(
    el(
      'header',
      { class: 'tools-head' },
      el('h1', {}, 'Sandbox'),
      theme,
      el(
        'button',
        { type: 'button', class: 'icon-button tools-close', 'aria-label': 'Close', on: { click: () => show(false) } },
        icon('close'),
      ),
    ),
    el('section', { class: 'tool-card' }, el('h2', {}, 'Whose phone'), people, block),
    faults.root,
  );

  function choose(event) {
    const row = event.target.closest('[data-person]');
    if (!row) return;
    show(false);
    onPerson(Number(row.dataset.person));
  }

  function toggleBlock() {
    const isBlocked = store.blocked.has(store.person);
    const work = isBlocked ? api.unblock(store.person) : api.block(store.person);
    void work.catch((error) => overlays.toast(error.message));
  }

  function show(open) {
    document.body.classList.toggle('tools-open', open);
  }

  function update() {
    const rows = store.people.map((person) =>
      el(
        'button',
        {
          type: 'button',
          class: 'person',
          'data-person': person.id,
          'data-testid': 'person',
          'aria-pressed': person.id === store.person ? 'true' : 'false',
        },
        avatar({ id: person.id, name: nameOf(person), size: 's' }),
        el(
          'span',
          {},
          el('b', {}, nameOf(person)),
          el('small', {}, `@${person.username} · ${person.language_code} · ${person.id}`),
        ),
      ),
    );
    morph(people, el('div', { class: 'people' }, rows));
    const name = store.me()?.first_name ?? '';
    block.textContent = store.blocked.has(store.person) ? `${name}: unblock the bot` : `${name}: block the bot`;
    faults.update();
  }

  return { update, show, tick: faults.update };
}
