import { isSecretName, marker, maskSecrets } from './masking.ts';

/**
 * A copy of a JSON value with its secrets masked: all strings as text, the values of secret names, and the entries of
 * environment lists (`["DB_PASSWORD=x"]`, as the Engine's inspect has them). Keeps the shape.
 */
export function maskDeep(value: unknown): unknown {
  return maskWith(value, maskSecrets);
}

/** The same with another way to mask text. */
export function maskWith(value: unknown, maskText: (text: string) => string): unknown {
  if (typeof value === 'string') return maskText(maskEntry(value));
  if (Array.isArray(value)) return value.map((entry) => maskWith(entry, maskText));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, maskNamed(name, entry, maskText)]));
}

function maskNamed(name: string, value: unknown, maskText: (text: string) => string): unknown {
  // `key` alone names an entry (of a service, of a text) far more often than a secret: it is judged by its look.
  const isSecret =
    name !== 'key' && isSecretName(name) && (typeof value === 'string' ? value !== '' : typeof value === 'number');
  return isSecret ? marker('secret') : maskWith(value, maskText);
}

/** `NAME=value` as an environment has it: the value may hold anything, so it goes up to the end. */
function maskEntry(text: string): string {
  const at = text.indexOf('=');
  if (at < 1 || at > 100 || at === text.length - 1) return text;
  const name = text.slice(0, at);
  return /^[\w.-]+$/.test(name) && isSecretName(name) ? `${name}=${marker('secret')}` : text;
}
