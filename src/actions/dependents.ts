import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { ContainerSummary } from '../docker/index.ts';
import { locateFiles, originOf } from './compose-labels.ts';
import { dependenciesFromLabels } from './dependencies.ts';

/** No compose file is longer; whatever else a label points at is not read whole. */
const LONGEST_FILE = 2 * 1024 * 1024;

/** A service and what it needs to run, directly. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/**
 * What the services of a project need: from the labels of Compose 2; Compose 1 writes none, so its files are read
 * where they can be. Null when neither is to be had: then nothing is known, which is not "needs nothing".
 * @param root where the host's file system begins: `/`, or HOST_ROOT
 */
export async function needsOf(
  project: string,
  containers: readonly ContainerSummary[],
  root: string,
): Promise<Needs | null> {
  const labelled = dependenciesFromLabels(containers);
  if (labelled !== null) {
    return new Map([...labelled].map(([service, needed]) => [service, needed.map((each) => each.service)]));
  }
  const origin = originOf(project, containers);
  if (origin === null) return null;
  const located = await locateFiles(origin, async (path) => (await readText(join(root, path))) !== null);
  if ('missing' in located) return null;
  const all = new Map<string, readonly string[]>();
  for (const path of located.found.files) {
    const needs = needsInFile((await readText(join(root, path))) ?? '');
    // Of several files each may hold any arrow: without one of them a service without arrows is no proof.
    if (needs === null) return null;
    for (const [service, own] of needs) all.set(service, [...new Set([...(all.get(service) ?? []), ...own])]);
  }
  return all;
}

const names = z.union([z.array(z.string()), z.record(z.string(), z.unknown()).transform((map) => Object.keys(map))]);
const serviceSchema = z.looseObject({
  depends_on: names.nullish(),
  links: z.array(z.string()).nullish(),
  network_mode: z.string().nullish(),
});
const composeFile = z.looseObject({ services: z.record(z.string(), serviceSchema.nullable()).nullish() });

/** What a compose file says of who needs whom; null for a text that is not a compose file. */
export function needsInFile(text: string): Map<string, readonly string[]> | null {
  const parsed = composeFile.safeParse(parsedYaml(text));
  if (!parsed.success) return null;
  return new Map(
    Object.entries(parsed.data.services ?? {}).map(([service, said]) => {
      const links = (said?.links ?? []).map((link) => link.split(':')[0] ?? link);
      const shared = /^service:(.+)$/.exec(said?.network_mode ?? '')?.[1];
      return [service, [...new Set([...(said?.depends_on ?? []), ...links, ...(shared ? [shared] : [])])]];
    }),
  );
}

/** A file of aliases that name each other a thousand times is refused by the library. */
function parsedYaml(text: string): unknown {
  const document = parseDocument(text, { merge: true, logLevel: 'silent' });
  if (document.errors.length > 0) return null;
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return null;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    return size > LONGEST_FILE ? null : await readFile(path, 'utf8');
  } catch {
    return null;
  }
}

export interface Dependent {
  readonly service: string;
  /** Through which other one; null: it needs the service itself. */
  readonly through: string | null;
}

/** Who needs a service, directly or through others, in the order of distance. A ring of services ends where it began. */
export function dependentsOf(service: string, needs: Needs): Dependent[] {
  const found: Dependent[] = [];
  const seen = new Set([service]);
  let front = [service];
  while (front.length > 0) {
    const next: string[] = [];
    for (const needed of front) {
      const direct = [...needs].filter(([, own]) => own.includes(needed)).map(([name]) => name);
      for (const name of direct.sort((a, b) => (a < b ? -1 : 1)).filter((candidate) => !seen.has(candidate))) {
        seen.add(name);
        next.push(name);
        found.push({ service: name, through: needed === service ? null : needed });
      }
    }
    front = next;
  }
  return found;
}
