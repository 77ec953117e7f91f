/** The first screen: the chats of this person, and the topics of a forum. Rows are changed in place. */
import { avatar, nameOf } from './avatar.js';
import { listTime } from './dates.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { placeKey } from './keys.js';
import { morph } from './morph.js';
import { snippet } from './snippet.js';
import { t } from './strings.js';

export function createChatList(store, { onOpen, onTools }) {
  const rows = el('div', { class: 'rows', 'data-testid': 'chats', on: { click: choose } });
  const title = el('h1', {});
  const root = el(
    'section',
    { class: 'view chat-list' },
    el(
      'header',
      { class: 'bar' },
      el(
        'button',
        {
          type: 'button',
          class: 'icon-button tools-button',
          'data-testid': 'tools-button',
          'aria-label': 'Menu',
          on: { click: onTools },
        },
        icon('menu'),
      ),
      title,
      el('span', { class: 'icon-button faint' }, icon('search')),
    ),
    rows,
  );

  function choose(event) {
    const row = event.target.closest('[data-chat]');
    if (!row) return;
    onOpen(
      Number(row.dataset.chat),
      row.dataset.thread === undefined ? null : row.dataset.thread === 'general' ? null : Number(row.dataset.thread),
      row.dataset.thread !== undefined,
    );
  }

  function update() {
    title.textContent = store.connected ? t('chats') : t('lost');
    const chats = store.chats.filter((chat) => chat.members.includes(store.person) && !chat.migratedTo);
    const sorted = chats
      .map((chat) => ({ chat, last: store.messages.get(chat.id)?.at(-1) }))
      .sort((one, other) => (other.last?.date ?? 0) - (one.last?.date ?? 0));
    morph(
      rows,
      el(
        'div',
        { class: 'rows', 'data-testid': 'chats' },
        sorted.map(({ chat, last }) => chatRow(chat, last)),
      ),
    );
  }

  function chatRow(chat, last) {
    const isPrivate = chat.id > 0;
    const name = isPrivate ? nameOf(store.bot) : chat.title;
    return listRow({
      hooks: { 'data-chat': chat.id, 'data-testid': 'chat', 'data-key': `chat:${chat.id}` },
      picture: avatar({ id: isPrivate ? store.bot.id : chat.id, name, size: 'l' }),
      name,
      last,
      action: store.actions.get(placeKey(chat.id, null)),
      unread: store.unread(chat.id),
      withAuthor: !isPrivate,
    });
  }

  function listRow({ hooks, picture, name, last, action, unread, withAuthor }) {
    return el(
      'button',
      { type: 'button', class: 'list-row', ...hooks },
      picture,
      el(
        'span',
        { class: 'list-text' },
        el('span', { class: 'list-top' }, el('b', {}, name), el('time', {}, last ? listTime(last.date) : '')),
        el(
          'span',
          { class: 'list-bottom' },
          preview(last, action, withAuthor),
          unread > 0 ? el('span', { class: 'badge', 'data-testid': 'unread' }, unread) : null,
        ),
      ),
    );
  }

  function preview(last, action, withAuthor) {
    if (action) return el('span', { class: 'preview typing' }, t('typing'));
    if (!last) return el('span', { class: 'preview' }, t('noMessages'));
    const own = last.from?.id === store.person;
    const author =
      withAuthor && (last.text !== undefined || last.rich_message || last.photo || last.document)
        ? el('span', { class: 'author' }, `${own ? t('you') : (last.from?.first_name ?? '')}: `)
        : null;
    return el('span', { class: 'preview' }, author, snippet(last));
  }

  return { root, update, listRow };
}

/** The topics of a forum group, as the group opens in Telegram. */
export function createTopicList(store, { listRow, onOpen, onBack }) {
  const rows = el('div', { class: 'rows', 'data-testid': 'topics', on: { click: choose } });
  const title = el('h1', {});
  const subtitle = el('small', {});
  const root = el(
    'section',
    { class: 'view topic-list' },
    el(
      'header',
      { class: 'bar' },
      el(
        'button',
        { type: 'button', class: 'icon-button', 'data-testid': 'back', 'aria-label': 'Back', on: { click: onBack } },
        icon('back'),
      ),
      el('span', { class: 'bar-title' }, title, subtitle),
    ),
    rows,
  );
  let chat = null;

  function choose(event) {
    const row = event.target.closest('[data-thread]');
    if (row && chat) onOpen(chat.id, row.dataset.thread === 'general' ? null : Number(row.dataset.thread));
  }

  function update(id) {
    chat = store.chat(id) ?? null;
    if (!chat) return;
    title.textContent = chat.title;
    subtitle.textContent = t('members', chat.members.length + 1);
    morph(
      rows,
      el(
        'div',
        { class: 'rows', 'data-testid': 'topics' },
        topicsOf(chat).map((topic) => topicRow(topic)),
      ),
    );
  }

  function topicRow(topic) {
    const last = store.messagesOf(chat.id, topic.thread).at(-1);
    return listRow({
      hooks: { 'data-thread': topic.thread ?? 'general', 'data-testid': 'topic', 'data-key': `topic:${topic.thread}` },
      picture: avatar({
        id: topic.thread ?? 3,
        name: topic.name,
        size: 'm',
        glyph: topic.thread === null ? icon('hash', 22) : null,
      }),
      name: topic.name,
      last,
      action: store.actions.get(placeKey(chat.id, topic.thread)),
      unread: store.unread(chat.id, topic.thread),
      withAuthor: true,
    });
  }

  return { root, update };
}

/** The topics of a chat, General (whose messages carry no thread) first. */
export function topicsOf(chat) {
  const general = { thread: null, name: t('general'), closed: false };
  const others = (chat.topics ?? [])
    .filter((topic) => topic.id !== 1)
    .map((topic) => ({ thread: topic.id, name: topic.name, closed: topic.closed }));
  return [general, ...others];
}
