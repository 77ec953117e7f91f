/** One chat (or one topic of it): header, pinned bar, log, the "down" button, composer. */
import { avatar, nameOf } from './avatar.js';
import { topicsOf } from './chat-list.js';
import { createComposer } from './composer.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { messageKey, placeKey, threadOf } from './keys.js';
import { createLog } from './log.js';
import { snippet } from './snippet.js';
import { t } from './strings.js';

export function createChatScreen(store, overlays, { onBack }) {
  const log = createLog(store);
  const composer = createComposer(store, overlays, { onSent: () => log.keeper.toBottom() });
  const title = el('h1', { 'data-testid': 'chat-title' });
  const subtitle = el('small', { 'data-testid': 'chat-subtitle' });
  const picture = el('span', {});
  const pinnedText = el('span', { class: 'pinned-text' });
  const pinned = el(
    'button',
    { type: 'button', class: 'pinned', 'data-testid': 'pinned', hidden: true, on: { click: jumpToPinned } },
    el('span', { class: 'pinned-line' }),
    el('span', { class: 'pinned-body' }, el('b', {}), pinnedText),
    icon('pin', 20),
  );
  const count = el('span', { class: 'badge', hidden: true });
  const down = el(
    'button',
    {
      type: 'button',
      class: 'down',
      'data-testid': 'down',
      'aria-label': '↓',
      hidden: true,
      on: { click: () => log.keeper.toBottom() },
    },
    icon('down'),
    count,
  );
  const empty = el('div', { class: 'empty', hidden: true });
  const root = el(
    'section',
    { class: 'view chat-screen', 'data-testid': 'chat-screen' },
    el(
      'header',
      { class: 'bar' },
      el(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'data-testid': 'back',
          'aria-label': 'Back',
          on: { click: () => onBack(place) },
        },
        icon('back'),
      ),
      picture,
      el('span', { class: 'bar-title' }, title, subtitle),
      el('span', { class: 'icon-button faint' }, icon('more')),
    ),
    pinned,
    el('div', { class: 'log-frame' }, log.root, empty, down),
    composer.root,
  );
  let place = null;
  let firstUnread = null;
  let pinnedTurn = 0;
  log.root.addEventListener('scroll', reading);

  function open(chat, thread) {
    place = { chat, thread };
    pinnedTurn = 0;
    const messages = store.messagesOf(chat, thread);
    const unread = messages.find((message) => message.from?.id !== store.person && !store.isRead(message));
    firstUnread = unread && messages.some((message) => store.isRead(message)) ? messageKey(unread) : null;
    log.clear();
    log.keeper.toBottom();
    composer.open(place);
    update();
    if (firstUnread !== null) {
      log.keeper.release();
      log.root.querySelector('.unread-line')?.scrollIntoView({ block: 'start' });
    }
    reading();
  }

  function reading() {
    if (!place) return;
    const isBottom = log.keeper.atBottom();
    if (isBottom) store.markRead(place.chat, place.thread);
    const unread = store.unread(place.chat, place.thread);
    down.hidden = isBottom;
    count.hidden = unread === 0;
    count.textContent = String(unread);
  }

  function update() {
    const chat = place && store.chat(place.chat);
    if (!chat) return;
    header(chat);
    log.update(place, firstUnread);
    empty.hidden = store.messagesOf(place.chat, place.thread).length > 0;
    empty.textContent = t('noMessages');
    drawPinned(chat);
    composer.update();
    reading();
  }

  function header(chat) {
    const topic = chat.is_forum ? topicsOf(chat).find((one) => one.thread === place.thread) : null;
    const name = chat.id > 0 ? nameOf(store.bot) : (topic?.name ?? chat.title);
    title.textContent = name;
    picture.replaceChildren(
      avatar({ id: chat.id > 0 ? store.bot.id : chat.id, name: chat.id > 0 ? name : chat.title, size: 'h' }),
    );
    const action = store.actions.get(placeKey(place.chat, place.thread));
    subtitle.className = action ? 'typing' : '';
    subtitle.textContent = store.connected ? subtitleOf(chat, topic, action) : t('lost');
  }

  function subtitleOf(chat, topic, action) {
    if (action) {
      const what = action.action.startsWith('upload') ? 'sending' : 'typing';
      return chat.id > 0 ? t(what) : t(what === 'typing' ? 'groupTyping' : 'groupSending', store.bot.first_name);
    }
    if (chat.id > 0) return t('bot');
    return topic ? chat.title : t('members', chat.members.length + 1);
  }

  /** The newest pinned message first; each tap goes to the one before, as in Telegram. */
  function pinnedHere(chat) {
    const ids = new Set(chat.pinned ?? []);
    const list = store
      .messagesOf(place.chat, place.thread)
      .filter((message) => ids.has(message.message_id) && threadOf(message) === (place.thread ?? threadOf(message)));
    return list.reverse();
  }

  function drawPinned(chat) {
    const list = pinnedHere(chat);
    pinned.hidden = list.length === 0;
    if (list.length === 0) return;
    pinned.querySelector('b').textContent =
      list.length > 1 ? `${t('pinned')} #${list.length - (pinnedTurn % list.length)}` : t('pinned');
    pinnedText.textContent = snippet(list[pinnedTurn % list.length]);
  }

  function jumpToPinned() {
    const list = pinnedHere(store.chat(place.chat));
    const target = list[pinnedTurn % list.length];
    pinnedTurn += 1;
    if (target) log.jump(messageKey(target));
    drawPinned(store.chat(place.chat));
  }

  return {
    root,
    log,
    composer,
    open,
    update,
    place: () => place,
    close() {
      place = null;
      composer.close();
    },
    messageById: (id) =>
      place
        ? (store.messages.get(place.chat) ?? []).find((message) => String(messageKey(message)) === String(id))
        : undefined,
  };
}
