/** One message as a phone draws it: bubble, keyboard below, avatar beside it in a group. */
import { avatar, nameOf, tint } from './avatar.js';
import { content, endsInText } from './content.js';
import { clockOf } from './dates.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { inlineKeyboard } from './keyboard.js';
import { markKey, messageKey } from './keys.js';
import { serviceText, snippet } from './snippet.js';
import { t } from './strings.js';

/**
 * @param item { messages (one, or an album's), first, last: of a run by one sender }
 * @param context { person, isGroup, pending, reactions, known(id) } where `known` tells whether a quoted message still exists
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
    context.isGroup && !own ? el('span', { class: 'row-avatar' }) : null,
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
  const time = meta(message, own);
  const inText = endsInText(item.messages) && !hasReactions(message, context);
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
    context.isGroup && !own && item.last ? avatarOf(message) : null,
    forwarded(message),
    quote(message, context),
    content(item.messages, { hooks, time: inText ? time : null }),
    reactions(message, context),
    inText ? null : time,
  );
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

/** Beside the last bubble of a run, at its lower edge (a keyboard hangs below it). */
function avatarOf(message) {
  return avatar({ id: message.from?.id ?? 0, name: nameOf(message.from), size: 's' });
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

function hasReactions(message, context) {
  return (context.reactions.get(markKey(message)) ?? []).length > 0;
}

function reactions(message, context) {
  const list = context.reactions.get(markKey(message)) ?? [];
  const byEmoji = Map.groupBy(list, ({ reaction }) => reaction.emoji ?? '★');
  if (byEmoji.size === 0) return null;
  return el(
    'div',
    { class: 'reactions', 'data-testid': 'reactions' },
    [...byEmoji].map(([emoji, by]) => {
      const own = by.some((one) => one.by === context.person);
      const props = {
        type: 'button',
        class: own ? 'reaction own-reaction' : 'reaction',
        'data-reaction': emoji,
        'data-own': own,
      };
      return el('button', props, emoji, el('span', {}, by.length));
    }),
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
