/** The scrolling log of a chat: keeps a node per item and changes only what changed, without moving what is read. */
import { messageRow } from './bubble.js';
import { dayLabel } from './dates.js';
import { el } from './dom.js';
import { markKey, messageKey, tapKey } from './keys.js';
import { logItems } from './log-items.js';
import { morph } from './morph.js';
import { createScrollKeeper } from './scroll-keeper.js';
import { locale, t } from './strings.js';

export function createLog(store) {
  const list = el('div', { class: 'log-list' });
  const root = el('div', { class: 'log', 'data-testid': 'log', tabindex: -1 }, list);
  const keeper = createScrollKeeper(root);
  const known = new Map();

  function update(place, firstUnread) {
    const messages = store.messagesOf(place.chat, place.thread);
    const ids = new Set((store.messages.get(place.chat) ?? []).map(messageKey));
    const context = {
      person: store.person,
      isGroup: place.chat < 0,
      pending: store.pending,
      reactions: store.reactions,
      known: (id) => ids.has(id),
    };
    keeper.keep(() => draw(logItems(messages, firstUnread), context));
  }

  function draw(items, context) {
    const wanted = new Set(items.map((item) => item.key));
    for (const [key, entry] of known) {
      if (wanted.has(key)) continue;
      entry.node.remove();
      known.delete(key);
    }
    let place = list.firstChild;
    for (const item of items) {
      const node = nodeOf(item, context);
      if (node === place) place = place.nextSibling;
      else list.insertBefore(node, place);
    }
  }

  function nodeOf(item, context) {
    const signature = signatureOf(item, context);
    const entry = known.get(item.key);
    if (entry && same(entry.signature, signature)) return entry.node;
    const fresh = build(item, context);
    if (entry && entry.node.nodeName === fresh.nodeName) {
      morph(entry.node, fresh);
      entry.signature = signature;
      return entry.node;
    }
    entry?.node.remove();
    known.set(item.key, { node: fresh, signature });
    return fresh;
  }

  return {
    root,
    update,
    keeper,
    /** Forgets everything: another chat is opened. */
    clear() {
      known.clear();
      list.replaceChildren();
    },
    rowOf: (id) => list.querySelector(`[data-message-id="${CSS.escape(String(id))}"]`),
    /** Brings a message into view and lights it up for a moment. */
    jump(id) {
      const row = this.rowOf(id);
      if (!row) return false;
      row.scrollIntoView({ block: 'center', behavior: 'smooth' });
      row.classList.remove('lit');
      requestAnimationFrame(() => row.classList.add('lit'));
      row.addEventListener('animationend', () => row.classList.remove('lit'), { once: true });
      return true;
    },
  };
}

function build(item, context) {
  if (item.kind === 'day') return el('div', { class: 'day' }, el('span', {}, dayLabel(item.unix)));
  if (item.kind === 'unread') return el('div', { class: 'unread-line', 'data-testid': 'unread-line' }, t('unread'));
  return messageRow(item, context);
}

function signatureOf(item, context) {
  if (item.kind !== 'message') return [locale(), item.kind === 'day' ? dayLabel(item.unix) : ''];
  return [
    locale(),
    item.first,
    item.last,
    ...item.messages,
    waiting(item.messages[0], context.pending),
    quoteKnown(item.messages[0], context),
    context.reactions.get(markKey(item.messages[0])),
  ];
}

function quoteKnown(message, context) {
  return message.reply_to_message ? context.known(messageKey(message.reply_to_message)) : true;
}

function waiting(message, pending) {
  if (pending.size === 0) return '';
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return rows
    .flatMap((row, rowIndex) =>
      row.map((button, column) => (pending.has(tapKey(message, { ...button, row: rowIndex, column })) ? '1' : '0')),
    )
    .join('');
}

function same(one, other) {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
