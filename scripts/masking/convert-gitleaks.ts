import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Makes src/masking/gitleaks/gitleaks-rules.ts of gitleaks.toml. The regular expressions there are Go's (RE2); what
 * differs here, always so that rather more is masked:
 *
 * - what may stand before the name of a vendor (`[\w.-]{0,50}?`) is left out: it is not masked, and costs time;
 * - a token ends where its letters end, not only at quotes and white space: in a log a comma or a bracket follows;
 * - `(?i)` in the middle holds for the whole; `(?s:.)`, `[[:alnum:]]`, `\z` and `(?P<name>` are put in JavaScript's words;
 * - `(?-i:…)` means nothing.
 */
const FOLDER = new URL('../../src/masking/gitleaks/', import.meta.url);

/** Left out, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'generic-api-key': 'of a log it would mask every "key=…"; our own rules for names and values stand for it',
  'private-key': 'ours ends where the key was cut off, too',
  'curl-auth-header': 'is not linear; ours for headers stands for it',
  'curl-auth-user': 'is not linear; ours for curl -u stands for it',
  jwt: 'ours also finds one that was cut off',
  'vault-batch-token': 'ours (vault-token) has all of them',
};
/** Names of accounts and applications; they are no secrets, and look like any number. */
const IDENTIFIER = /-(?:client|access|api|user-api)-id$|-pub(?:lic)?-(?:api-)?key$/;

interface Raw {
  id: string;
  regex: string;
  entropy: number;
  secretGroup: number;
  keywords: string[];
  hasPath: boolean;
}

const rules = readFileSync(new URL('gitleaks.toml', FOLDER), 'utf8').split('\n[[rules]]\n').slice(1).map(parse);
const kept = rules.filter(
  (rule) => rule.regex !== '' && !rule.hasPath && LEFT_OUT[rule.id] === undefined && !IDENTIFIER.test(rule.id),
);
const entries = kept.map((rule) => {
  const { source, isCaseless, isByName } = converted(rule);
  new RegExp(source, isCaseless ? 'gi' : 'g');
  const pattern = `/${source.replaceAll('/', '\\/').replaceAll('\\\\/', '\\/')}/${isCaseless ? 'gi' : 'g'}`;
  const keywords = rule.keywords.map((keyword) => JSON.stringify(keyword.toLowerCase())).join(', ');
  return `  { id: ${JSON.stringify(rule.id)}, keywords: [${keywords}], entropy: ${rule.entropy}, isByName: ${isByName}, pattern: ${pattern} },`;
});
writeFileSync(
  new URL('gitleaks-rules.ts', FOLDER),
  `// Made by scripts/masking/convert-gitleaks.ts from gitleaks.toml (MIT licence, see LICENSE beside it). Not edited by hand.
// biome-ignore-all lint: as gitleaks wrote them
// biome-ignore-all format: one rule a line

export interface GitleaksRule {
  readonly id: string;
  /** In lower case; one of them is in every line that has such a secret. */
  readonly keywords: readonly string[];
  /** The secret has at least so many bits a character (Shannon); 0: any. */
  readonly entropy: number;
  /** The secret itself looks like anything: it is known by the vendor's name before it. */
  readonly isByName: boolean;
  /** Where there is a group named \`secret\`, that is it, else the whole. */
  readonly pattern: RegExp;
}

export const gitleaksRules: readonly GitleaksRule[] = [
${entries.join('\n')}
];
`,
);
process.stdout.write(`${entries.length} of ${rules.length} rules\n`);

function parse(text: string): Raw {
  const [own = ''] = text.split('[[rules.allowlists]]');
  const value = (name: string) => new RegExp(`^${name} = (?:'''([\\s\\S]*?)'''|"([^"]*)"|([0-9.]+))$`, 'm').exec(own);
  const list = /^keywords = \[([\s\S]*?)\]/m.exec(own)?.[1] ?? '';
  return {
    id: value('id')?.[2] ?? '',
    regex: value('regex')?.[1] ?? '',
    entropy: Number(value('entropy')?.[3] ?? 0),
    secretGroup: Number(value('secretGroup')?.[3] ?? 1),
    keywords: [...list.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? ''),
    hasPath: /^path = /m.test(own),
  };
}

function converted({ regex, secretGroup }: Raw): { source: string; isCaseless: boolean; isByName: boolean } {
  const isByName = regex.includes('[ \\t\\w.-]{0,20}');
  const isCaseless = /\(\?i[):]/.test(regex);
  const source = regex
    .replaceAll('[\\w.-]{0,50}?', '')
    .replaceAll('(?i)', '')
    .replaceAll('(?i:', '(?:')
    .replaceAll('(?-i:', '(?:')
    .replaceAll('(?s:.)', '[\\s\\S]')
    .replaceAll('[[:alnum:]]', '[A-Za-z0-9]')
    .replace(/\(\?P<\w+>/g, '(?:')
    .replaceAll('(?:[\\x60\'"\\s;]|\\\\[nr]|$|\\b)', '(?!\\w)')
    .replaceAll('(?:[\\x60\'"\\s;]|\\\\[nr]|$)', '(?!\\w)')
    .replace(/\(\?:\[\^[^\]]*\]\|\\z\)$/, '(?!\\w)')
    .replace(/^\(\?:\^\|\[[^\]]*\]\)/, '(?<![\\w~.-])')
    .replace(/\(\?:\$\|\[[^\]]*\]\)$/, '(?![\\w~-])')
    .replaceAll('hooks.slack.com', 'hooks\\.slack\\.com')
    .replaceAll('.contribsys.com', '\\.contribsys\\.com');
  return { source: named(source, secretGroup), isCaseless, isByName };
}

/** Names the group that is the secret; one that is repeated or follows the beginning of a token is no secret of its own. */
function named(source: string, number: number): string {
  const opens = [...source.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)/g)].filter((match) => match[0] === '(');
  const at = opens[number - 1]?.index;
  if (at === undefined || /^\([^()]*\)[{?*+]/.test(source.slice(at))) return source;
  return `${source.slice(0, at)}(?<secret>${source.slice(at + 1)}`;
}
