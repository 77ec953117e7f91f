import type { OperationContext, Reason } from '../../operations/index.ts';
import type { Manifest, ServiceRecord } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import type { Probe } from '../sets/types.ts';
import type { DrillParams } from '../types.ts';
import { askProbe } from './ask-probe.ts';
import type { StoredConfigFile } from './config-files.ts';
import { waitForCopies } from './copies-healthy.ts';
import { isInconclusive, type PlannedCopy, planCopies } from './copy-plan.ts';
import { type CopySource, copySourceOf, type StartedCopy, startCopy } from './service-copies.ts';

const LOG_LINES = 15;

export interface CopiesEnd {
  /** Names of the copies that are well and stand on restored data, or were asked: none, nothing was proven. */
  readonly well: readonly string[];
  /** Why the restored data do not do; null: they do. */
  readonly bad: Reason | null;
  /** Masked. */
  readonly lastLines: readonly string[];
  readonly notes: readonly Reason[];
  /** When the last of them was well, before it was asked anything. */
  readonly healthyAt: number;
}

export interface CopiesJob {
  readonly context: OperationContext<DrillParams>;
  readonly manifest: Manifest;
  /** Volume of the original → volume with the restored data. */
  readonly volumes: Readonly<Record<string, string>>;
  readonly config: readonly StoredConfigFile[];
  readonly probe: Probe | null;
}

type Parts = Pick<BackupParts, 'docker' | 'storage' | 'clock' | 'masking' | 'hostRoot' | 'log'>;

/**
 * Starts copies of the services on restored data, in a network that leads nowhere else, waits until they are well, and
 * asks the set's own probe. Steps in the journal: `network`, `copy:<service>`, `healthy:<level>`, `probe`; no step keeps
 * anything of an environment.
 */
export async function runCopies(parts: Parts, job: CopiesJob): Promise<CopiesEnd> {
  const { storage, clock } = parts;
  const { context, manifest, probe, volumes } = job;
  const { operation, signal } = context;
  const notes: Reason[] = [];
  const running = new Map<string, StartedCopy>();
  const well = new Set<string>();
  const end = (bad: Reason | null, lastLines: readonly string[], healthyAt: number): CopiesEnd => ({
    ...{ bad, lastLines, notes, healthyAt },
    well: levels.flat().flatMap(({ service, counts }) => (counts && well.has(service.name) ? [service.name] : [])),
  });

  const levels = planCopies(manifest, probe?.service ?? null);
  const sources = await sourcesOf(levels);
  const hasOne = levels.flat().some(({ service, counts }) => counts && sources.has(service.name));
  if (levels.length === 0) notes.push({ key: 'backups-drill-no-service', params: {} });
  if (!hasOne) return end(null, [], clock.now());

  const network = `vakhta-drill-${operation.id}`;
  await context.step('network', { network }, () =>
    storage.createNetwork(
      { name: network, driver: 'bridge', internal: true, options: {}, labels: {}, operation: operation.id },
      { signal },
    ),
  );
  for (const [number, level] of levels.entries()) {
    const failure = await startLevel(number, level);
    if (failure !== null) return end(failure.reason, await linesOf(failure.copy), clock.now());
  }
  const healthyAt = clock.now();
  if (probe === null || well.size === 0) return end(null, [], healthyAt);
  const asked = running.get(probe.service);
  if (asked === undefined || !well.has(probe.service)) {
    notes.push({ key: 'backups-drill-not-asked', params: { service: probe.service } });
    return end(null, [], healthyAt);
  }
  context.progress({ key: 'backups-drill-asking', params: { service: probe.service } });
  const failure = await context.step('probe', { service: probe.service }, () =>
    askProbe({ storage, clock, context, probe, copy: asked.id, network }).then((found) =>
      found === null ? null : { reason: found.reason, lines: masked(found.output) },
    ),
  );
  if (failure === null) return end(null, [], healthyAt);
  if (saysNothing(asked.source.service, failure.reason)) {
    well.delete(probe.service);
    return end(null, [], healthyAt);
  }
  return end(failure.reason, failure.lines.length > 0 ? failure.lines : await linesOf(asked), healthyAt);

  async function sourcesOf(plan: readonly (readonly PlannedCopy[])[]): Promise<Map<string, CopySource>> {
    const restored = new Set(Object.keys(volumes));
    const found = new Map<string, CopySource>();
    for (const { service } of plan.flat()) {
      const source = await copySourceOf(parts, { manifest, service, restored, config: job.config, signal });
      if ('why' in source) notes.push(source.why);
      else {
        found.set(service.name, source);
        notes.push(...source.notes);
      }
    }
    return found;
  }

  /** Those of one level at once. Null: what counts of it is well. */
  async function startLevel(
    number: number,
    level: readonly PlannedCopy[],
  ): Promise<{ readonly reason: Reason; readonly copy: StartedCopy } | null> {
    const started: { readonly copy: StartedCopy; readonly isJob: boolean }[] = [];
    for (const planned of level) {
      const copy = await start(planned.service);
      if (copy !== null) started.push({ copy, isJob: planned.isJob });
    }
    const ends = started.length === 0 ? [] : await waitFor(number, started);
    for (const [index, bad] of ends.entries()) {
      const copy = started[index]?.copy;
      if (copy === undefined) continue;
      if (bad === null) well.add(copy.source.service.name);
      else if (failsBy(copy, bad)) return { reason: bad, copy };
    }
    return null;
  }

  function failsBy({ source: { service } }: StartedCopy, bad: Reason): boolean {
    const doesCount = levels.flat().some((planned) => planned.counts && planned.service.name === service.name);
    if (doesCount) return !saysNothing(service, bad);
    // Others need it: whether they can do without, they will tell.
    notes.push(bad);
    return false;
  }

  /** A copy that is not what the service is can fail for that alone: an alarm each month, of a backup that is good. */
  function saysNothing(service: ServiceRecord, bad: Reason): boolean {
    const isSo = isInconclusive(service, levels, (name) => {
      const copy = running.get(name);
      return copy === undefined ? null : { isUnlike: copy.source.isUnlike, isWell: well.has(name) };
    });
    if (isSo) notes.push(bad, { key: 'backups-copy-says-nothing', params: { service: service.name } });
    return isSo;
  }

  async function start(service: ServiceRecord): Promise<StartedCopy | null> {
    const source = sources.get(service.name);
    if (source === undefined) return null;
    const name = `${network}-${service.name}`.replaceAll(/[^a-zA-Z0-9_.-]/g, '-');
    context.progress({ key: 'backups-drill-starting', params: { service: service.name } });
    const made = await context.step(`copy:${service.name}`, { name }, async () => {
      const copy = await startCopy(storage, source, { operation: operation.id, name, network, volumes, signal });
      return 'refused' in copy ? { id: null, refused: copy.refused.slice(0, 200) } : { id: copy.id, refused: '' };
    });
    if (made.id === null) {
      notes.push({ key: 'backups-copy-not-startable', params: { service: service.name, reason: made.refused } });
      return null;
    }
    const copy = { source, id: made.id };
    running.set(service.name, copy);
    return copy;
  }

  /** In the order of `copies`. Null: well. */
  function waitFor(number: number, copies: readonly { readonly copy: StartedCopy; readonly isJob: boolean }[]) {
    return context.step(
      `healthy:${number}`,
      { services: copies.map(({ copy }) => copy.source.service.name) },
      async () => {
        const ends = await waitForCopies({ storage, clock, context, copies });
        return copies.map(({ copy }) => ends.find((ended) => ended.copy === copy)?.bad ?? null);
      },
    );
  }

  async function linesOf(copy: StartedCopy): Promise<string[]> {
    // Its last words are a help, not the verdict.
    return masked(await storage.helperLogs(copy.id, LOG_LINES, { signal }).catch(() => ''));
  }

  function masked(text: string): string[] {
    const lines = parts.masking.text(text).split(/\r?\n/);
    return lines.filter((line) => line.trim() !== '').slice(-LOG_LINES);
  }
}
