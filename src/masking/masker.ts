import { maskWith } from './deep.ts';
import { marker, maskSecrets } from './masking.ts';

export interface Masker {
  /** As `maskSecrets`, and the configured secrets wherever they stand. */
  text(text: string): string;
  /** As `maskDeep`, likewise. */
  deep(value: unknown): unknown;
}

/** Shorter ones would be found in ordinary words. */
const shortestKnown = 6;

/** A masker that also knows the exact secrets of this installation (bot token, webhook address), also as they look in a URL. */
export function createMasker(options: { known: readonly string[] }): Masker {
  const usable = options.known.filter((secret) => secret.length >= shortestKnown);
  const forms = new Set(
    usable.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]),
  );
  // The longest first: one may be part of another.
  const known = [...forms].sort((one, other) => other.length - one.length);

  function text(input: string): string {
    return maskSecrets(
      known.reduce((current, secret) => current.replaceAll(secret, marker('configured-secret')), input),
    );
  }
  return { text, deep: (value) => maskWith(value, text) };
}
