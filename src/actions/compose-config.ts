import { parse } from 'yaml';
import { z } from 'zod';
import type { Reason } from '../operations/index.ts';
import { conditionOf, type Dependency } from './dependencies.ts';

/** What is read of `docker-compose config`, whichever version wrote it. */
const port = z.union([
  z.string(),
  z.number(),
  z.looseObject({ published: z.union([z.string(), z.number()]).nullish(), mode: z.string().nullish() }),
]);
const condition = z.looseObject({ condition: z.string().nullish() });
const service = z.looseObject({
  image: z.string().nullish(),
  build: z.unknown().optional(),
  container_name: z.string().nullish(),
  profiles: z.array(z.string()).nullish(),
  ports: z.array(port).nullish(),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), condition)]).nullish(),
  links: z.array(z.string()).nullish(),
});
const document = z.looseObject({ services: z.record(z.string(), service).nullish() });

export interface ComposeService {
  readonly name: string;
  /** As the Engine knows it; for a service that is only built, the name that compose gives it. */
  readonly image: string;
  readonly isBuilt: boolean;
  readonly containerName: string | null;
  readonly profiles: readonly string[];
  /** Ports of the host that only one container can have. */
  readonly fixedPorts: readonly number[];
  readonly dependsOn: readonly Dependency[];
}

/** @throws ZodError or YAMLParseError for what is no compose configuration */
export function readConfig(text: string, project: string, major: 1 | 2): readonly ComposeService[] {
  const { services } = document.parse(parse(text));
  return Object.entries(services ?? {}).map(([name, read]) => ({
    name,
    image: read.image ?? `${project}${major === 1 ? '_' : '-'}${name}`,
    isBuilt: read.build !== undefined && read.build !== null,
    containerName: read.container_name ?? null,
    profiles: read.profiles ?? [],
    fixedPorts: (read.ports ?? []).flatMap(fixedPort),
    dependsOn: dependenciesOf(read),
  }));
}

/** A range (`9000-9010`) has room for several containers, no number at all lets the Engine choose. */
function fixedPort(one: z.infer<typeof port>): number[] {
  if (typeof one === 'number') return [];
  if (typeof one === 'object') {
    const published = Number(one.published ?? 0);
    return Number.isInteger(published) && published > 0 ? [published] : [];
  }
  // 80 · 8080:80 · 127.0.0.1:8080:80 · [::1]:8080:80, each with /tcp or /udp behind it
  const found = /(?:^|:)(\d+):[\d-]+(?:\/\w+)?$/.exec(one);
  return found?.[1] === undefined || Number(found[1]) === 0 ? [] : [Number(found[1])];
}

function dependenciesOf({ depends_on: named, links }: z.infer<typeof service>): Dependency[] {
  const linked = (links ?? []).map((link) => ({ service: link.split(':')[0] ?? link, condition: 'started' as const }));
  const listed = Array.isArray(named)
    ? named.map((other) => ({ service: other, condition: 'started' as const }))
    : Object.entries(named ?? {}).map(([other, how]) => ({ service: other, condition: conditionOf(how.condition) }));
  return [...listed, ...linked.filter((link) => !listed.some((each) => each.service === link.service))];
}

/** Why compose can run a service only once; null where it can run it more often. */
export function scaleObstacle({ name, containerName, fixedPorts }: ComposeService): Reason | null {
  if (containerName !== null)
    return { key: 'operations-scale-named', params: { service: name, container: containerName } };
  const [fixed] = fixedPorts;
  return fixed === undefined ? null : { key: 'operations-scale-port', params: { service: name, port: fixed } };
}

/** The names in `The TAG variable is not set. Defaulting to a blank string.` (1) and `The "TAG" variable is not set…` (2). */
export function unsetVariables(stderr: string): string[] {
  const names = [...stderr.matchAll(/The \\?"?([A-Za-z_]\w*)\\?"? variable is not set/g)].map(
    (match) => match[1] ?? '',
  );
  return [...new Set(names)];
}

/** Lines of `config --hash`: `<service> <hash>`. */
export function readHashes(stdout: string): ReadonlyMap<string, string> {
  const pairs = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([name = '', hash = '']): [string, string][] => (/^[0-9a-f]{40,}$/.test(hash) ? [[name, hash]] : []));
  return new Map(pairs);
}
