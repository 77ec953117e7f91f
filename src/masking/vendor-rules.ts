import { gitleaksRules } from './gitleaks/gitleaks-rules.ts';
import type { Rule } from './rules.ts';

export interface VendorRule extends Rule {
  /** Whether what the pattern found is a secret: `before` is what the pattern took in front of it. */
  isSecret(before: string, secret: string): boolean;
}

/** What names digests, commits and requests: their values look like keys and are none. */
const HARMLESS_NAME =
  /(?:sha-?(?:1|256|384|512)?|md5|digest|commit|etag|rev|revision|checksum|hash|version|(?:trace|span|request|req|session|correlation|container|channel|guild|user|message|build|job|task|event|order|project|team)[ _.-]?id|uuid|guid)["'\s]{0,3}(?:=|:|,|>){1,2}[`"'\s=]{0,5}$/i;

/** gitleaks' rules as they are used on logs, see gitleaks/README.md. */
export const vendorRules: readonly VendorRule[] = gitleaksRules.map(({ id, keywords, entropy, isByName, pattern }) => ({
  kind: id,
  keywords,
  pattern,
  isSecret: (before, secret) =>
    (!isByName || (/\d/.test(secret) && !HARMLESS_NAME.test(before))) &&
    (entropy === 0 || entropyOf(secret) >= entropy),
}));

/** Shannon's, in bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
