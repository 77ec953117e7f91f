/** The bar above the text field that says which message is being answered or edited. */
import { nameOf } from './avatar.js';
import { el, fill } from './dom.js';
import { icon } from './icons.js';
import { snippet } from './snippet.js';
import { t } from './strings.js';

export function createModeBar(onCancel) {
  const root = el('div', { class: 'mode-bar', 'data-testid': 'mode-bar', hidden: true });
  return {
    root,
    /** @param mode { kind: 'reply' | 'edit', message } or null */
    show(mode) {
      root.hidden = mode === null;
      fill(root);
      if (mode === null) return;
      const { kind, message } = mode;
      const label = kind === 'edit' ? t('editing') : t('replyTo', nameOf(message.from));
      const text = el('span', { class: 'mode-text' }, el('b', {}, label), el('span', {}, snippet(message)));
      const cancel = el(
        'button',
        { type: 'button', class: 'icon-button', 'data-testid': 'mode-cancel', 'aria-label': t('cancel') },
        icon('close', 20),
      );
      cancel.addEventListener('click', onCancel);
      fill(root, icon(kind, 22), text, cancel);
    },
  };
}
