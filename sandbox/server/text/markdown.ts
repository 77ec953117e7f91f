import type { MessageEntity } from '@grammyjs/types';
import { buildEntity } from './build-entity.ts';
import { cannotParse, type ParsedText } from './html.ts';

const RESERVED = new Set('_*[]()~`>#+-=|{}.!');

const MARKERS = [
  ['||', 'spoiler', 'Spoiler'],
  ['__', 'underline', 'Underline'],
  ['*', 'bold', 'Bold'],
  ['_', 'italic', 'Italic'],
  ['~', 'strikethrough', 'Strikethrough'],
] as const;

const LEGACY_MARKERS = [
  ['*', 'bold', 'Bold'],
  ['_', 'italic', 'Italic'],
] as const;

interface Open {
  readonly marker: string;
  readonly type: string;
  readonly name: string;
  readonly offset: number;
  readonly byte: number;
}

/**
 * MarkdownV2 (`modern`) or the older Markdown, with Telegram's error texts. Nesting, escapes, code, links and spoilers
 * are read; block quotations of MarkdownV2 become entities line by line.
 */
export function parseMarkdown(source: string, modern: boolean): ParsedText {
  const state = { source, modern, at: 0, text: '', entities: [] as MessageEntity[], open: [] as Open[] };
  let quoteStart: number | null = null;
  while (state.at < source.length) {
    const lineStart = state.at === 0 || source.charAt(state.at - 1) === '\n';
    if (modern && lineStart && state.open.length === 0) {
      const quoted = source.charAt(state.at) === '>';
      if (!quoted && quoteStart !== null) quoteStart = endQuote(state, quoteStart);
      if (quoted) {
        quoteStart ??= state.text.length;
        state.at += 1;
        continue;
      }
    }
    step(state);
  }
  if (quoteStart !== null) endQuote(state, quoteStart);
  const left = state.open.at(-1);
  if (left !== undefined) throw cannotParse(`Can't find end of ${left.name} entity at byte offset ${left.byte}`);
  return { text: state.text, entities: state.entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

interface State {
  readonly source: string;
  readonly modern: boolean;
  at: number;
  text: string;
  readonly entities: MessageEntity[];
  readonly open: Open[];
}

function endQuote(state: State, start: number): null {
  const length = state.text.replace(/\n$/, '').length - start;
  if (length > 0) state.entities.push({ type: 'blockquote', offset: start, length });
  return null;
}

function step(state: State): void {
  const { source } = state;
  const character = source.charAt(state.at);
  const next = source.charAt(state.at + 1);
  if (character === '\\' && next !== '' && next.charCodeAt(0) <= 126 && next !== '\n') {
    state.text += next;
    state.at += 2;
    return;
  }
  const markers = state.modern ? MARKERS : LEGACY_MARKERS;
  const found = markers.find(([marker]) => source.startsWith(marker, state.at));
  if (character === '`') readCode(state);
  else if (character === '[') readLink(state);
  else if (found !== undefined) toggle(state, found);
  else readPlain(state, character);
}

function readPlain(state: State, character: string): void {
  if (state.modern && RESERVED.has(character)) {
    throw cannotParse(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
  }
  state.text += character;
  state.at += 1;
}

function toggle(state: State, [marker, type, name]: readonly [string, string, string]): void {
  const top = state.open.at(-1);
  if (top?.marker === marker) {
    state.open.pop();
    push(state, type, top.offset, state.text.length - top.offset, {});
  } else {
    state.open.push({ marker, type, name, offset: state.text.length, byte: byteAt(state) });
  }
  state.at += marker.length;
}

function readCode(state: State): void {
  const { source } = state;
  const fence = source.startsWith('```', state.at) ? '```' : '`';
  const begin = state.at + fence.length;
  let end = begin;
  let content = '';
  while (end < source.length && !source.startsWith(fence, end)) {
    const escaped = state.modern && source.charAt(end) === '\\' && end + 1 < source.length;
    content += source.charAt(escaped ? end + 1 : end);
    end += escaped ? 2 : 1;
  }
  if (end >= source.length) {
    const name = fence === '`' ? 'Code' : 'Pre';
    throw cannotParse(`Can't find end of ${name} entity at byte offset ${byteAt(state)}`);
  }
  const language = fence === '```' ? /^([^\s`]+)\n/.exec(content)?.[1] : undefined;
  const body =
    language === undefined
      ? fence === '```'
        ? content.replace(/^\n/, '')
        : content
      : content.slice(language.length + 1);
  const offset = state.text.length;
  state.text += body;
  push(state, fence === '`' ? 'code' : 'pre', offset, body.length, { language });
  state.at = end + fence.length;
}

function readLink(state: State): void {
  const match = /^\[((?:\\.|[^\]\\])*)\]\(((?:\\.|[^)\\])*)\)/s.exec(state.source.slice(state.at));
  if (match === null) {
    if (!state.modern) {
      state.text += '[';
      state.at += 1;
      return;
    }
    throw cannotParse(`Can't find end of a URL at byte offset ${byteAt(state)}`);
  }
  const inner = parseMarkdown(match[1] ?? '', state.modern);
  const offset = state.text.length;
  state.text += inner.text;
  for (const entity of inner.entities) state.entities.push({ ...entity, offset: entity.offset + offset });
  push(state, 'text_link', offset, inner.text.length, { url: (match[2] ?? '').replace(/\\(.)/gs, '$1') });
  state.at += match[0].length;
}

function push(
  state: State,
  type: string,
  offset: number,
  length: number,
  details: { url?: string; language?: string | undefined },
): void {
  const entity = length > 0 ? buildEntity(type, offset, length, details) : null;
  if (entity !== null) state.entities.push(entity);
}

function byteAt(state: State): number {
  return Buffer.byteLength(state.source.slice(0, state.at));
}
