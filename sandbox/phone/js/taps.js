/** Every tap on a message, by one listener: buttons, links, commands, spoilers, quotes, code, collapsible blocks. */
import { api, fileUrl } from './api.js';
import { copyText } from './clipboard.js';
import { closest } from './dom.js';
import { markKey } from './keys.js';
import { t } from './strings.js';

export function listenToTaps(screen, store, overlays, pendingTaps) {
  const { root } = screen.log;

  root.addEventListener('click', (event) => {
    for (const [selector, act] of actions) {
      const node = closest(event, selector);
      if (!node || !root.contains(node)) continue;
      act(node, event);
      return;
    }
  });
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && closest(event, '[role="button"], [role="link"]')) event.target.click();
  });

  const messageOf = (node) => screen.messageById(node.closest('[data-message-id]')?.dataset.messageId);
  const report = (work) => work.catch((error) => overlays.toast(error.message));

  const actions = [
    ['.keyboard-button, .inline-button', tapButton],
    ['.spoiler', (node) => node.setAttribute('data-revealed', '')],
    [
      '[data-url]',
      (node, event) => {
        event.preventDefault();
        overlays.confirmLink(node.dataset.url);
      },
    ],
    ['[data-command]', (node) => screen.composer.sendText(node.dataset.command)],
    ['summary', (node) => node.parentElement.setAttribute('data-touched', '')],
    ['.document', () => {}],
    ['[data-photo]', (node) => overlays.picture(fileUrl(node.dataset.photo))],
    ['[data-reaction]', (node) => react(messageOf(node), node.dataset.reaction)],
    ['[data-jump]', (node) => screen.log.jump(node.dataset.jump)],
    ['[data-to-anchor]', (node) => toAnchor(node)],
    ['.expandable', (node) => node.toggleAttribute('data-expanded')],
    ['[data-copy]', (node) => copy(node.dataset.copy)],
  ];

  function tapButton(node) {
    const message = messageOf(node);
    if (!message || node.disabled) return;
    if (node.dataset.copyText !== undefined) copy(node.dataset.copyText);
    else if (node.dataset.url !== undefined) overlays.confirmLink(node.dataset.url);
    else if (node.dataset.switch !== undefined) screen.composer.put(`@${store.bot.username} ${node.dataset.switch}`);
    else if (node.dataset.callback !== undefined) void report(pendingTaps.tap(message, buttonOf(node)));
  }

  function copy(text) {
    void copyText(text).then(() => overlays.toast(t('copied')));
  }

  function toAnchor(node) {
    const body = node.closest('.rich-body');
    const name = CSS.escape(node.dataset.toAnchor);
    body?.querySelector(`[data-anchor-name="${name}"]`)?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  }

  /** Sets this person's reaction, or takes it back. */
  function react(message, emoji) {
    if (!message) return;
    const mine = (store.reactions.get(markKey(message)) ?? []).some(
      (one) => one.by === store.person && one.reaction.emoji === emoji,
    );
    const body = {
      person: store.person,
      chat: message.chat.id,
      messageId: message.message_id,
      emoji: mine ? null : emoji,
    };
    void report(api.react(body));
  }

  return { react };
}

/** Buttons inside rich text have no row and column; their data tells them apart. */
function buttonOf(node) {
  const number = (value) => (value === undefined ? undefined : Number(value));
  return { callback_data: node.dataset.callback, row: number(node.dataset.row), column: number(node.dataset.column) };
}
