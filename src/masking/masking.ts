import {
  assignmentPattern,
  contextRules,
  environmentLine,
  publicName,
  type Rule,
  secretName,
  tokenRules,
} from './rules.ts';

const rules: readonly Rule[] = [...tokenRules, ...contextRules];

/**
 * The text with every secret that is recognised replaced by `[masked:kind]`; nothing of the secret remains. The names
 * beside it stay, so that one sees what was there. Linear in the length of the text; meant for up to 1 MB.
 */
export function maskSecrets(text: string): string {
  if (text.length < 4) return text;
  const lower = text.toLowerCase();
  const found = rules.filter((rule) => rule.keywords.some((keyword) => lower.includes(keyword)));
  const masked = found.reduce((current, rule) => current.replace(rule.pattern, replacer(rule.kind)), text);
  return masked.replace(environmentLine, maskLine).replace(assignmentPattern, maskAssignment);
}

/** Whether the value of something with this name is a secret: `DB_PASSWORD`, `apiKey`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !publicName.test(name);
}

function maskLine(line: string, lead: string, name: string, value: string): string {
  if (!isSecretName(name) || !couldBeSecret(name, '=', value.replace(/^["']|["']$/g, ''), true)) return line;
  return `${lead}${name}=${marker(kindOf(name))}`;
}

function replacer(kind: string) {
  return (match: string, ...rest: readonly unknown[]): string => {
    const secret = secretOf(rest.at(-1));
    // The last occurrence: what the pattern looks for stands at its end, and the words before may repeat it.
    const at = secret === null ? -1 : match.lastIndexOf(secret);
    if (secret === null || at === -1) return marker(kind);
    return secret.startsWith('[masked:') ? match : match.slice(0, at) + marker(kind) + match.slice(at + secret.length);
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
