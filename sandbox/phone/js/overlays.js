/** What appears above the screen for a moment: toasts, alerts, the picture at full size, the menu of a message. */
import { el, fill } from './dom.js';
import { t } from './strings.js';

const toastMs = 3500;

export function createOverlays(root) {
  const toasts = el('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  const sheet = el('div', { class: 'sheet', hidden: true });
  root.append(sheet, toasts);

  function close() {
    sheet.hidden = true;
    fill(sheet);
  }

  function open(kind, ...children) {
    sheet.className = `sheet sheet-${kind}`;
    fill(sheet, children);
    sheet.hidden = false;
    sheet.querySelector('[data-focus]')?.focus();
  }

  sheet.addEventListener('click', (event) => {
    if (event.target === sheet) close();
  });
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });

  const dialog = (testid, text, buttons) =>
    open(
      'dialog',
      el(
        'div',
        { class: 'dialog', role: 'alertdialog', 'data-testid': testid },
        el('p', {}, text),
        el('div', { class: 'dialog-buttons' }, buttons),
      ),
    );
  const button = (label, act, focus) =>
    el(
      'button',
      {
        type: 'button',
        'data-focus': focus,
        on: {
          click: () => {
            close();
            act();
          },
        },
      },
      label,
    );

  return {
    close,
    open,
    toast(text) {
      const node = el('div', { class: 'toast', 'data-testid': 'toast' }, text);
      fill(toasts, node);
      setTimeout(() => node.remove(), toastMs);
    },
    alert(text) {
      dialog('alert', text, [button(t('ok'), () => {}, true)]);
    },
    /** Telegram shows a link's whole address before it opens. */
    confirmLink(url) {
      dialog('link-dialog', `${t('openLink')}\n\n${url}`, [
        button(t('cancel'), () => {}),
        button(t('open'), () => window.open(url, '_blank', 'noopener'), true),
      ]);
    },
    picture(source) {
      open('picture', el('img', { src: source, alt: '', on: { click: close } }));
    },
  };
}
