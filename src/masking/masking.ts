import { createKeywordFinder } from './keyword-finder.ts';
import {
  assignmentKeywords,
  assignmentPattern,
  contextRules,
  environmentKeywords,
  environmentLine,
  privateKeyRule,
  publicName,
  secretName,
  tokenRules,
} from './rules.ts';
import { vendorRules } from './vendor-rules.ts';

/** What is done to a line in which one of the words stands. */
interface Step {
  readonly keywords: readonly string[];
  apply(line: string): string;
}

const steps: readonly Step[] = [
  ...[...tokenRules, ...contextRules].map(({ kind, keywords, pattern }) => ({
    keywords,
    apply: (line: string) => line.replace(pattern, replacer(kind)),
  })),
  ...vendorRules.map(({ kind, keywords, pattern, isSecret }) => ({
    keywords,
    apply: (line: string) => line.replace(pattern, replacer(kind, isSecret)),
  })),
  { keywords: environmentKeywords, apply: (line) => line.replace(environmentLine, maskLine) },
  { keywords: assignmentKeywords, apply: (line) => line.replace(assignmentPattern, maskAssignment) },
];
const words = [...new Set(steps.flatMap(({ keywords }) => keywords))];
/** Of each word: the numbers of the steps that it calls for. */
const stepsOf = words.map((word) => steps.flatMap(({ keywords }, number) => (keywords.includes(word) ? [number] : [])));
const finder = createKeywordFinder(words);

/**
 * The text with every secret that is recognised replaced by `[masked:kind]`; nothing of the secret remains. The names
 * beside it stay, so that one sees what was there. Linear in the length of the text: one look at each character; only
 * lines with a telling word are looked at closer. Secrets are within a line, except for private keys.
 */
export function maskSecrets(text: string): string {
  if (text.length < 4) return text;
  const whole = text.includes('PRIVATE KEY')
    ? text.replace(privateKeyRule.pattern, replacer(privateKeyRule.kind))
    : text;
  let masked = '';
  let done = 0;
  finder.lines(whole, (start, end, found) => {
    const line = whole.slice(start, end);
    const safe = numbersOf(found).reduce((current, number) => steps[number]?.apply(current) ?? current, line);
    if (safe === line) return;
    masked += whole.slice(done, start) + safe;
    done = end;
  });
  return done === 0 ? whole : masked + whole.slice(done);
}

/** Steps in their order, each once. */
function numbersOf(found: readonly number[]): readonly number[] {
  const [only] = found;
  if (found.length === 1 && only !== undefined) return stepsOf[only] ?? [];
  return [...new Set(found.flatMap((word) => stepsOf[word] ?? []))].sort((a, b) => a - b);
}

/** Whether the value of something with this name is a secret: `DB_PASSWORD`, `apiKey`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !publicName.test(name);
}

function maskLine(line: string, lead: string, name: string, value: string): string {
  if (!isSecretName(name) || !couldBeSecret(name, '=', value.replace(/^["']|["']$/g, ''), true)) return line;
  return `${lead}${name}=${marker(kindOf(name))}`;
}

/** @param isSecret what has been found can still turn out to be none: what stands before it, and itself */
function replacer(kind: string, isSecret: (before: string, secret: string) => boolean = () => true) {
  return (match: string, ...rest: readonly unknown[]): string => {
    const named = secretOf(rest.at(-1));
    const secret = named ?? match;
    // The last occurrence: what the pattern looks for stands at its end, and the words before may repeat it.
    const at = match.lastIndexOf(secret);
    if (secret.startsWith('[masked:') || !isSecret(match.slice(0, at), secret)) return match;
    return match.slice(0, at) + marker(kind) + match.slice(at + secret.length);
  };
}

function secretOf(groups: unknown): string | null {
  if (typeof groups !== 'object' || groups === null || !('secret' in groups)) return null;
  return typeof groups.secret === 'string' ? groups.secret : null;
}

function maskAssignment(match: string, name: string, separator: string, value: string): string {
  const { open, content, close } = unquote(value);
  if (!couldBeSecret(name, separator, content, open !== '')) return match;
  return `${name}${separator}${open}${marker(kindOf(name))}${close}`;
}

function unquote(value: string): { open: string; content: string; close: string } {
  const open = /^\\?["']/.exec(value)?.[0] ?? '';
  const rest = value.slice(open.length);
  // What closes a sentence or a structure is not of the secret.
  const close = (open === '' ? /[,)\]}.]{1,8}$/ : /\\?["']$/).exec(rest)?.[0] ?? '';
  return { open, content: rest.slice(0, rest.length - close.length), close };
}

/** Words that stand where a secret would and are none: they say that there is one, or what became of it. */
const wordsAboutSecrets = new RegExp(
  `^(?:${[
    'null|none|nil|undefined|true|false|yes|no|on|off|string|number|empty|blank|set|unset|present|missing|required|optional',
    'valid|invalid|expired|incorrect|wrong|rejected|accepted|refreshed|revoked|rotated|changed|updated|created|deleted|found',
    'hidden|redacted|masked|filtered|ok|failed|failure|success|error|unknown|unexpected|unauthorized|denied|forbidden',
    'authentication|bearer|basic|include|omit|same-origin|not|is|was|has|must|cannot|could|does|for|from|the|user|please',
    '\\*+|x+|\\.+|-+|<[^>]*>',
  ].join('|')})[.!,]?$`,
  'i',
);

/** A value that refers to where the secret is: `${DB_PASSWORD}`, `$TOKEN`, `/run/secrets/db`. */
const reference = /^(?:\$\{?[a-z_]\w*|\{\{|%\w+%|\/run\/secrets\/)/i;

/**
 * "password=x" is a secret whatever it is. After a bare colon a sentence may follow ("token: expired", "invalid token:
 * unexpected end"), so that there a word must look like one that nobody would say.
 */
function couldBeSecret(name: string, separator: string, content: string, quoted: boolean): boolean {
  if (content === '' || content.startsWith('[masked:') || wordsAboutSecrets.test(content)) return false;
  if (reference.test(content)) return false;
  // The working directory has a password's name.
  if (/pwd$/i.test(name) && /^[/~.]|^[a-z]:/i.test(content)) return false;
  // A number after "token" counts, or numbers, something in parsers and language models.
  if (/token$|credentials?$/i.test(name) && /^\d{1,9}$/.test(content)) return false;
  return (
    quoted || separator.includes('=') || /["']/.test(separator) || /^(?:pass|pwd)/i.test(name) || looksRandom(content)
  );
}

/** Letters with digits, or both cases mixed, as in no word. */
function looksRandom(content: string): boolean {
  if (content.length < 8) return false;
  if (/\d/.test(content)) return /[a-z]/i.test(content) || content.length >= 12;
  return content.length >= 16 && /[a-z]/.test(content) && /[A-Z]/.test(content);
}

function kindOf(name: string): string {
  const word = name.toLowerCase();
  if (/passw|passphrase|pwd|pass$/.test(word)) return 'password';
  if (word.includes('token')) return 'token';
  return word.includes('key') ? 'key' : 'secret';
}

export function marker(kind: string): string {
  return `[masked:${kind}]`;
}
