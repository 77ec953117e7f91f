/** The bottom of a chat: text field, reply and edit bars, commands, attachments, START for a bot never started. */
import { api } from './api.js';
import { nameOf } from './avatar.js';
import { topicsOf } from './chat-list.js';
import { el, fill } from './dom.js';
import { icon, plane } from './icons.js';
import { snippet } from './snippet.js';
import { messageKey } from './store.js';
import { t } from './strings.js';
import { upload } from './uploads.js';

export function createComposer(store, overlays, { onSent }) {
  let place = null;
  let mode = null;
  const drafts = new Map();

  const field = el('textarea', {
    rows: 1,
    'data-testid': 'composer',
    enterkeyhint: 'send',
    autocomplete: 'off',
    on: { input: typed, keydown: keys },
  });
  const send = el(
    'button',
    { type: 'button', class: 'send', 'data-testid': 'send', 'aria-label': 'Send', on: { click: submit } },
    plane(),
  );
  const slash = el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-testid': 'commands',
      'aria-label': '/',
      on: { click: toggleCommands },
    },
    icon('slash'),
  );
  const clip = el(
    'button',
    { type: 'button', class: 'icon-button', 'data-testid': 'attach', 'aria-label': '📎', on: { click: attachMenu } },
    icon('clip'),
  );
  const photoInput = el('input', {
    type: 'file',
    accept: 'image/*',
    multiple: true,
    hidden: true,
    'data-testid': 'attach-photo',
    on: { change: (event) => chosen(event.target, true) },
  });
  const fileInput = el('input', {
    type: 'file',
    multiple: true,
    hidden: true,
    'data-testid': 'attach-file',
    on: { change: (event) => chosen(event.target, false) },
  });
  const modeBar = el('div', { class: 'mode-bar', 'data-testid': 'mode-bar', hidden: true });
  const menu = el('div', {
    class: 'command-menu',
    'data-testid': 'command-menu',
    hidden: true,
    on: { click: chooseCommand },
  });
  const line = el('div', { class: 'composer-line' }, clip, el('div', { class: 'field' }, field, slash), send);
  const start = el('button', {
    type: 'button',
    class: 'start',
    'data-testid': 'start',
    hidden: true,
    on: { click: startBot },
  });
  const root = el('footer', { class: 'composer' }, menu, modeBar, line, start, photoInput, fileInput);

  const draftKey = () => `${store.person}:${place.chat}:${place.thread ?? ''}`;
  const address = () => ({
    person: store.person,
    chat: place.chat,
    ...(place.thread === null ? {} : { thread: place.thread }),
    ...(mode?.kind === 'reply' ? { replyTo: messageKey(mode.message) } : {}),
  });

  function report(work) {
    return work.catch((error) => overlays.toast(error.message));
  }

  function setMode(next, focus = true) {
    mode = next;
    modeBar.hidden = next === null;
    fill(modeBar);
    if (next) {
      const label = next.kind === 'edit' ? t('editing') : t('replyTo', nameOf(next.message.from));
      fill(
        modeBar,
        icon(next.kind, 22),
        el('span', { class: 'mode-text' }, el('b', {}, label), el('span', {}, snippet(next.message))),
        el(
          'button',
          {
            type: 'button',
            class: 'icon-button',
            'data-testid': 'mode-cancel',
            'aria-label': t('cancel'),
            on: { click: () => cancelMode() },
          },
          icon('close', 20),
        ),
      );
    }
    field.placeholder = next?.placeholder ?? t('message');
    if (focus && next) field.focus({ preventScroll: true });
  }

  function cancelMode() {
    if (mode?.kind === 'edit') setText('');
    setMode(null);
  }

  function setText(text) {
    field.value = text;
    typed();
  }

  function typed() {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
    send.classList.toggle('ready', field.value.trim() !== '');
    drafts.set(draftKey(), field.value);
    if (/^\/\w*$/.test(field.value)) showCommands(field.value.slice(1));
    else menu.hidden = true;
  }

  function keys(event) {
    if (event.key === 'Escape') cancelMode();
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  }

  function submit() {
    const text = field.value.trim();
    if (text === '') return;
    if (mode?.kind === 'edit')
      void report(api.edit({ person: store.person, chat: place.chat, messageId: messageKey(mode.message), text }));
    else sendText(text);
    setText('');
    setMode(null);
  }

  function sendText(text) {
    void report(api.send({ ...address(), text }));
    onSent();
  }

  /** The bot's commands for this person in this chat; the server picks the set by scope and language. */
  function offered() {
    return store.chat(place.chat)?.menu ?? [];
  }

  function showCommands(prefix) {
    const matching = offered().filter(({ command }) => command.startsWith(prefix.toLowerCase()));
    menu.hidden = matching.length === 0;
    fill(
      menu,
      matching.map(({ command, description }) =>
        el(
          'button',
          { type: 'button', 'data-offer': command, 'data-testid': 'command' },
          el('b', {}, `/${command}`),
          el('span', {}, description),
        ),
      ),
    );
  }

  function toggleCommands() {
    if (menu.hidden) showCommands('');
    else menu.hidden = true;
  }

  function chooseCommand(event) {
    const offer = event.target.closest('[data-offer]');
    if (!offer) return;
    menu.hidden = true;
    const addressed = place.chat < 0 ? `@${store.bot.username}` : '';
    sendText(`/${offer.dataset.offer}${addressed}`);
    setText('');
    setMode(null);
  }

  function attachMenu() {
    const choice = (input, name, label) =>
      el(
        'button',
        {
          type: 'button',
          'data-testid': `choose-${name}`,
          on: {
            click: () => {
              overlays.close();
              input.click();
            },
          },
        },
        icon(name, 26),
        label,
      );
    overlays.open(
      'attach',
      el(
        'div',
        { class: 'attach-menu' },
        choice(photoInput, 'image', t('attachPhoto')),
        choice(fileInput, 'document', t('attachFile')),
      ),
    );
  }

  function chosen(input, asPhoto) {
    const files = [...input.files];
    input.value = '';
    if (files.length === 0) return;
    const caption = el('input', {
      type: 'text',
      placeholder: t('caption'),
      'data-testid': 'caption',
      'data-focus': true,
    });
    const go = () => {
      overlays.close();
      void report(upload(files, asPhoto, caption.value.trim(), address())).then(onSent);
      setMode(null);
    };
    caption.addEventListener('keydown', (event) => event.key === 'Enter' && go());
    const previews = files.map((file) =>
      asPhoto
        ? el('img', { src: URL.createObjectURL(file), alt: file.name })
        : el('div', { class: 'preview-file' }, icon('document', 22), file.name),
    );
    overlays.open(
      'upload',
      el(
        'div',
        { class: 'upload' },
        el('div', { class: 'upload-previews' }, previews),
        el(
          'div',
          { class: 'upload-line' },
          caption,
          el(
            'button',
            {
              type: 'button',
              class: 'send ready',
              'data-testid': 'upload-send',
              'aria-label': t('send'),
              on: { click: go },
            },
            plane(),
          ),
        ),
      ),
    );
  }

  function startBot() {
    const work = store.blocked.has(store.person)
      ? api.unblock(store.person).then(() => api.start(store.person))
      : api.start(store.person);
    void report(work);
  }

  return {
    root,
    open(next) {
      place = next;
      setText(drafts.get(draftKey()) ?? '');
      setMode(null);
      menu.hidden = true;
    },
    close() {
      place = null;
    },
    reply: (message, options = {}) => setMode({ kind: 'reply', message, placeholder: options.placeholder }),
    edit(message) {
      setMode({ kind: 'edit', message });
      setText(message.text ?? message.caption ?? '');
    },
    sendText,
    put(text) {
      setText(text);
      field.focus({ preventScroll: true });
    },
    update() {
      if (!place) return;
      const chat = store.chat(place.chat);
      const isPrivate = place.chat > 0;
      const blocked = isPrivate && store.blocked.has(store.person);
      const isNew = isPrivate && !blocked && store.messagesOf(place.chat).length === 0;
      const topic = chat?.is_forum ? topicsOf(chat).find((one) => one.thread === place.thread) : null;
      start.hidden = !(blocked || isNew || topic?.closed);
      start.disabled = topic?.closed === true;
      start.textContent = topic?.closed ? t('closedTopic') : blocked ? t('restart') : t('start');
      line.hidden = !start.hidden;
      slash.hidden = offered().length === 0;
      if (!mode) field.placeholder = t('message');
    },
  };
}
