/** The menu of a message: long press, or right click. Reply, edit one's own, copy, react. */
import { copyText } from './clipboard.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { plainBlocks } from './rich-blocks.js';
import { t } from './strings.js';

const quickReactions = ['👍', '👎', '❤', '🔥', '🎉', '👀'];

export function createMessageMenu(screen, store, overlays, { react }) {
  return function open(message, x, y) {
    const text = message.text ?? message.caption ?? plainBlocks(message.rich_message?.blocks);
    const entry = (name, testid, act) =>
      el(
        'button',
        {
          type: 'button',
          'data-testid': testid,
          on: {
            click: () => {
              overlays.close();
              act();
            },
          },
        },
        icon(name, 22),
        t(name),
      );
    const editable = message.from?.id === store.person && (message.text !== undefined || message.caption !== undefined);
    const reactable = message.ephemeral_message_id === undefined;
    const bar = el(
      'div',
      { class: 'reaction-bar' },
      quickReactions.map((emoji) =>
        el(
          'button',
          {
            type: 'button',
            'data-testid': `react-${emoji}`,
            on: {
              click: () => {
                overlays.close();
                react(message, emoji);
              },
            },
          },
          emoji,
        ),
      ),
    );
    const menu = el(
      'div',
      { class: 'message-menu', 'data-testid': 'message-menu' },
      reactable ? bar : null,
      el(
        'div',
        { class: 'menu-list' },
        entry('reply', 'menu-reply', () => screen.composer.reply(message)),
        text ? entry('copy', 'menu-copy', () => void copyText(text).then(() => overlays.toast(t('copied')))) : null,
        editable ? entry('edit', 'menu-edit', () => screen.composer.edit(message)) : null,
      ),
    );
    overlays.open('menu', menu);
    place(menu, x, y);
  };
}

/** Beside the finger, inside the phone. */
function place(menu, x, y) {
  const frame = menu.parentElement.getBoundingClientRect();
  const left = Math.max(8, Math.min(x - frame.left, frame.width - menu.offsetWidth - 8));
  const top = Math.max(8, Math.min(y - frame.top, frame.height - menu.offsetHeight - 8));
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}
