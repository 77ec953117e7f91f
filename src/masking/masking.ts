import { assignmentPattern, contextRules, type Rule, secretName, tokenRules } from './rules.ts';

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
  return masked.replace(assignmentPattern, maskAssignment);
}

/** Whether the value of something with this name is a secret: `DB_PASSWORD`, `apiKey`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name.trim()) && !isPublicName(name);
}

/** What a file or a counter is called, not what it holds. */
function isPublicName(name: string): boolean {
  return /(?:_FILE|_PATH|_URL)$/i.test(name);
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

function maskAssignment(match: string, prefix: string, name: string, separator: string, value: string): string {
  const { open, content, close } = unquote(value);
  if (!couldBeSecret(name, separator, content, open !== '')) return match;
  return `${prefix}${name}${separator}${open}${marker(kindOf(name))}${close}`;
}

function unquote(value: string): { open: string; content: string; close: string } {
  const open = /^\\?["']/.exec(value)?.[0] ?? '';
  const rest = value.slice(open.length);
  const close = open === '' ? '' : (/\\?["']$/.exec(rest)?.[0] ?? '');
  return { open, content: rest.slice(0, rest.length - close.length), close };
}

/** Words that stand where a secret would and are none: they say that there is one, or what became of it. */
const wordsAboutSecrets =
  /^(?:null|none|nil|undefined|true|false|yes|no|on|off|empty|missing|invalid|expired|required|unset|set|hidden|redacted|masked|filtered|ok|failed|error|not|is|was|has|must|cannot|unexpected|authentication|incorrect|wrong|rejected|accepted|refreshed|revoked|rotated|unknown|unauthorized|string|number|bearer|basic|\*+|x+|\.+|-+)[.!]?$/i;

/**
 * "password=x" is a secret whatever it is. After a colon a sentence may follow ("token: expired", "invalid token: unexpected
 * end"), so that there a bare word must look like one that no one would say.
 */
function couldBeSecret(name: string, separator: string, content: string, quoted: boolean): boolean {
  if (content === '' || content.startsWith('[masked:') || wordsAboutSecrets.test(content)) return false;
  if (/^(?:\$\{?\w|\/run\/secrets\/|<)/.test(content)) return false;
  // A bare "token" counts or numbers something in parsers and language models.
  if (/token|credential/i.test(name) && /^\d{1,9}$/.test(content)) return false;
  if (quoted || separator.includes('=') || /["']/.test(separator)) return true;
  return /^pass|^pwd/i.test(name) ? !/^[a-z]{1,20}[.!,]?$/.test(content) : looksRandom(content);
}

/** Letters with digits, or both cases mixed, at least eight of them. */
function looksRandom(content: string): boolean {
  if (content.length < 8) return false;
  return /\d/.test(content)
    ? /[a-z]/i.test(content)
    : /[a-z][A-Z]|[A-Z][a-z]+[A-Z]/.test(content) && content.length >= 16;
}

function kindOf(name: string): string {
  const word = name.toLowerCase();
  if (word.startsWith('p') && !word.startsWith('private')) return 'password';
  if (word.includes('key')) return 'key';
  return word.includes('token') ? 'token' : 'secret';
}

export function marker(kind: string): string {
  return `[masked:${kind}]`;
}
