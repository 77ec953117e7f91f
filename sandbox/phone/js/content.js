/** What a bubble holds: rich blocks, text, photos, files, an album. */
import { el } from './dom.js';
import { textWithEntities } from './entities.js';
import { documentCard, fileOf, photoView } from './media.js';
import { richBlocks } from './rich-blocks.js';
import { t } from './strings.js';

/**
 * @param messages one, or those of an album
 * @param options { hooks(message): attributes of an album's item; time: the node that floats at the end of the text, or null }
 */
export function content(messages, { hooks, time }) {
  const [message] = messages;
  if (messages.length > 1) return album(messages, hooks, time);
  if (message.rich_message) {
    return el('div', { class: 'rich-body', 'data-testid': 'text' }, richBlocks(message.rich_message.blocks));
  }
  const file = fileOf(message);
  const parts = [message.photo ? photoView(message) : null, file ? documentCard(file) : null];
  if (textOf(message) !== '') parts.push(textBlock(message, time));
  const isKnown = parts.some((part) => part !== null);
  return isKnown ? parts : el('div', { class: 'text unsupported' }, t('unsupported'));
}

/** Whether the time can share the last line: it can where the content ends with plain text. */
export function endsInText(messages) {
  return messages.some((message) => textOf(message) !== '');
}

function textOf(message) {
  return message.text ?? message.caption ?? '';
}

function textBlock(message, time) {
  const text = textOf(message);
  const nodes = textWithEntities(text, message.entities ?? message.caption_entities);
  return el(
    'div',
    { class: isBigEmoji(text) ? 'text big-emoji' : 'text' },
    el('span', { 'data-testid': 'text' }, nodes),
    time,
  );
}

function isBigEmoji(text) {
  return /^(\p{Extended_Pictographic}\uFE0F?){1,3}$/u.test(text);
}

function album(messages, hooks, time) {
  const photos = messages.filter((message) => message.photo);
  const files = messages.filter((message) => !message.photo);
  const captioned = messages.find((message) => message.caption);
  const grid = { class: `album album-${Math.min(photos.length, 4)}` };
  return [
    photos.length > 0 &&
      el(
        'div',
        grid,
        photos.map((message) => el('div', hooks(message), photoView(message))),
      ),
    files.map((message) => el('div', hooks(message), documentCard(fileOf(message)))),
    captioned ? textBlock(captioned, time) : null,
  ];
}
