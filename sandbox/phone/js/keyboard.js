/** Inline keyboards under a bubble, and the buttons inside rich messages. Taps are handled by one listener (taps.js). */
import { el, safeUrl } from './dom.js';
import { icon } from './icons.js';
import { tapKey } from './keys.js';

/** The keyboard of a message, or null. Buttons whose tap is not yet answered carry a spinner. */
export function inlineKeyboard(message, pending) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  return el(
    'div',
    { class: 'keyboard', 'data-testid': 'keyboard' },
    rows.map((row, rowIndex) =>
      el(
        'div',
        { class: 'keyboard-row' },
        row.map((button, column) => {
          const place = { row: rowIndex, column };
          return keyboardButton(button, button.text, {
            ...place,
            waiting: pending.has(tapKey(message, { ...button, ...place })),
          });
        }),
      ),
    ),
  );
}

/** One button showing `label` (nodes or text). `inline` ones live in the text of a rich message and have no row and column. */
export function keyboardButton(button, label, { row, column, waiting = false, inline = false }) {
  const disabled = button.disabled !== undefined;
  const url = button.url === undefined ? null : safeUrl(button.url);
  return el(
    'button',
    {
      type: 'button',
      class: inline ? 'inline-button' : 'keyboard-button',
      'data-testid': 'button',
      'data-style': button.style,
      'data-row': row,
      'data-column': column,
      'data-callback': button.callback_data,
      'data-copy-text': button.copy_text?.text,
      'data-url': url,
      'data-switch': button.switch_inline_query_current_chat,
      'aria-busy': waiting ? 'true' : undefined,
      disabled,
    },
    el('span', { class: 'label' }, label),
    corner(button, url),
    waiting ? el('span', { class: 'spinner', 'data-testid': 'spinner' }) : null,
  );
}

function corner(button, url) {
  const name = button.copy_text ? 'copy' : url ? 'link' : null;
  return name ? el('span', { class: 'corner' }, icon(name, 12)) : null;
}
