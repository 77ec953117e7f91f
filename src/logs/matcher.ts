import { stripVTControlCharacters } from 'node:util';
import { errorHint, isErrorLine } from './error-lines.ts';
import type { LogPattern } from './types.ts';

/** How lines are chosen: by a quick look at many lines at once, then by a look at the line itself. */
export interface Matcher {
  /**
   * Found in every line that can match, when the line's bytes are read as Latin-1; global, so that it goes on from
   * `lastIndex`. Null: every line may match.
   */
  readonly hint: RegExp | null;
  /** Whether what `hint` has found is the answer; else `test` is asked. */
  readonly hintDecides: boolean;
  test(text: string): boolean;
}

/** @throws SyntaxError for a regular expression that is none */
export function createMatcher(pattern: LogPattern): Matcher {
  switch (pattern.kind) {
    case 'all':
      return { hint: null, hintDecides: true, test: () => true };
    case 'errors':
      return { hint: errorHint, hintDecides: false, test: (text) => isErrorLine(plain(text)) };
    case 'text':
      if (pattern.text === '') return createMatcher({ kind: 'all' });
      return { hint: new RegExp(anyCaseBytes(pattern.text), 'g'), hintDecides: true, test: () => true };
    case 'regex': {
      const expression = new RegExp(pattern.source, 'i');
      return { hint: null, hintDecides: false, test: (text) => expression.test(plain(text)) };
    }
  }
}

/** Colours stand right before words, where an expression looks for the beginning of a word. */
function plain(text: string): string {
  return text.includes('\u001b') ? stripVTControlCharacters(text) : text;
}

/** An expression for the UTF-8 bytes of a text in upper and lower case, read as Latin-1: no line has to be decoded. */
function anyCaseBytes(text: string): string {
  return [...text]
    .map((character) => {
      const forms = new Set([character, character.toLowerCase(), character.toUpperCase()].map(escapedBytes));
      return forms.size === 1 ? [...forms].join('') : `(?:${[...forms].join('|')})`;
    })
    .join('');
}

function escapedBytes(text: string): string {
  return [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
