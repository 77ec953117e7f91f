/** A block of code with its language above and a tap that copies it; long lines wrap at 34 characters as on a phone. */
import { el } from './dom.js';
import { t } from './strings.js';

export function preformatted(children, text, language) {
  return el(
    'div',
    { class: 'pre', 'data-copy': text, role: 'button', tabindex: 0 },
    el('div', { class: 'pre-language' }, language || t('wantCode')),
    el('pre', {}, children),
  );
}
