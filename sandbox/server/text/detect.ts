import type { MessageEntity } from '@grammyjs/types';

const PATTERNS = [
  ['bot_command', /(?<![\p{L}\p{N}_/<>])\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\p{L}\p{N}_/])/gu],
  ['mention', /(?<![\p{L}\p{N}_@])@[a-zA-Z0-9_]{3,32}(?![\p{L}\p{N}_])/gu],
  ['hashtag', /(?<![\p{L}\p{N}_#])#(?=[\p{L}\p{N}_]*\p{L})[\p{L}\p{N}_]{1,256}/gu],
  ['url', /(?<![\p{L}\p{N}@.])(?:https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'])/gu],
  ['email', /(?<![\p{L}\p{N}.])[a-zA-Z0-9._%+-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z]{2,})+/gu],
] as const;

/** Commands, mentions, hashtags and addresses, which Telegram finds in any text by itself. */
export function detectEntities(text: string, known: readonly MessageEntity[]): MessageEntity[] {
  const taken = known.filter((entity) => ['code', 'pre', 'text_link', 'text_mention'].includes(entity.type));
  const found: MessageEntity[] = [];
  for (const [type, pattern] of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if (![...taken, ...found].some((other) => overlaps(other, entity))) found.push(entity);
    }
  }
  return [...known, ...found].sort((a, b) => a.offset - b.offset || b.length - a.length);
}

function overlaps(a: { offset: number; length: number }, b: { offset: number; length: number }): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
