/** The paper clip: choose photos or files, look at them, add a caption, send. */
import { el } from './dom.js';
import { icon, plane } from './icons.js';
import { t } from './strings.js';

/** @param onChosen called with (files, asPhoto, caption) when the person sends */
export function createAttachments(overlays, onChosen) {
  const picker = (props, asPhoto) => {
    const input = el('input', { type: 'file', multiple: true, hidden: true, ...props });
    input.addEventListener('change', () => {
      const files = [...input.files];
      input.value = '';
      if (files.length > 0) review(files, asPhoto);
    });
    return input;
  };
  const photos = picker({ accept: 'image/*', 'data-testid': 'attach-photo' }, true);
  const files = picker({ 'data-testid': 'attach-file' }, false);
  const clip = el(
    'button',
    { type: 'button', class: 'icon-button', 'data-testid': 'attach', 'aria-label': '📎' },
    icon('clip'),
  );
  clip.addEventListener('click', () =>
    overlays.open(
      'attach',
      el(
        'div',
        { class: 'attach-menu' },
        choice(photos, 'image', 'attachPhoto'),
        choice(files, 'document', 'attachFile'),
      ),
    ),
  );

  function choice(input, name, label) {
    const button = el('button', { type: 'button', 'data-testid': `choose-${name}` }, icon(name, 26), t(label));
    button.addEventListener('click', () => {
      overlays.close();
      input.click();
    });
    return button;
  }

  function review(chosen, asPhoto) {
    const caption = el('input', {
      type: 'text',
      placeholder: t('caption'),
      'data-testid': 'caption',
      'data-focus': true,
    });
    const send = el(
      'button',
      { type: 'button', class: 'send ready', 'data-testid': 'upload-send', 'aria-label': t('send') },
      plane(),
    );
    const go = () => {
      overlays.close();
      onChosen(chosen, asPhoto, caption.value.trim());
    };
    send.addEventListener('click', go);
    caption.addEventListener('keydown', (event) => event.key === 'Enter' && go());
    const previews = el('div', { class: 'upload-previews' }, chosen.map(asPhoto ? picture : card));
    overlays.open(
      'upload',
      el('div', { class: 'upload' }, previews, el('div', { class: 'upload-line' }, caption, send)),
    );
  }

  return { nodes: [photos, files], clip };
}

function picture(file) {
  return el('img', { src: URL.createObjectURL(file), alt: file.name });
}

function card(file) {
  return el('div', { class: 'preview-file' }, icon('document', 22), file.name);
}
