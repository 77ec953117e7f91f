/** One message as a phone draws it: bubble, keyboard below, avatar beside it in a group. */
import { avatar, nameOf, tint } from './avatar.js';
import { clockOf } from './dates.js';
import { el } from './dom.js';
import { textWithEntities } from './entities.js';
import { icon } from './icons.js';
import { inlineKeyboard } from './keyboard.js';
import { documentCard, fileOf, photoView } from './media.js';
import { richBlocks } from './rich-blocks.js';
import { serviceText, snippet } from './snippet.js';
import { messageKey } from './store.js';
import { t } from './strings.js';

/**
 * @param item { messages (one, or an album's), first, last: of a run by one sender }
 * @param context { person, isGroup, pending, known(id) } where `known` tells whether a quoted message still exists
 */
export function messageRow(item, context) {
  const [message] = item.messages;
  const service = serviceText(message);
  if (service !== null) return serviceRow(message, service);
  const own = message.from?.id === context.person;
  const classes = ['row', own ? 'own' : 'other', item.first && 'first', item.last && 'last'];
  return el(
    'div',
    { class: classes.filter(Boolean).join(' '), ...hooks(message) },
    context.isGroup && !own
      ? el(
          'span',
          { class: 'row-avatar' },
          item.last ? avatar({ id: message.from?.id ?? 0, name: nameOf(message.from), size: 's' }) : null,
        )
      : null,
    el('div', { class: 'column' }, bubble(item, context, own), inlineKeyboard(message, context.pending)),
  );
}

function hooks(message) {
  return {
    'data-message-id': messageKey(message),
    'data-testid': 'message',
    'data-from': message.from?.id,
    'data-edited': message.edit_date ? 'true' : undefined,
    'data-ephemeral': message.ephemeral_message_id === undefined ? undefined : 'true',
  };
}

function serviceRow(message, text) {
  return el(
    'div',
    {
      class: 'service',
      'data-message-id': messageKey(message),
      'data-testid': 'service',
      'data-jump': message.pinned_message?.message_id,
    },
    el('span', {}, text),
  );
}

function bubble(item, context, own) {
  const [message] = item.messages;
  const body = bodyOf(item.messages);
  const onlyPhoto = message.photo && !message.caption && !message.reply_to_message;
  const classes = [
    'bubble',
    message.rich_message && 'rich',
    onlyPhoto && 'bare',
    message.photo && 'with-photo',
    message.ephemeral_message_id !== undefined && 'ephemeral',
  ];
  return el(
    'div',
    { class: classes.filter(Boolean).join(' '), dir: message.rich_message?.is_rtl ? 'rtl' : undefined },
    message.ephemeral_message_id === undefined
      ? null
      : el('div', { class: 'only-you', 'data-testid': 'only-you' }, icon('eye', 14), t('onlyYou')),
    context.isGroup && !own && item.first
      ? el(
          'div',
          { class: `sender name-tint-${tint(message.from?.id ?? 0)}` },
          nameOf(message.from ?? message.sender_chat),
        )
      : null,
    forwarded(message),
    quote(message, context),
    body,
    reactions(message),
    meta(message, own),
  );
}

function bodyOf(messages) {
  const [message] = messages;
  if (messages.length > 1) return album(messages);
  if (message.rich_message)
    return el('div', { class: 'rich-body', 'data-testid': 'text' }, richBlocks(message.rich_message.blocks));
  const file = fileOf(message);
  const text = message.text ?? message.caption ?? '';
  const parts = [message.photo ? photoView(message) : null, file ? documentCard(file) : null];
  const supported = text !== '' || message.photo || file;
  parts.push(text === '' ? null : textBlock(text, message.entities ?? message.caption_entities));
  return supported ? parts : el('div', { class: 'text unsupported' }, t('unsupported'));
}

function textBlock(text, entities) {
  return el(
    'div',
    { class: isBigEmoji(text) ? 'text big-emoji' : 'text', 'data-testid': 'text' },
    textWithEntities(text, entities),
  );
}

function isBigEmoji(text) {
  return /^(\p{Extended_Pictographic}\uFE0F?){1,3}$/u.test(text);
}

function album(messages) {
  const photos = messages.filter((message) => message.photo);
  const captioned = messages.find((message) => message.caption);
  return [
    photos.length === 0
      ? null
      : el(
          'div',
          { class: `album album-${Math.min(photos.length, 4)}` },
          photos.map((message) => el('div', hooks(message), photoView(message))),
        ),
    messages
      .filter((message) => !message.photo)
      .map((message) => el('div', hooks(message), documentCard(fileOf(message)))),
    captioned ? textBlock(captioned.caption, captioned.caption_entities) : null,
  ];
}

function forwarded(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  return el(
    'div',
    { class: 'forwarded' },
    `${t('forwarded')} `,
    el('b', {}, nameOf(origin.sender_user ?? origin.sender_chat ?? origin.chat) || origin.sender_user_name || ''),
  );
}

/** The bar of the message that is answered; tapping it jumps there. The topic's own first message is no quote. */
function quote(message, context) {
  const target = message.reply_to_message;
  if (!target || target.forum_topic_created) return null;
  const gone = !context.known(messageKey(target));
  return el(
    'div',
    {
      class: `quote quote-tint-${tint(target.from?.id ?? 0)}`,
      'data-testid': 'quote',
      'data-jump': messageKey(target),
      role: 'button',
      tabindex: 0,
    },
    el('b', {}, nameOf(target.from)),
    el('span', {}, message.quote?.text ?? (gone ? t('deleted') : snippet(target))),
  );
}

function reactions(message) {
  const list = message.reactions ?? [];
  if (list.length === 0) return null;
  return el(
    'div',
    { class: 'reactions', 'data-testid': 'reactions' },
    list.map(({ emoji, count, own }) =>
      el(
        'button',
        { type: 'button', class: own ? 'reaction own-reaction' : 'reaction', 'data-reaction': emoji },
        emoji,
        el('span', {}, count),
      ),
    ),
  );
}

/**
 * The time, and for people's messages the "edited" mark and the ticks. A bot's edits carry no mark, as in
 * Telegram's own apps (they hide it for messages of bots); `data-edited` on the row tells a test.
 */
function meta(message, own) {
  const marked = message.edit_date && !message.from?.is_bot;
  return el(
    'span',
    { class: 'meta' },
    marked ? el('i', {}, `${t('edited')} `) : null,
    clockOf(message.date),
    own ? ticks() : null,
  );
}

function ticks() {
  return el('span', { class: 'ticks', 'aria-hidden': 'true' });
}
