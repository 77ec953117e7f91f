/** Plain messages: text with entities (offsets in UTF-16 units, possibly nested) as elements. */
import { el } from './dom.js';
import { preformatted } from './preformatted.js';
import { commandLink, dateTime, link } from './rich-text.js';

const wrappers = {
  bold: (_, children) => el('strong', {}, children),
  italic: (_, children) => el('em', {}, children),
  underline: (_, children) => el('u', {}, children),
  strikethrough: (_, children) => el('s', {}, children),
  spoiler: (_, children) => el('span', { class: 'spoiler', role: 'button', tabindex: 0 }, children),
  code: (_, children, text) => el('code', { 'data-copy': text }, children),
  pre: (entity, children, text) => preformatted(children, text, entity.language),
  blockquote: (_, children) => el('blockquote', {}, children),
  expandable_blockquote: (_, children) =>
    el('blockquote', { class: 'expandable', role: 'button', tabindex: 0 }, children),
  text_link: (entity, children) => link(entity.url, children),
  url: (_, children, text) => link(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`, children),
  email: (_, children, text) => link(`mailto:${text}`, children),
  phone_number: (_, children, text) => link(`tel:${text}`, children),
  bot_command: (_, children, text) => commandLink(text, children),
  date_time: (entity, _, text) => dateTime(entity.unix_time, entity.date_time_format, text),
};
const coloured = new Set(['mention', 'hashtag', 'cashtag', 'text_mention']);
const blocks = new Set(['pre', 'blockquote', 'expandable_blockquote']);

/** @returns nodes and strings to append */
export function textWithEntities(text, entities = []) {
  const sorted = [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);
  return piece(text, sorted, 0, text.length);
}

function piece(text, entities, start, end) {
  const nodes = [];
  let at = start;
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    const inner = [];
    index += 1;
    while (index < entities.length && entities[index].offset < to) inner.push(entities[index++]);
    if (to <= from) continue;
    nodes.push(text.slice(at, from));
    nodes.push(wrap(entity, piece(text, inner, from, to), text.slice(from, to)));
    // A block stands on its own lines already: the line break after it would be an empty line.
    at = blocks.has(entity.type) && text[to] === '\n' ? to + 1 : to;
  }
  nodes.push(text.slice(at, end));
  return nodes.filter((node) => node !== '');
}

function wrap(entity, children, text) {
  if (coloured.has(entity.type)) return el('span', { class: 'link' }, children);
  const build = wrappers[entity.type];
  return build ? build(entity, children, text) : el('span', {}, children);
}
