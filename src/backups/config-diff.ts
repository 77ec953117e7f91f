/** A line as it is compared, and as people may see it. */
export interface MaskedLine {
  readonly raw: string;
  readonly shown: string;
}

const HIDDEN = '•••';
const ASSIGNMENT = /^(\s*#?\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*=)(.*)$/;
const CONTEXT = 3;
/** More cells than this are not compared line by line. */
const LARGEST_TABLE = 4_000_000;

/**
 * The lines of a configuration file without its secrets. Of an env file no value is shown, whatever it is called: only
 * whether it differs. @param mask hides what it recognises in one line
 */
export function maskedLines(text: string, isEnv: boolean, mask: (text: string) => string): MaskedLine[] {
  if (text === '') return [];
  let inKey = false;
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((raw) => {
      const begins = /-----BEGIN [A-Z ]*PRIVATE KEY/.test(raw);
      const isKey = inKey || begins;
      if (isKey) inKey = !/-----END [A-Z ]*PRIVATE KEY/.test(raw);
      if (isKey) return { raw, shown: HIDDEN };
      return { raw, shown: isEnv ? hideValue(raw, mask) : mask(raw) };
    });
}

function hideValue(line: string, mask: (text: string) => string): string {
  const assignment = ASSIGNMENT.exec(line);
  if (assignment !== null) return `${assignment[1]}${assignment[2] === '' ? '' : HIDDEN}`;
  // What is neither comment nor assignment is the rest of a value.
  return line.trim() === '' || line.trimStart().startsWith('#') ? mask(line) : HIDDEN;
}

/** Unified diff of the shown lines; '' when nothing differs. Lines that differ only in what is hidden stand there as `-` and `+`. */
export function unifiedDiff(
  is: readonly MaskedLine[],
  was: readonly MaskedLine[],
  names: { readonly is: string; readonly was: string },
): string {
  const lines = compared(is, was);
  if (lines.every(({ sign }) => sign === ' ')) return '';
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  );
  const out = [`--- ${names.is}`, `+++ ${names.was}`];
  let [isAt, wasAt] = [1, 1];
  for (const [at, { sign, text }] of lines.entries()) {
    if (near[at] && !near[at - 1]) {
      const end = near.indexOf(false, at);
      const hunk = lines.slice(at, end === -1 ? lines.length : end);
      const count = (...signs: string[]) => hunk.filter((line) => signs.includes(line.sign)).length;
      out.push(`@@ -${span(isAt, count(' ', '-'))} +${span(wasAt, count(' ', '+'))} @@`);
    }
    if (near[at]) out.push(`${sign}${text}`);
    if (sign !== '+') isAt += 1;
    if (sign !== '-') wasAt += 1;
  }
  return out.join('\n');
}

/** Of no lines: those after which they would stand. */
function span(from: number, count: number): string {
  return `${count === 0 ? from - 1 : from},${count}`;
}

interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** By the longest common subsequence of what stands between the equal beginning and the equal end. */
function compared(is: readonly MaskedLine[], was: readonly MaskedLine[]): DiffLine[] {
  const shorter = Math.min(is.length, was.length);
  let head = 0;
  while (head < shorter && is[head]?.raw === was[head]?.raw) head += 1;
  let tail = 0;
  while (tail < shorter - head && is.at(-1 - tail)?.raw === was.at(-1 - tail)?.raw) tail += 1;
  const same = (lines: readonly MaskedLine[]) => lines.map(({ shown }): DiffLine => ({ sign: ' ', text: shown }));
  return [
    ...same(is.slice(0, head)),
    ...middle(is.slice(head, is.length - tail), was.slice(head, was.length - tail)),
    ...same(is.slice(is.length - tail)),
  ];
}

function middle(is: readonly MaskedLine[], was: readonly MaskedLine[]): DiffLine[] {
  const all = (lines: readonly MaskedLine[], sign: '-' | '+') =>
    lines.map(({ shown }): DiffLine => ({ sign, text: shown }));
  if (is.length * was.length > LARGEST_TABLE) return [...all(is, '-'), ...all(was, '+')];
  const width = was.length + 1;
  const longest = new Uint32Array((is.length + 1) * width);
  const length = (a: number, b: number) => longest[a * width + b] ?? 0;
  for (let a = is.length - 1; a >= 0; a -= 1) {
    for (let b = was.length - 1; b >= 0; b -= 1) {
      const isSame = is[a]?.raw === was[b]?.raw;
      longest[a * width + b] = isSame ? length(a + 1, b + 1) + 1 : Math.max(length(a + 1, b), length(a, b + 1));
    }
  }
  const out: DiffLine[] = [];
  let [a, b] = [0, 0];
  for (let [mine, old] = [is[a], was[b]]; mine !== undefined || old !== undefined; [mine, old] = [is[a], was[b]]) {
    if (mine !== undefined && old !== undefined && mine.raw === old.raw) {
      out.push({ sign: ' ', text: mine.shown });
      a += 1;
      b += 1;
    } else if (mine !== undefined && (old === undefined || length(a + 1, b) >= length(a, b + 1))) {
      out.push({ sign: '-', text: mine.shown });
      a += 1;
    } else if (old !== undefined) {
      out.push({ sign: '+', text: old.shown });
      b += 1;
    }
  }
  return out;
}
