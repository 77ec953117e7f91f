/** Files and photos in a message: a photo shows itself, a document is a card that downloads. */
import { fileUrl } from './api.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { locale, t } from './strings.js';

/** The picture of a photo message, its place reserved by its size so that loading moves nothing. */
export function photoView(message) {
  const best = message.photo[message.photo.length - 1];
  return el(
    'div',
    {
      class: message.has_media_spoiler ? 'photo spoiler-media' : 'photo',
      'data-photo': best.file_id,
      style: `aspect-ratio:${best.width || 4}/${best.height || 3}`,
    },
    el('img', {
      src: fileUrl(best.file_id),
      alt: t('photo'),
      width: best.width,
      height: best.height,
      draggable: 'false',
    }),
  );
}

/** A file's card: name, size, and a link that downloads it. */
export function documentCard(file) {
  const name = file.file_name ?? t('file');
  return el(
    'a',
    { class: 'document', href: fileUrl(file.file_id), download: name, 'data-testid': 'document' },
    el('span', { class: 'document-icon' }, icon('document', 26), el('b', {}, extension(name))),
    el(
      'span',
      { class: 'document-text' },
      el('span', { class: 'document-name' }, name),
      el('span', { class: 'document-size' }, sizeOf(file.file_size)),
    ),
  );
}

/** The file of a message that is not a photo, whatever kind it was sent as. */
export function fileOf(message) {
  return message.document ?? message.video ?? message.audio ?? message.voice ?? message.animation ?? null;
}

function extension(name) {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1, dot + 5) : '';
}

function sizeOf(bytes) {
  if (!Number.isFinite(bytes)) return '';
  const russian = locale().startsWith('ru');
  const units = russian ? ['Б', 'КБ', 'МБ', 'ГБ'] : ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(3, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(bytes / 1024 ** power)} ${units[power]}`;
}
