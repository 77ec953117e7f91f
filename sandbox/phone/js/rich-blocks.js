/** Rich messages (Bot API `RichBlock`): each kind of block as the element that a phone would draw. */
import { fileUrl } from './api.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { keyboardButton } from './keyboard.js';
import { documentCard } from './media.js';
import { preformatted } from './preformatted.js';
import { plainOf, richText } from './rich-text.js';

const builders = {
  paragraph: (block) => el('p', {}, richText(block.text)),
  heading: (block) => el(`h${Math.min(6, Math.max(1, block.size ?? 3))}`, {}, richText(block.text)),
  pre: (block) => preformatted(richText(block.text), plainOf(block.text), block.language),
  footer: (block) => el('footer', {}, richText(block.text)),
  divider: () => el('hr'),
  mathematical_expression: (block) => el('div', { class: 'math-block' }, block.expression),
  anchor: (block) => el('span', { 'data-anchor-name': block.name }),
  list,
  blockquote: (block) => el('blockquote', {}, richBlocks(block.blocks), credit(block.credit)),
  expandable_blockquote: (block) =>
    el(
      'blockquote',
      { class: 'expandable', role: 'button', tabindex: 0 },
      el('p', {}, richText(block.text)),
      credit(block.credit),
    ),
  pullquote: (block) => el('aside', { class: 'pullquote' }, el('p', {}, richText(block.text)), credit(block.credit)),
  collage: (block) => el('figure', { class: 'collage' }, richBlocks(block.blocks), caption(block.caption)),
  slideshow: (block) =>
    el(
      'figure',
      { class: 'slideshow' },
      el('div', { class: 'slides' }, richBlocks(block.blocks)),
      caption(block.caption),
    ),
  buttons: (block) =>
    el(
      'div',
      { class: `button-row align-${block.align ?? 'center'}` },
      block.buttons.map((button) => keyboardButton(button, richText(button.text), { inline: true })),
    ),
  table,
  photo: (block) => el('figure', {}, picture(block.photo), caption(block.caption)),
  document: (block) => el('figure', {}, documentCard(block.document), caption(block.caption)),
  map: (block) =>
    el(
      'figure',
      { class: 'map' },
      icon('pin', 32),
      `${block.location.latitude}, ${block.location.longitude}`,
      caption(block.caption),
    ),
  thinking: (block) => el('p', { class: 'thinking' }, richText(block.text)),
};

/** @param blocks RichBlock[]; each collapsible block gets a key, so that an edit finds the one the person opened */
export function richBlocks(blocks) {
  const seen = new Map();
  return (blocks ?? []).map((block) => {
    if (block.type !== 'details') return builders[block.type]?.(block) ?? mediaBlock(block);
    const name = plainOf(block.summary).replace(/[\d\s.,:%]+/g, '');
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return details(block, `details:${name}:${count}`);
  });
}

/** The whole message as plain text, for snippets in lists and for copying. */
export function plainBlocks(blocks) {
  return (blocks ?? [])
    .map(plainBlock)
    .filter((text) => text !== '')
    .join('\n');
}

function plainBlock(block) {
  if (block.type === 'list') return block.items.map((item) => `${mark(item)} ${plainBlocks(item.blocks)}`).join('\n');
  if (block.type === 'table')
    return block.cells.map((row) => row.map((cell) => plainOf(cell.text)).join(' · ')).join('\n');
  if (block.type === 'details') return `${plainOf(block.summary)}\n${plainBlocks(block.blocks)}`;
  if (block.blocks) return plainBlocks(block.blocks);
  return block.type === 'buttons' ? '' : plainOf(block.text);
}

function mark(item) {
  if (item.has_checkbox) return item.is_checked ? '☑' : '☐';
  return item.label ?? '•';
}

function list(block) {
  return el(
    'ul',
    { class: 'rich-list' },
    block.items.map((item) => el('li', {}, marker(item), el('div', { class: 'item' }, richBlocks(item.blocks)))),
  );
}

function marker(item) {
  if (!item.has_checkbox) return el('span', { class: 'marker' }, item.label || '•');
  return el('span', {
    class: item.is_checked ? 'checkbox checked' : 'checkbox',
    role: 'img',
    'aria-label': item.is_checked ? '☑' : '☐',
  });
}

function details(block, key) {
  return el(
    'details',
    { open: block.is_open === true, 'data-key': key },
    el('summary', {}, el('span', {}, richText(block.summary)), icon('down', 18)),
    el('div', { class: 'details-body' }, richBlocks(block.blocks)),
  );
}

function table(block) {
  const classes = [
    'rich-table',
    block.is_bordered && 'bordered',
    block.is_striped && 'striped',
    block.is_compact && 'compact',
  ];
  return el(
    'div',
    { class: 'table-scroll', tabindex: 0 },
    el(
      'table',
      { class: classes.filter(Boolean).join(' ') },
      block.caption === undefined ? null : el('caption', {}, richText(block.caption)),
      el(
        'tbody',
        {},
        block.cells.map((row) => el('tr', {}, row.map(cellOf))),
      ),
    ),
  );
}

function cellOf(cell) {
  return el(
    cell.is_header ? 'th' : 'td',
    {
      colspan: cell.colspan,
      rowspan: cell.rowspan,
      class: `align-${cell.align ?? 'left'} valign-${cell.valign ?? 'middle'}`,
    },
    richText(cell.text),
  );
}

function picture(sizes) {
  const best = sizes[sizes.length - 1];
  return el('img', {
    src: fileUrl(best.file_id),
    width: best.width,
    height: best.height,
    alt: '',
    'data-photo': best.file_id,
  });
}

function mediaBlock(block) {
  const media = block.video ?? block.audio ?? block.animation ?? block.voice_note;
  return media
    ? el('figure', {}, documentCard(media), caption(block.caption))
    : el('p', { class: 'unsupported' }, block.type);
}

function credit(text) {
  return text === undefined ? null : el('cite', {}, richText(text));
}

function caption(value) {
  return value === undefined ? null : el('figcaption', {}, richText(value.text), credit(value.credit));
}
