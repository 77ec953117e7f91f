/** The list of the bot's commands above the text field: by the "/" button, or while a command is typed. */
import { el, fill } from './dom.js';
import { icon } from './icons.js';

/** @param offered gives the commands of this person in this chat; @param onChosen called with the command's name */
export function createCommandMenu(offered, onChosen) {
  const list = el('div', { class: 'command-menu', 'data-testid': 'command-menu', hidden: true });
  const button = el(
    'button',
    { type: 'button', class: 'icon-button', 'data-testid': 'commands', 'aria-label': '/' },
    icon('slash'),
  );
  button.addEventListener('click', () => (list.hidden ? show('') : hide()));
  list.addEventListener('click', (event) => {
    const command = event.target.closest('[data-offer]')?.dataset.offer;
    if (command === undefined) return;
    hide();
    onChosen(command);
  });

  function show(prefix) {
    const matching = offered().filter(({ command }) => command.startsWith(prefix.toLowerCase()));
    list.hidden = matching.length === 0;
    fill(list, matching.map(offer));
  }

  function hide() {
    list.hidden = true;
  }

  return {
    list,
    button,
    hide,
    /** Follows what is being typed. */
    typed(text) {
      if (/^\/\w*$/.test(text)) show(text.slice(1));
      else hide();
    },
    update: () => {
      button.hidden = offered().length === 0;
    },
  };
}

function offer({ command, description }) {
  const props = { type: 'button', 'data-offer': command, 'data-testid': 'command' };
  return el('button', props, el('b', {}, `/${command}`), el('span', {}, description));
}
