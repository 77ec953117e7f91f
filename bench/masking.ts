import { gitleaksRules } from '../src/masking/gitleaks/gitleaks-rules.ts';
import { maskSecrets } from '../src/masking/index.ts';
import { ordinaryLines } from '../test/unit/masking/ordinary.ts';
import { inContext, surroundings, tokens } from '../test/unit/masking/secrets.ts';
import { vendorSecrets } from '../test/unit/masking/vendor-secrets.ts';

const LINES = 24_000;
const ROUNDS = 5;

const ofVendors = vendorSecrets();
const known = [...tokens.map((token) => ({ text: token, secret: token })), ...ofVendors].flatMap(({ text, secret }) =>
  surroundings.map((surround) => ({ text: surround(text), secret })),
);
const all = [...known, ...inContext];
const hidden = all.filter(({ text, secret }) => !maskSecrets(text).includes(secret));
const lines = ordinaryLines(LINES);
const touched = lines.filter((line) => maskSecrets(line) !== line);
const text = lines.join('\n');
const speeds = Array.from({ length: ROUNDS }, () => {
  const startedAt = performance.now();
  maskSecrets(text);
  return text.length / 1000 / (performance.now() - startedAt);
});
const rulesSeen = new Set(ofVendors.map(({ id }) => id)).size;
process.stdout.write(`Masking of secrets
  known formats:   ${hidden.length} of ${all.length} hidden (${percent(hidden.length / all.length)}), ${rulesSeen} of ${gitleaksRules.length} rules of gitleaks and ${tokens.length + inContext.length} cases of our own
  ordinary lines:  ${touched.length} of ${lines.length} masked in error (${percent(touched.length / lines.length)})
  speed:           ${Math.max(...speeds).toFixed(0)} MB/s on ordinary lines, one thread (best of ${ROUNDS})
`);
for (const line of touched.slice(0, 10)) process.stdout.write(`  in error: ${maskSecrets(line)}\n`);
if (hidden.length < all.length || touched.length / lines.length >= 0.001) process.exitCode = 1;

function percent(share: number): string {
  return `${(share * 100).toFixed(3)} %`;
}
