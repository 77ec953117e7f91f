import { parse } from 'yaml';
import { z } from 'zod';
import type { StoredConfigFile } from './config-files.ts';

type Values = ReadonlyMap<string, string>;

/**
 * The environment of a service as it can be had from a backup: names from its inspect answer (whose values are left
 * out there), values from the compose file and the env files.
 * @returns `NAME=value` lines, and the names whose value is nowhere: those the image itself may give
 */
export function envFromBackup(
  service: string,
  names: readonly string[],
  config: readonly StoredConfigFile[],
): { readonly env: string[]; readonly unknown: string[] } {
  const fromFiles = new Map(config.filter(({ role }) => role === 'env').flatMap(({ text }) => pairsOf(text)));
  const inline = new Map(
    config.filter(({ role }) => role === 'compose').flatMap(({ text }) => inlineOf(text, service, fromFiles)),
  );
  const found = names.map((name) => ({ name, value: inline.get(name) ?? fromFiles.get(name) }));
  return {
    env: found.flatMap(({ name, value }) => (value === undefined ? [] : [`${name}=${value}`])),
    unknown: found.flatMap(({ name, value }) => (value === undefined ? [name] : [])),
  };
}

/** Of an env file: quotes around a value are taken off, what follows ` #` is a comment. */
function pairsOf(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*(.*)$/.exec(line);
    if (match === null) return [];
    return [[match[1] ?? '', unquoted((match[2] ?? '').trim())]];
  });
}

function unquoted(value: string): string {
  const quoted = /^(['"])([\s\S]*?)\1/.exec(value);
  if (quoted !== null) return quoted[2] ?? '';
  return value.replace(/\s+#.*$/, '');
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const composeFile = z.looseObject({
  services: z.record(
    z.string(),
    z.looseObject({ environment: z.union([z.array(z.string()), z.record(z.string(), scalar)]).nullish() }).nullable(),
  ),
});

function inlineOf(text: string, service: string, values: Values): [string, string][] {
  const parsed = composeFile.safeParse(yamlOf(text));
  const environment = parsed.data?.services[service]?.environment ?? {};
  const pairs = Array.isArray(environment)
    ? environment.map((line): [string, string | null] => {
        const at = line.indexOf('=');
        return at < 0 ? [line, null] : [line.slice(0, at), line.slice(at + 1)];
      })
    : Object.entries(environment).map(([name, value]): [string, string | null] => [
        name,
        value === null ? null : String(value),
      ]);
  return pairs.flatMap(([name, value]): [string, string][] => {
    const filled = value === null ? (values.get(name) ?? null) : interpolated(value, values);
    return filled === null ? [] : [[name, filled]];
  });
}

/** `$NAME`, `${NAME}`, `${NAME:-default}`; null when one of them is not known. */
function interpolated(value: string, values: Values): string | null {
  let isKnown = true;
  const filled = value.replaceAll(
    /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^}]*))?(?::?\?[^}]*)?\})/g,
    (_whole, dollar: string | undefined, bare: string | undefined, braced: string | undefined, otherwise?: string) => {
      if (dollar !== undefined) return '$';
      const found = values.get(bare ?? braced ?? '') ?? otherwise;
      if (found === undefined) isKnown = false;
      return found ?? '';
    },
  );
  return isKnown ? filled : null;
}

function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
