import { messageOf, UserError } from '../../errors.ts';
import { type KindOutcome, type OperationContext, type Reason, StoppingError } from '../../operations/index.ts';
import type { Manifest, ManifestWarning, Tree } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import { createMeter } from '../progress.ts';
import { engineFreeBytes } from '../proof/engine-space.ts';
import type { Proof } from '../proof/proof.ts';
import { forgetQuietly, type Restic } from '../restic/restic.ts';
import { createSnapshotReader } from '../restic/snapshot-reader.ts';
import { createHostFiles } from '../sets/host-files.ts';
import type { BackupSet } from '../sets/types.ts';
import { newBackupId } from '../store/folder-names.ts';
import type { Draft } from '../store/types.ts';
import type { BackupParams } from '../types.ts';
import { buildManifest, networksOf } from './build-manifest.ts';
import { packConfig } from './config-tar.ts';
import { standingServices, treeConsistency } from './consistency.ts';
import { packExtras } from './extras.ts';
import { createHolding, type Hold } from './hold.ts';
import { lostInTar } from './lost-in-tar.ts';
import { goodOutcome, NotVerifiedError } from './outcome.ts';
import { passing } from './passing.ts';
import { type AllRead, readAll } from './read-all.ts';
import { createTreeReader, type ReadTree, storedTree } from './read-trees.ts';
import { lastOf, manifestOf, neededBytes, sizesOf } from './sizes.ts';
import { STEP } from './steps.ts';

export type Context = OperationContext<BackupParams>;

/** Everything that one backup goes through, from its folder to its line in the books. */
export async function makeBackup(parts: BackupParts, context: Context): Promise<KindOutcome> {
  const { clock, index, store, docker } = parts;
  const startedAt = clock.now();
  const set = await expectedSet(parts, context.params);
  const previous = await manifestOf(store, lastOf(index, set.name));
  const totalBytes = await roomFor(parts, set, previous, context.signal);
  const hold = await createHolding({ docker, clock, progress: context.progress }).plan(set);
  const id = newBackupId(startedAt);
  const repository = parts.settings.store === 'restic' ? (parts.restic ?? null) : null;
  await repository?.prepare(context.signal);
  const draft = await passing(context, STEP.draft, { backup: id, set: set.name }, () => store.begin(set.name, id));
  try {
    const job = { parts, context, set, hold, draft, previous, totalBytes, startedAt, repository };
    const { manifest, notes, proof } = await fill(job);
    await context.step(STEP.seal, { backup: id, proof: { ...proof } }, async () => {
      await draft.seal(manifest);
      return null;
    });
    const unkept = repository === null ? [] : await keepManifest(parts, repository, manifest);
    const more = [...unkept, ...(await book(parts, context, manifest, proof, STEP.book))];
    return goodOutcome(manifest, clock.now() - startedAt, [...notes, ...more], await downAfter(parts, context, hold));
  } catch (error) {
    await draft.abandon();
    // The process ends: its recovery does it, when it has the time.
    if (repository !== null && !(context.signal.reason instanceof StoppingError)) {
      await forgetUnlessSealed(parts, repository, set.name, id);
    }
    throw error;
  }
}

interface Job {
  readonly parts: BackupParts;
  readonly context: Context;
  readonly set: BackupSet;
  readonly hold: Hold;
  readonly draft: Draft;
  readonly previous: Manifest | null;
  readonly totalBytes: number;
  readonly startedAt: number;
  /** Null: into the local store. */
  readonly repository: Restic | null;
}

/** Reads, looks, compares, verifies: whatever has to be there before it is sealed. */
async function fill(job: Job): Promise<{ manifest: Manifest; notes: readonly Reason[]; proof: Proof }> {
  const { parts, context, set, draft, previous } = job;
  const { storage, works, clock, log, docker, settings } = parts;
  const { signal } = context;
  const { level } = settings;
  const operation = context.operation.id;
  const info = await storage.info({ signal });
  const reader = createTreeReader({ storage, works, operation, draft, level, signal, now: clock.now, log });
  const all =
    job.repository === null ? await readAll({ ...job, reader }) : await readIntoRepository(job, job.repository);
  const changed = await changedWhileRead(job, reader, all.read);
  const lost = await passing(context, STEP.look, { trees: set.trees.length }, () => {
    context.progress({ key: 'backups-create-looking', params: {} });
    return lostInTar({ storage, operation, log }, set.trees, signal);
  });
  const trees = await treesOf(job, all.read, (tree, position) => [
    ...(changed.get(tree.tree.name) ?? []),
    ...(lost.get(position) ?? []),
    ...knownOf(set, tree, info.usernsRemap),
  ]);
  const taken = await passing(context, STEP.extras, {}, async () => {
    context.progress({ key: 'backups-create-configuration', params: {} });
    const files = createHostFiles({ root: parts.hostRoot, storage, operation, log });
    const config = await packConfig({ files, works, level }, set, draft);
    const deps = { docker, works, masking: parts.masking, hostRoot: parts.hostRoot, level };
    return { ...config, extras: await packExtras(deps, set, draft, signal) };
  });
  const ids = set.services.flatMap(({ record }) => record.containers.map((container) => container.id));
  const details = await Promise.all(ids.map((id) => docker.inspect(id, { signal })));
  const networks = networksOf(
    details.filter((detail) => detail !== null),
    await storage.networks({ signal }),
  );
  const proof = await verified(job, trees);
  const manifest = buildManifest({
    ...{ id: draft.id, set, version: parts.version, info, startedAt: job.startedAt, finishedAt: clock.now() },
    ...{ dataAt: all.dataAt, standstillMs: all.standstillMs, trees, networks, previous },
    store: job.repository === null ? 'local' : 'restic',
    ...{ configFiles: taken.configFiles, config: taken.config, lost: taken.lost },
    ...{ extras: [...all.extras, ...taken.extras], hooks: [...all.hooks], encryption: draft.encryption },
  });
  return { manifest, notes: all.notes, proof };
}

/** Into snapshots while services stand; then each is restored beside and listed, which is its verification too. */
async function readIntoRepository(job: Job, restic: Restic): Promise<AllRead<ReadTree>> {
  const { parts, context, set, draft, previous } = job;
  const { signal } = context;
  const reader = createSnapshotReader(parts, restic, { operation: context.operation.id, draft, previous, signal });
  const all = await readAll({ ...job, reader });
  const meter = createMeter({
    ...{ phase: 'verify', totalBytes: job.totalBytes, clock: parts.clock, report: context.progress },
  });
  const read = await passing(context, STEP.list, { trees: all.read.map(({ tree }) => tree.name) }, async () => {
    const listed: ReadTree[] = [];
    for (const taken of all.read) {
      listed.push(await reader.list(taken, (tree) => treeConsistency(tree, set.services), meter));
    }
    return listed;
  });
  return { ...all, read };
}

/** A sentence where the repository has the data and not what they are called: a later backup does not need it. */
export async function keepManifest({ store, log }: BackupParts, restic: Restic, manifest: Manifest): Promise<Reason[]> {
  try {
    const opened = await store.open(manifest.set, manifest.id);
    await restic.keepManifest(opened.folder, manifest);
    return [];
  } catch (error) {
    log.warn({ backup: manifest.id, reason: messageOf(error) }, 'the manifest could not be kept in the repository');
    return [{ key: 'backups-restic-manifest-not-kept', params: {} }];
  }
}

/** What was read for a backup that is none. */
export async function forgetUnlessSealed(
  { store, log }: Pick<BackupParts, 'store' | 'log'>,
  restic: Restic,
  set: string,
  id: string,
): Promise<void> {
  if ((await store.open(set, id)).ok) return;
  await forgetQuietly(restic, id, log);
}

async function treesOf(
  { parts, draft, previous }: Job,
  read: readonly ReadTree[],
  warningsOf: (tree: ReadTree, position: number) => readonly ManifestWarning[],
): Promise<Tree[]> {
  const trees: Tree[] = [];
  for (const [position, each] of read.entries()) {
    const warnings = [...each.warnings, ...warningsOf(each, position)];
    trees.push(await storedTree(parts.store, draft, { ...each, warnings }, previous));
  }
  return trees;
}

/** What is known without looking: ids that the Engine maps, a database that nobody held still. */
function knownOf(set: BackupSet, { tree, consistency }: ReadTree, usernsRemap: boolean): ManifestWarning[] {
  const databases = set.services.flatMap(({ record, database }) =>
    database !== null && consistency === 'live' && tree.mountedBy.some(({ service }) => service === record.name)
      ? [database]
      : [],
  );
  return [
    ...(databases.length === 0
      ? []
      : [{ kind: 'database-unprotected' as const, count: databases.length, paths: databases }]),
    ...(usernsRemap ? [{ kind: 'userns' as const, count: 1, paths: [] }] : []),
  ];
}

/** A second look at what was written to while it was read. */
async function changedWhileRead(
  { context, parts }: Job,
  reader: ReturnType<typeof createTreeReader>,
  read: readonly ReadTree[],
): Promise<Map<string, readonly ManifestWarning[]>> {
  const restless = read.filter(({ consistency }) => consistency === 'live' || consistency === 'hook');
  if (restless.length === 0) return new Map();
  const totalBytes = restless.reduce((sum, each) => sum + each.read.tarBytes, 0);
  const meter = createMeter({ phase: 'compare', totalBytes, clock: parts.clock, report: context.progress });
  return passing(context, STEP.compare, { trees: restless.map(({ tree }) => tree.name) }, async () => {
    const found = new Map<string, readonly ManifestWarning[]>();
    for (const each of restless) found.set(each.tree.name, await reader.changedSince(each, meter));
    return found;
  });
}

/** Every byte as it lies there now: only then is it a backup. @throws NotVerifiedError */
async function verified({ parts, context, draft, set }: Job, trees: readonly Tree[]): Promise<Proof> {
  const { clock, works } = parts;
  const { signal, operation } = context;
  const at = clock.now();
  const totalBytes = trees.reduce((sum, { tarBytes }) => sum + tarBytes, 0);
  const meter = createMeter({ phase: 'verify', totalBytes, clock, report: context.progress });
  const stored = (file: Tree['list']) => ({ path: draft.pathOf(file.file), bytes: file.bytes, sha256: file.sha256 });
  await context.step(STEP.verify, { trees: trees.map(({ name }) => name) }, async () => {
    for (const { name, archive, list, listSha256, tarBytes } of trees) {
      if (archive === null) continue;
      const job = { archive: stored(archive), list: stored(list), listSha256, key: draft.key };
      const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => meter.at(doneBytes, name);
      const [problem] = (await works.verify(job, { signal, onProgress })).problems;
      if (problem !== undefined) {
        throw new NotVerifiedError({ key: 'backups-create-not-verified', params: { name, problem: problem.name } });
      }
      meter.passed(tarBytes);
    }
    return null;
  });
  return {
    ...{ id: operation.id, backup: draft.id, set: set.name, kind: 'verify', level: 1, result: 'passed' },
    ...{ scheduled: operation.requestedBy === null, at: clock.now(), tookMs: clock.now() - at },
    ...{ recoveryTimeMs: null, recoveryPointMs: null, bytes: totalBytes, reason: null },
  };
}

/** The index and the proof; for a backup that a schedule asked for, what is too old goes. Answers with sentences about it. */
export async function book(
  parts: BackupParts,
  context: Pick<Context, 'settle' | 'operation'>,
  manifest: Manifest,
  proof: Proof | null,
  step: string,
): Promise<Reason[]> {
  const { index, proofs } = parts;
  await context.settle(step, { backup: manifest.id }, async () => {
    await index.take(manifest.set, manifest.id, context.operation.id);
    if (proof !== null) await proofs.recordProof(proof);
    return null;
  });
  if (context.operation.requestedBy !== null) return [];
  const { removed, freedBytes } = await parts.pruneAfter(manifest.set);
  if (removed.length === 0) return [];
  return [{ key: 'backups-create-pruned', params: { count: removed.length, bytes: freedBytes } }];
}

/** The set as it is now. @throws UserError when it is gone, or would hold more still than was agreed to */
async function expectedSet(parts: BackupParts, params: BackupParams): Promise<BackupSet> {
  const set = await parts.sets.find(params.set);
  if (set === null) throw new UserError('backups-set-gone', { set: params.set });
  if (set.trees.length === 0 && set.configPaths.length === 0) throw new UserError('backups-set-empty');
  const more = standingServices(set).filter(({ service }) => !params.services.includes(service));
  if (more.length > 0) {
    throw new UserError('backups-create-set-changed', { services: more.map(({ service }) => service).join(', ') });
  }
  return set;
}

/** Bytes that are to be read, as far as that is known. @throws UserError `backups-no-space` */
async function roomFor(
  parts: BackupParts,
  set: BackupSet,
  previous: Manifest | null,
  signal: AbortSignal,
): Promise<number> {
  const sizes = await sizesOf(parts, set, previous, signal);
  const known = [...sizes.of.values()].reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  const intoRepository = parts.settings.store === 'restic';
  if (intoRepository) {
    const free = await engineFreeBytes(parts);
    const largest = Math.max(0, ...[...sizes.of.values()].map((bytes) => bytes ?? 0));
    if (free !== null && largest > free)
      throw new UserError('backups-restic-no-engine-space', { needed: largest, free });
  }
  const needed = neededBytes(intoRepository ? 0 : known, lastOf(parts.index, set.name));
  const { freeBytes } = await parts.store.space();
  if (needed > freeBytes) throw new UserError('backups-no-space', { needed, free: freeBytes });
  return known;
}

async function downAfter(parts: BackupParts, context: Context, hold: Hold): Promise<string[]> {
  if (hold.members.length === 0) return [];
  return createHolding({ docker: parts.docker, clock: parts.clock, progress: context.progress }).down(hold);
}
