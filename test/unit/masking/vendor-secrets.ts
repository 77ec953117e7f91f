import fc from 'fast-check';
import { gitleaksRules } from '../../../src/masking/gitleaks/gitleaks-rules.ts';
import { vendorRules } from '../../../src/masking/vendor-rules.ts';

export interface VendorSecret {
  readonly id: string;
  /** As it may stand in a log, with the vendor's name where the rule wants it. */
  readonly text: string;
  readonly secret: string;
}

const PER_RULE = 5;
const SEED = 20_250_203;

/**
 * Made-up secrets in the format of each of gitleaks' rules, from the rule itself: no literal that a scanner could take
 * for a leak. Those that no issuer would hand out (all of one letter) are left out, as the rule itself does.
 */
export function vendorSecrets(): VendorSecret[] {
  return gitleaksRules.flatMap(({ id, keywords, pattern }) => {
    const judge = vendorRules.find(({ kind }) => kind === id);
    const candidates = fc.sample(fc.noBias(fc.stringMatching(generating(pattern))), {
      numRuns: 60,
      seed: SEED,
    });
    const secrets = candidates.flatMap((candidate): VendorSecret[] => {
      const isNamed = keywords.some((keyword) => candidate.toLowerCase().includes(keyword));
      const text = isNamed ? candidate : `${keywords[0] ?? ''} ${candidate}`;
      const match = new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(text);
      if (match === null || text.includes('\n')) return [];
      const secret = match.groups?.secret ?? match[0];
      const before = match[0].slice(0, match[0].lastIndexOf(secret));
      return judge?.isSecret(before, secret) === true ? [{ id, text, secret }] : [];
    });
    return secrets.slice(0, PER_RULE);
  });
}

/** What fast-check can make strings of: without borders, and without line breaks. */
function generating(pattern: RegExp): RegExp {
  const source = pattern.source
    .replaceAll('(?!\\w)', '')
    .replaceAll('\\b', '')
    .replaceAll('\\s', ' ')
    .replace(/\(\?<?[!][^)]*\)/g, '')
    .replaceAll('(?<secret>', '(');
  return new RegExp(`^(?:${source})$`);
}
