import { readFileSync } from 'node:fs';
import { FluentBundle, FluentNumber, FluentResource, type FluentValue } from '@fluent/bundle';
import { messageOf, type TextParams } from '../errors.ts';
import { type Log, silentLog } from '../log.ts';
import { formatBytes, formatDuration } from './format.ts';

export const locales = ['en', 'ru'] as const;
export type Locale = (typeof locales)[number];

/** The sentences of `locales/*.ftl`. */
export interface Texts {
  /** The message `key` in that language; `{ BYTES($n) }` in it is a size in the language's units, `{ DURATION($ms) }` a time span. What `params` hold is literal, and numbers get no thousands separators (`#1200`). */
  t(locale: Locale, key: string, params?: TextParams): string;
  /** Whether every language has the key. */
  has(key: string): boolean;
  keys(locale: Locale): string[];
}

export interface TextsOptions {
  /** True (the default): a missing key or variable throws. False, for production: it is logged, and the key or what could be formatted is shown. */
  readonly strict?: boolean;
  readonly log?: Log;
  /** Where `en.ftl` and `ru.ftl` are. */
  readonly directory?: URL;
}

/** Reads both languages. A file that is missing or has two messages of one name throws. */
export function createTexts(options: TextsOptions = {}): Texts {
  const { strict = true, log = silentLog, directory = new URL('../../locales/', import.meta.url) } = options;
  const loaded = { en: load('en', directory), ru: load('ru', directory) };

  function failed(message: string, data: object): void {
    if (strict) throw new Error(`${message} ${JSON.stringify(data)}`);
    log.error(data, message);
  }

  function t(locale: Locale, key: string, params: TextParams = {}): string {
    const { bundle } = loaded[locale];
    const pattern = bundle.getMessage(key)?.value;
    if (pattern === null || pattern === undefined) {
      failed('There is no such text.', { key, locale });
      return key;
    }
    const errors: Error[] = [];
    const text = bundle.formatPattern(pattern, fluentParams(params), errors);
    if (errors.length > 0) failed('A text could not be formatted.', { key, locale, reasons: errors.map(messageOf) });
    return text;
  }

  return {
    t,
    has: (key) => locales.every((locale) => loaded[locale].bundle.hasMessage(key)),
    keys: (locale) => [...loaded[locale].keys],
  };
}

function load(locale: Locale, directory: URL): { bundle: FluentBundle; keys: readonly string[] } {
  const resource = new FluentResource(readFileSync(new URL(`${locale}.ftl`, directory), 'utf8'));
  // Isolation marks (U+2068) would show as boxes in code and break copying; our text is left to right.
  const functions = {
    BYTES: ([value]: FluentValue[]) => formatBytes(Number(value?.valueOf()), locale),
    DURATION: ([value]: FluentValue[]) => formatDuration(Number(value?.valueOf()), locale),
  };
  const bundle = new FluentBundle(locale === 'en' ? 'en-GB' : 'ru-RU', { useIsolating: false, functions });
  const errors = bundle.addResource(resource);
  if (errors.length > 0) throw new Error(`locales/${locale}.ftl: ${errors.map(messageOf).join('; ')}`);
  // A term's id starts with "-"; only messages can be asked for.
  return { bundle, keys: resource.body.map((entry) => entry.id).filter((id) => !id.startsWith('-')) };
}

function fluentParams(params: TextParams): Record<string, string | FluentNumber> {
  const entries = Object.entries(params).map(
    ([name, value]) =>
      [name, typeof value === 'number' ? new FluentNumber(value, { useGrouping: false }) : value] as const,
  );
  return Object.fromEntries(entries);
}
