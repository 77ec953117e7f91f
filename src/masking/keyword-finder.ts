/** Finds many words in a text at once, ignoring case: one look at each character, however many words there are. */
export interface KeywordFinder {
  /**
   * Calls back for each line in which there are words: where the line begins and ends, and the words' numbers (each
   * once).
   */
  lines(text: string, onLine: (start: number, end: number, words: readonly number[]) => void): void;
}

const ALPHABET = 128;
const NEWLINE = 10;

/** Aho and Corasick's machine over ASCII, as a table: state × character → state. Words are in lower-case ASCII. */
export function createKeywordFinder(words: readonly string[]): KeywordFinder {
  const { table, found } = buildMachine(words);

  return {
    lines(text, onLine) {
      let state = 0;
      let start = 0;
      let seen = new Set<number>();
      const end = (at: number) => {
        if (seen.size === 0) return;
        onLine(start, at, [...seen]);
        seen = new Set();
      };
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        state = code < ALPHABET ? (table[state * ALPHABET + code] ?? 0) : 0;
        for (const word of found[state] ?? NONE) seen.add(word);
        if (code !== NEWLINE) continue;
        end(at);
        start = at + 1;
      }
      end(text.length);
    },
  };
}

const NONE: readonly number[] = [];

interface Machine {
  readonly table: Uint16Array;
  /** Of each state: the words that end there; undefined for most. */
  readonly found: readonly (readonly number[] | undefined)[];
}

function buildMachine(words: readonly string[]): Machine {
  const { children, ends } = buildTree(words);
  const table = new Uint16Array(children.length * ALPHABET);
  const fallback = new Uint16Array(children.length);
  const found: (number[] | undefined)[] = ends.map((own) => (own.length > 0 ? [...own] : undefined));
  const queue: number[] = [0];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const state = next;
    const back = fallback[state] ?? 0;
    for (let code = 0; code < ALPHABET; code += 1) {
      const child = children[state]?.get(code);
      const around = state === 0 ? 0 : (table[back * ALPHABET + code] ?? 0);
      table[state * ALPHABET + code] = child ?? around;
      if (child === undefined) continue;
      fallback[child] = around;
      const inherited = found[around];
      if (inherited !== undefined) found[child] = [...(found[child] ?? []), ...inherited];
      queue.push(child);
    }
  }
  foldCase(table, children.length);
  return { table, found };
}

function buildTree(words: readonly string[]): { children: Map<number, number>[]; ends: number[][] } {
  const children: Map<number, number>[] = [new Map()];
  const ends: number[][] = [[]];
  words.forEach((word, number) => {
    let state = 0;
    for (const character of word) {
      const code = character.charCodeAt(0);
      const known = children[state]?.get(code);
      if (known === undefined) {
        children[state]?.set(code, children.length);
        children.push(new Map());
        ends.push([]);
      }
      state = known ?? children.length - 1;
    }
    ends[state]?.push(number);
  });
  return { children, ends };
}

/** Capital letters go where the small ones go. */
function foldCase(table: Uint16Array, states: number): void {
  for (let state = 0; state < states; state += 1) {
    for (let capital = 65; capital <= 90; capital += 1) {
      table[state * ALPHABET + capital] = table[state * ALPHABET + capital + 32] ?? 0;
    }
  }
}
