import type { MessageEntity } from '@grammyjs/types';

export interface EntityDetails {
  readonly url?: string | undefined;
  readonly language?: string | undefined;
  readonly customEmojiId?: string | undefined;
  readonly unix?: string | undefined;
  readonly format?: string | undefined;
}

const PLAIN = [
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'code',
  'blockquote',
  'expandable_blockquote',
] as const;
type Plain = (typeof PLAIN)[number];

/** An entity from its name and attributes; null where Telegram drops it (a link without a usable address). */
export function buildEntity(
  type: string,
  offset: number,
  length: number,
  details: EntityDetails,
): MessageEntity | null {
  const plain = PLAIN.find((name): name is Plain => name === type);
  if (plain !== undefined) return { type: plain, offset, length };
  if (type === 'pre') {
    return details.language === undefined
      ? { type: 'pre', offset, length }
      : { type: 'pre', offset, length, language: details.language };
  }
  if (type === 'text_link') return link(offset, length, details.url ?? '');
  if (type === 'custom_emoji' && details.customEmojiId !== undefined) {
    return { type: 'custom_emoji', offset, length, custom_emoji_id: details.customEmojiId };
  }
  if (type === 'date_time' && details.unix !== undefined) {
    const entity = { type: 'date_time', offset, length, unix_time: Number(details.unix) } as const;
    return {
      ...entity,
      ...(details.format === undefined ? {} : { date_time_format: details.format }),
    } as MessageEntity;
  }
  return null;
}

function link(offset: number, length: number, url: string): MessageEntity | null {
  const user = /^tg:\/\/user\?id=(\d+)$/.exec(url)?.[1];
  if (user !== undefined) {
    return {
      type: 'text_mention',
      offset,
      length,
      user: { id: Number(user), is_bot: false, first_name: 'User' },
    };
  }
  const normal = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(normal)) return null;
  const parsed = new URL(normal);
  if (!['http:', 'https:', 'tg:', 'ton:', 'mailto:', 'tel:'].includes(parsed.protocol)) return null;
  const needsHost = parsed.protocol === 'http:' || parsed.protocol === 'https:';
  if (needsHost && !parsed.hostname.includes('.')) return null;
  return { type: 'text_link', offset, length, url: parsed.href };
}
