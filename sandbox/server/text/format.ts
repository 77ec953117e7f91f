import type { MessageEntity } from '@grammyjs/types';
import { refused } from '../refusal.ts';
import { detectEntities } from './detect.ts';
import { type ParsedText, parseHtml } from './html.ts';
import { parseMarkdown } from './markdown.ts';

export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;

/** The text of a message after its entities were parsed, trimmed and found, as Telegram stores it. */
export function formatText(
  source: string,
  parseMode: string | undefined,
  given: readonly MessageEntity[] | undefined,
): ParsedText {
  const parsed = parse(source, parseMode, given);
  const trimmed = trim(parsed);
  return { text: trimmed.text, entities: detectEntities(trimmed.text, trimmed.entities) };
}

/** For `text`: never empty, at most 4096 UTF-16 units. */
export function messageText(
  source: string,
  parseMode: string | undefined,
  entities: readonly MessageEntity[] | undefined,
): ParsedText {
  const text = formatText(source, parseMode, entities);
  if (text.text === '') throw refused('Bad Request: message text is empty');
  if (text.text.length > TEXT_LIMIT) throw refused('Bad Request: message is too long');
  return text;
}

/** For `caption`: at most 1024 UTF-16 units. */
export function captionText(
  source: string,
  parseMode: string | undefined,
  entities: readonly MessageEntity[] | undefined,
): ParsedText {
  const text = formatText(source, parseMode, entities);
  if (text.text.length > CAPTION_LIMIT) throw refused('Bad Request: message caption is too long');
  return text;
}

function parse(source: string, parseMode: string | undefined, given: readonly MessageEntity[] | undefined): ParsedText {
  if (given !== undefined) {
    for (const entity of given) checkEntity(source, entity);
    return { text: source, entities: [...given] };
  }
  if (parseMode === undefined) return { text: source, entities: [] };
  if (parseMode.toLowerCase() === 'html') return parseHtml(source);
  return parseMarkdown(source, parseMode.toLowerCase() === 'markdownv2');
}

/** Real servers drop an entity that does not fit; it is always a mistake, so the sandbox refuses it. */
function checkEntity(text: string, entity: MessageEntity): void {
  const end = entity.offset + entity.length;
  if (entity.offset < 0 || entity.length <= 0 || end > text.length) {
    throw refused(
      `Bad Request: entity "${entity.type}" [${entity.offset}, ${end}) is outside of the text (${text.length} UTF-16 units)`,
    );
  }
}

/** Spaces and line ends at both sides are cut off, and the entities moved and cut with them. */
function trim({ text, entities }: ParsedText): ParsedText {
  const clean = text.replace(/\r/g, '');
  if (clean.length !== text.length) return trimEnds(clean, shiftForRemoved(text, entities));
  return trimEnds(text, entities);
}

function shiftForRemoved(text: string, entities: readonly MessageEntity[]): MessageEntity[] {
  const removedBefore = (at: number) => text.slice(0, at).split('\r').length - 1;
  return entities.map((entity) => {
    const start = entity.offset - removedBefore(entity.offset);
    const end = entity.offset + entity.length - removedBefore(entity.offset + entity.length);
    return { ...entity, offset: start, length: end - start };
  });
}

function trimEnds(text: string, entities: readonly MessageEntity[]): ParsedText {
  const start = /^[\s\u200b]*/.exec(text)?.[0].length ?? 0;
  const trimmed = text.slice(start).replace(/[\s\u200b]+$/, '');
  const moved = entities.map((entity) => {
    const offset = Math.max(0, entity.offset - start);
    const end = Math.min(trimmed.length, entity.offset + entity.length - start);
    return { ...entity, offset, length: end - offset };
  });
  return {
    text: trimmed,
    entities: moved.filter((entity) => entity.length > 0).sort((a, b) => a.offset - b.offset || b.length - a.length),
  };
}
