import type { CheckConfig } from '../config/index.ts';
import type { CommandCheck } from './commands.ts';
import type { Target } from './types.ts';

/** As the monitors that people know do: ten seconds, then it counts as no answer. */
export const DEFAULT_TIMEOUT_MS = 10_000;

/** The checks of the configuration, in its order, as targets. */
export function configuredTargets(configured: readonly CheckConfig[]): Target[] {
  return configured.map((check) => ({
    definition: {
      id: check.id,
      name: check.name ?? check.id,
      kind: check.kind,
      ...(check.service === undefined ? {} : { service: check.service }),
    },
    probe: check,
    timeoutMs: check.timeout ?? DEFAULT_TIMEOUT_MS,
  }));
}

/** Commands of the configuration that are checks: their exit code is the answer. */
export function commandTargets(commands: readonly CommandCheck[]): Target[] {
  return commands.map(({ id, name, timeoutMs, service }) => ({
    definition: { id: `command:${id}`, name, kind: 'command', ...(service === undefined ? {} : { service }) },
    probe: { kind: 'command', id },
    timeoutMs,
  }));
}

/** Four checks for each public name: is it in the DNS, does port 443 listen, does a site answer, does its certificate hold. */
export function publicTargets(names: readonly string[]): Target[] {
  return names.flatMap((name) => {
    const { host, port } = splitName(name);
    const authority = port === 443 ? host : `${host}:${port}`;
    const target = (kind: 'dns' | 'tcp' | 'http' | 'tls', probe: Target['probe']): Target => ({
      definition: { id: `public-${kind}:${name}`, name, kind, publicName: name },
      probe,
      timeoutMs: DEFAULT_TIMEOUT_MS,
    });
    return [
      target('dns', { kind: 'public-dns', host }),
      target('tcp', { kind: 'public-tcp', host, port }),
      target('http', { kind: 'public-http', url: `https://${authority}/` }),
      target('tls', { kind: 'public-tls', host, port }),
    ];
  });
}

function splitName(name: string): { host: string; port: number } {
  const match = /^(.*[^:]):(\d{1,5})$/.exec(name);
  return match?.[1] === undefined ? { host: name, port: 443 } : { host: match[1], port: Number(match[2]) };
}
