/** Inline rich text (Bot API `RichText`): strings, arrays and styled pieces, as phrasing elements. */
import { formatEntityDate } from './dates.js';
import { el, safeUrl } from './dom.js';
import { keyboardButton } from './keyboard.js';

const simple = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  subscript: 'sub',
  superscript: 'sup',
  marked: 'mark',
  code: 'code',
};

const special = {
  spoiler: (text) => el('span', { class: 'spoiler', role: 'button', tabindex: 0 }, richText(text.text)),
  date_time: (text) => dateTime(text.unix_time, text.date_time_format, plainOf(text.text)),
  url: (text) => link(text.url, richText(text.text)),
  email_address: (text) => link(`mailto:${text.email_address}`, richText(text.text)),
  phone_number: (text) => link(`tel:${text.phone_number}`, richText(text.text)),
  text_mention: (text) => el('span', { class: 'link' }, richText(text.text)),
  mention: (text) => el('span', { class: 'link' }, richText(text.text)),
  hashtag: (text) => el('span', { class: 'link' }, richText(text.text)),
  cashtag: (text) => el('span', { class: 'link' }, richText(text.text)),
  bank_card_number: (text) => el('span', { class: 'link' }, richText(text.text)),
  bot_command: (text) => commandLink(text.bot_command, richText(text.text)),
  custom_emoji: (text) => text.alternative_text,
  mathematical_expression: (text) => el('code', { class: 'math' }, text.expression),
  button: (text) => keyboardButton(text.button, richText(text.button.text), { inline: true }),
  anchor: (text) => el('span', { 'data-anchor-name': text.name }),
  anchor_link: (text) => el('span', { class: 'link', 'data-to-anchor': text.anchor_name }, richText(text.text)),
  reference: (text) => el('span', { 'data-anchor-name': text.name }, richText(text.text)),
  reference_link: (text) => el('span', { class: 'link', 'data-to-anchor': text.reference_name }, richText(text.text)),
};

/** @returns nodes and strings to append */
export function richText(text) {
  if (text === undefined || text === null) return [];
  if (typeof text === 'string') return [text];
  if (Array.isArray(text)) return text.flatMap(richText);
  const tag = simple[text.type];
  if (tag) return [el(tag, text.type === 'code' ? { 'data-copy': plainOf(text.text) } : {}, richText(text.text))];
  const build = special[text.type];
  return build ? [build(text)] : richText(text.text);
}

/** The text without its styles: for snippets and copying. */
export function plainOf(text) {
  if (text === undefined || text === null) return '';
  if (typeof text === 'string') return text;
  if (Array.isArray(text)) return text.map(plainOf).join('');
  if (text.type === 'button') return plainOf(text.button.text);
  return text.alternative_text ?? text.expression ?? plainOf(text.text);
}

export function dateTime(unix, pattern, fallback) {
  return el(
    'time',
    { 'data-unix': unix, 'data-format': pattern, datetime: new Date(unix * 1000).toISOString() },
    formatEntityDate(unix, pattern, fallback),
  );
}

export function link(url, children) {
  const address = safeUrl(url);
  return address
    ? el('a', { href: address, 'data-url': address, target: '_blank', rel: 'noopener noreferrer' }, children)
    : el('span', {}, children);
}

export function commandLink(command, children) {
  return el('span', { class: 'link', role: 'link', tabindex: 0, 'data-command': command }, children);
}
