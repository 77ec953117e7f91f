import type { MessageEntity } from '@grammyjs/types';
import { refused } from '../refusal.ts';
import { buildEntity } from './build-entity.ts';

export interface ParsedText {
  readonly text: string;
  readonly entities: MessageEntity[];
}

const TAGS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  a: 'text_link',
  pre: 'pre',
  code: 'code',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
  'tg-time': 'date_time',
};

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

interface OpenTag {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly offset: number;
}

/** Telegram's HTML style, with its error texts (they count UTF-8 bytes); see tdlib's `MessageEntity.cpp`. */
export function parseHtml(source: string): ParsedText {
  const entities: MessageEntity[] = [];
  const open: OpenTag[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === '&') {
      const decoded = decodeReference(source, at);
      text += decoded.text;
      at = decoded.end;
    } else if (character !== '<') {
      text += character;
      at += 1;
    } else if (source.charAt(at + 1) === '/') {
      at = closeTag(source, at, open, text.length, entities, text);
    } else {
      const tag = readStartTag(source, at);
      open.push({ tag: tag.name, attributes: tag.attributes, offset: text.length });
      at = tag.end;
    }
  }
  const left = open.at(-1);
  if (left !== undefined) throw cannotParse(`Can't find end tag corresponding to start tag "${left.tag}"`);
  if (!text.isWellFormed()) {
    throw cannotParse(
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    );
  }
  return { text, entities };
}

export function cannotParse(problem: string) {
  return refused(`Bad Request: can't parse entities: ${problem}`);
}

function byteOffset(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}

/** A reference that Telegram does not know stays as it is written. */
function decodeReference(source: string, at: number): { text: string; end: number } {
  const match = /^&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));?/.exec(source.slice(at, at + 12));
  if (match === null) return { text: '&', end: at + 1 };
  const end = at + match[0].length;
  const [, decimal, hex, name] = match;
  if (name !== undefined) {
    const known = NAMED[name];
    return known === undefined ? { text: '&', end: at + 1 } : { text: known, end };
  }
  const code = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal);
  return code === 0 || code > 0x10ffff ? { text: '&', end: at + 1 } : { text: String.fromCodePoint(code), end };
}

function closeTag(
  source: string,
  at: number,
  open: OpenTag[],
  length: number,
  entities: MessageEntity[],
  text: string,
): number {
  const top = open.pop();
  const offset = byteOffset(source, at);
  if (top === undefined) throw cannotParse(`Unexpected end tag at byte offset ${offset}`);
  const match = /^<\/([^\s>]*)\s*(>?)/.exec(source.slice(at));
  const name = match?.[1] ?? '';
  if (match === null || match[2] !== '>') throw cannotParse(`Unclosed end tag at byte offset ${offset}`);
  if (name !== '' && name.toLowerCase() !== top.tag) {
    throw cannotParse(`Unmatched end tag at byte offset ${offset}, expected "</${top.tag}>", found "</${name}>"`);
  }
  if (length > top.offset) addEntity(entities, top, length - top.offset, text);
  return at + match[0].length;
}

function addEntity(entities: MessageEntity[], tag: OpenTag, length: number, text: string): void {
  const type = tag.tag === 'blockquote' && tag.attributes.has('expandable') ? 'expandable_blockquote' : TAGS[tag.tag];
  if (type === undefined) return;
  const language = tag.tag === 'code' ? /^language-(.+)$/.exec(tag.attributes.get('class') ?? '')?.[1] : undefined;
  if (tag.tag === 'pre') {
    // <pre><code class="language-x">: the code inside gives the language and is not an entity of its own.
    const inner = entities.at(-1);
    if (inner?.type === 'pre' && inner.offset === tag.offset && inner.length === length) return;
    if (inner?.type === 'code' && inner.offset === tag.offset && inner.length === length) entities.pop();
  }
  const entity = buildEntity(language === undefined ? type : 'pre', tag.offset, length, {
    url: tag.attributes.get('href') ?? (type === 'text_link' ? text.slice(tag.offset, tag.offset + length) : undefined),
    language,
    customEmojiId: tag.attributes.get('emoji-id'),
    unix: tag.attributes.get('unix'),
    format: tag.attributes.get('format'),
  });
  if (entity !== null) entities.push(entity);
}

interface StartTag {
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly end: number;
}

function readStartTag(source: string, begin: number): StartTag {
  const offset = byteOffset(source, begin);
  let at = begin + 1;
  while (at < source.length && !/[\s>]/.test(source.charAt(at))) at += 1;
  if (at >= source.length) throw cannotParse(`Unclosed start tag at byte offset ${offset}`);
  const name = source.slice(begin + 1, at).toLowerCase();
  if (!(name in TAGS)) throw cannotParse(`Unsupported start tag "${name}" at byte offset ${offset}`);
  const attributes = new Map<string, string>();
  for (;;) {
    at = skipSpace(source, at);
    if (source.charAt(at) === '>') break;
    if (at >= source.length) throw cannotParse(`Unclosed start tag "${name}" at byte offset ${offset}`);
    at = readAttribute(source, at, name, offset, attributes);
  }
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw cannotParse(`Tag "span" must have class "tg-spoiler" at byte offset ${offset}`);
  }
  return { name, attributes, end: at + 1 };
}

function readAttribute(
  source: string,
  begin: number,
  tag: string,
  offset: number,
  attributes: Map<string, string>,
): number {
  const attribute = /^[^\s=>/"']*/.exec(source.slice(begin))?.[0] ?? '';
  if (attribute === '') throw cannotParse(`Empty attribute name in the tag "${tag}" at byte offset ${offset}`);
  let at = skipSpace(source, begin + attribute.length);
  if (source.charAt(at) !== '=') {
    attributes.set(attribute.toLowerCase(), '');
    return at;
  }
  at = skipSpace(source, at + 1);
  const quote = source.charAt(at);
  if (quote === '"' || quote === "'") {
    const end = source.indexOf(quote, at + 1);
    if (end < 0) throw cannotParse(`Unclosed start tag at byte offset ${offset}`);
    attributes.set(attribute.toLowerCase(), parseReferences(source.slice(at + 1, end)));
    return end + 1;
  }
  const token = /^[a-zA-Z0-9.-]*/.exec(source.slice(at))?.[0] ?? '';
  const next = source.charAt(at + token.length);
  if (next !== '>' && !/\s/.test(next)) {
    throw cannotParse(`Unexpected end of name token at byte offset ${byteOffset(source, at)}`);
  }
  attributes.set(attribute.toLowerCase(), token.toLowerCase());
  return at + token.length;
}

function parseReferences(value: string): string {
  let text = '';
  for (let at = 0; at < value.length; ) {
    const decoded = value.charAt(at) === '&' ? decodeReference(value, at) : { text: value.charAt(at), end: at + 1 };
    text += decoded.text;
    at = decoded.end;
  }
  return text;
}

function skipSpace(source: string, at: number): number {
  let next = at;
  while (next < source.length && /\s/.test(source.charAt(next))) next += 1;
  return next;
}
