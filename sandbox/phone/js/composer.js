/** The bottom of a chat: text field, reply and edit bars, commands, attachments, START for a bot never started. */
import { api } from './api.js';
import { createAttachments } from './attachments.js';
import { topicsOf } from './chat-list.js';
import { createCommandMenu } from './command-menu.js';
import { el } from './dom.js';
import { plane } from './icons.js';
import { messageKey } from './keys.js';
import { createModeBar } from './mode-bar.js';
import { t } from './strings.js';
import { upload } from './uploads.js';

const tallestFieldPx = 140;

export function createComposer(store, overlays, { onSent }) {
  let place = null;
  let mode = null;
  const drafts = new Map();

  const modeBar = createModeBar(cancelMode);
  // The server picks the commands by scope and language.
  const commands = createCommandMenu(() => store.chat(place?.chat)?.menu ?? [], chooseCommand);
  const attachments = createAttachments(overlays, sendFiles);
  const field = el('textarea', { rows: 1, 'data-testid': 'composer', enterkeyhint: 'send', autocomplete: 'off' });
  const send = el('button', { type: 'button', class: 'send', 'data-testid': 'send', 'aria-label': '➤' }, plane());
  const start = el('button', { type: 'button', class: 'start', 'data-testid': 'start', hidden: true });
  const fieldFrame = el('div', { class: 'field' }, field, commands.button);
  const line = el('div', { class: 'composer-line' }, attachments.clip, fieldFrame, send);
  const root = el('footer', { class: 'composer' }, commands.list, modeBar.root, line, start, attachments.nodes);
  field.addEventListener('input', typed);
  field.addEventListener('keydown', keys);
  send.addEventListener('click', submit);
  start.addEventListener('click', startBot);

  const draftKey = () => `${store.person}:${place.chat}:${place.thread ?? ''}`;
  const address = () => ({
    person: store.person,
    chat: place.chat,
    ...(place.thread === null ? {} : { thread: place.thread }),
    ...(mode?.kind === 'reply' ? { replyTo: mode.message.message_id } : {}),
  });
  const report = (work) => work.catch((error) => overlays.toast(error.message));

  function setMode(next) {
    mode = next;
    modeBar.show(next);
    field.placeholder = next?.placeholder ?? t('message');
    if (next) field.focus({ preventScroll: true });
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
    field.style.height = `${Math.min(field.scrollHeight, tallestFieldPx)}px`;
    send.classList.toggle('ready', field.value.trim() !== '');
    drafts.set(draftKey(), field.value);
    commands.typed(field.value);
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
    if (mode?.kind === 'edit') editMessage(mode.message, text);
    else sendText(text);
    setText('');
    setMode(null);
  }

  function editMessage(message, text) {
    void report(api.edit({ person: store.person, chat: place.chat, messageId: messageKey(message), text }));
  }

  function sendText(text) {
    void report(api.send({ ...address(), text }));
    onSent();
  }

  function sendFiles(files, asPhoto, caption) {
    void report(upload(files, asPhoto, caption, address())).then(onSent);
    setMode(null);
  }

  function chooseCommand(command) {
    sendText(`/${command}${place.chat < 0 ? `@${store.bot.username}` : ''}`);
    setText('');
    setMode(null);
  }

  function startBot() {
    const isBlocked = store.blocked.has(store.person);
    void report((isBlocked ? api.unblock(store.person) : Promise.resolve()).then(() => api.start(store.person)));
  }

  /** Why nothing can be written here: what the button in place of the field says, or null. */
  function obstacle() {
    const chat = store.chat(place.chat);
    const topic = chat?.is_forum ? topicsOf(chat).find((one) => one.thread === place.thread) : null;
    if (topic?.closed) return { label: t('closedTopic'), isFinal: true };
    if (place.chat < 0) return null;
    if (store.blocked.has(store.person)) return { label: t('restart'), isFinal: false };
    return store.messagesOf(place.chat).length === 0 ? { label: t('start'), isFinal: false } : null;
  }

  return {
    root,
    open(next) {
      place = next;
      setText(drafts.get(draftKey()) ?? '');
      setMode(null);
      commands.hide();
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
      const found = obstacle();
      start.hidden = found === null;
      line.hidden = found !== null;
      start.textContent = found?.label ?? '';
      start.disabled = found?.isFinal ?? false;
      commands.update();
      if (!mode) field.placeholder = t('message');
    },
  };
}
