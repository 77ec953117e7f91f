import { UserError } from '../../errors.ts';
import { type OperationContext, type OperationKind, type Reason, volumeLock } from '../../operations/index.ts';
import type { Key } from '../archive/types.ts';
import type { Manifest, Tree } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import { createMeter, type Meter } from '../progress.ts';
import { withArchives } from '../restic/reading.ts';
import type { DrillParams } from '../types.ts';
import { createAttempt, type Measured } from './attempt.ts';
import { readConfig } from './config-files.ts';
import { type CopiesEnd, runCopies } from './drill-copies.ts';
import { damagedEnd, failed, gapsOf, type ProofEnd } from './ending.ts';
import { engineFreeBytes, scratchBytes } from './engine-space.ts';
import { type Goals, goalsOf } from './goals.ts';
import { openBackup } from './opened.ts';
import { parseDrillParams } from './params.ts';
import { isSame, restoreIntoScratch } from './scratch.ts';

interface Progress {
  set(some: Partial<Measured>): void;
  at(name: string): void;
}

/**
 * Restores a backup beside the real thing and throws it away again: every tree into a volume of its own, compared file by
 * file (level 2), and copies of the services started on them (level 3). What runs is not touched.
 * Steps: `space`, `scratch:<n>`, those of the copies, `clean-up`, `proof`.
 */
export function createDrillKind(parts: BackupParts): OperationKind<DrillParams> {
  const { store, storage, clock } = parts;
  type Context = OperationContext<DrillParams>;

  const attempt = createAttempt<DrillParams>(parts, {
    kind: 'drill',
    level: ({ level }) => level,
    interrupted: { key: 'backups-drill-interrupted', params: {} },
    work: drill,
    tidy: (operation) => storage.reap((other) => other !== operation),
  });

  async function drill(context: Context, folder: string, progress: Progress): Promise<ProofEnd> {
    const { params } = context;
    const startedAt = clock.now();
    const opened = await openBackup(store, params.set, params.backup);
    if (!opened.ok) return opened.end;
    const { key } = opened;
    let { manifest } = opened;
    const bytes = manifest.trees.reduce((sum, tree) => sum + tree.dataBytes, 0);
    progress.set({ level: 2, bytes, recoveryPointMs: Math.max(0, startedAt - manifest.dataAt) });
    if (manifest.trees.length === 0) return failed('backups-drill-no-data', {});
    const goals = await goalsOf(parts, params.set);
    const tooLittle = await context.step('space', null, () => spaceFor(manifest));
    if (tooLittle !== null) return failed('backups-drill-too-little-space', tooLittle);

    ({ manifest } = await withArchives(parts, {
      ...{ manifest, key, operation: context.operation.id, trees: [], signal: context.signal },
      report: context.progress,
    }));
    const differs = await restoreAll(context, folder, manifest, key, progress);
    if (differs !== null) return differs;
    const comparedAt = clock.now();
    const config = await readConfig(parts, { manifest, key, folder });
    if (config.problems.length > 0) return damagedEnd(config.problems);
    if (params.level === 2) {
      progress.set({ recoveryTimeMs: comparedAt - startedAt });
      return passed(manifest, goals, { startedAt, doneAt: comparedAt, copies: null });
    }
    const volumes = volumesOf(context, manifest);
    // An archive of somebody else's script knows no services: then those of today are started on it.
    const services = manifest.services.length > 0 ? manifest.services : [...goals.services];
    const copies = await runCopies(parts, {
      ...{ context, volumes, config: config.files, probe: goals.probe },
      manifest: { ...manifest, services },
    });
    const { bad, lastLines, notes, well, healthyAt } = copies;
    if (well.length > 0 || bad !== null) progress.set({ level: 3 });
    if (bad !== null) {
      progress.set({ lastLines });
      return failed(bad.key, bad.params, notes);
    }
    progress.set({ recoveryTimeMs: healthyAt - startedAt });
    return passed(manifest, goals, { startedAt, doneAt: healthyAt, copies });
  }

  async function spaceFor(manifest: Manifest): Promise<Readonly<Record<string, number>> | null> {
    const [needed, free] = [scratchBytes(manifest.trees), await engineFreeBytes(parts)];
    return free === null || needed <= free ? null : { needed, free };
  }

  /** Null: all trees came out as they went in. */
  async function restoreAll(
    context: Context,
    folder: string,
    manifest: Manifest,
    key: Key,
    progress: Progress,
  ): Promise<ProofEnd | null> {
    const totalBytes = 2 * manifest.trees.reduce((sum, { tarBytes }) => sum + tarBytes, 0);
    const meter = createMeter({ phase: 'drill', totalBytes, clock, report: context.progress });
    for (const [number, tree] of manifest.trees.entries()) {
      progress.at(tree.name);
      meter.at(0, tree.name);
      const differs = await restoreOne(context, { folder, manifest, key, tree, number, meter });
      if (differs !== null) return differs;
    }
    return null;
  }

  async function restoreOne(
    context: Context,
    job: {
      readonly folder: string;
      readonly manifest: Manifest;
      readonly key: Key;
      readonly tree: Tree;
      readonly number: number;
      readonly meter: Meter;
    },
  ): Promise<ProofEnd | null> {
    const { tree, number } = job;
    const { archive } = tree;
    if (archive === null) throw new UserError('backups-proof-no-archive', { name: tree.name });
    const { id } = context.operation;
    const volume = scratchName(id, number);
    const found = await context.step(`scratch:${number}`, { tree: tree.name, volume }, async () => {
      const scratch = { ...job, tree: { ...tree, archive }, operation: id, volume, signal: context.signal };
      const { samples, ...diff } = await restoreIntoScratch(parts, scratch);
      // Only what is started needs it any longer.
      if (context.params.level === 2 || tree.kind === 'path') await storage.removeScratchVolume(volume);
      return { ...diff, first: samples[0]?.path ?? '' };
    });
    if (isSame(found)) return null;
    const { added, changed, deleted, first } = found;
    return failed('backups-drill-differs', { name: tree.name, count: added + changed + deleted, first });
  }

  return {
    kind: 'drill',
    parse: parseDrillParams,
    // Of no project: what runs is not touched, and a restart (or a restore) has not to wait for it.
    locks: ({ engine, set }) => [volumeLock(engine, null, `drill:${set}`)],
    ...attempt,
    cancelled: () => ({ key: 'backups-drill-interrupted', params: {} }),
  };
}

function scratchName(operation: string, number: number): string {
  return `vakhta-drill-${operation}-${number}`;
}

/** Volume of the original → scratch volume. */
function volumesOf({ operation }: OperationContext<DrillParams>, { trees }: Manifest): Record<string, string> {
  return Object.fromEntries(
    trees.flatMap(({ kind, name }, number) => (kind === 'volume' ? [[name, scratchName(operation.id, number)]] : [])),
  );
}

/** What was proven, against what was promised. */
function passed(
  manifest: Manifest,
  { rtoMs, rpoMs }: Goals,
  how: { readonly startedAt: number; readonly doneAt: number; readonly copies: CopiesEnd | null },
): ProofEnd {
  const { startedAt, doneAt, copies } = how;
  const [took, age] = [doneAt - startedAt, Math.max(0, startedAt - manifest.dataAt)];
  const figures = { took, rto: rtoMs, age, rpo: rpoMs };
  const files = manifest.trees.reduce((sum, { counts }) => sum + counts.files, 0);
  const isStarted = copies !== null && copies.well.length > 0;
  const reason: Reason = isStarted
    ? { key: 'backups-drill-passed-started', params: { ...figures, services: copies.well.join(', ').slice(0, 100) } }
    : { key: 'backups-drill-passed-compared', params: { ...figures, files } };
  const late: Reason[] = [
    ...(took > rtoMs ? [{ key: 'backups-drill-over-rto', params: { took, rto: rtoMs } }] : []),
    ...(age > rpoMs ? [{ key: 'backups-drill-over-rpo', params: { age, rpo: rpoMs } }] : []),
  ];
  const onlyData: Reason[] = copies !== null && !isStarted ? [{ key: 'backups-drill-only-compared', params: {} }] : [];
  return {
    passed: true,
    reason,
    notes: [...late, ...onlyData, ...(copies?.notes ?? []), ...gapsOf(manifest)],
    isDamaged: false,
  };
}
