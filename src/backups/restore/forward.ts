import { serviceKey } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import { NoSpaceError } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import { newBackupId } from '../store/folder-names.ts';
import { applySource, compareApplied, makeMissing } from './apply.ts';
import { finish } from './back.ts';
import { composeUp } from './compose-up.ts';
import { isSameFile } from './config-files.ts';
import type { Held, Participant } from './held.ts';
import { imagesMissing } from './images.ts';
import { findUsers } from './participants.ts';
import { stageSource, verifySource } from './prove.ts';
import { makeSafety, safetyFacts } from './safety.ts';
import { NotWellError } from './services.ts';
import type { Session } from './session.ts';
import { archivedSource, type Source } from './source.ts';

const CHECK_EVERY_MS = 1000;
/** What a check asks may need a moment after its container is well. */
const CHECKS_WITHIN_MS = 60_000;

/** What is known when the new data is there. */
export interface Arrived {
  /** Why services that are gone were not made anew; null: there are none, or they were. */
  readonly notUp: Reason | null;
  /** A service that does not come up, where there was no old data to go back to. */
  readonly unwell: Reason | null;
  /** Configuration files that are now others: containers know them only after they are made anew. */
  readonly configChanged: boolean;
}

/**
 * From the proof that the backup is whole up to the new data in place and running. Whatever is thrown: see the journal.
 * @param fetched takes what removes the archives again that are made for it
 */
export async function goForward(s: Session, chosen: Source, fetched: (() => Promise<void>)[]): Promise<Arrived> {
  let source = chosen;
  await s.step('verify', { backup: chosen.manifest.id }, async (signal) => {
    const job = { operation: s.context.operation.id, signal, report: s.context.progress };
    const archived = await archivedSource(s.parts, chosen, job);
    fetched.push(archived.release);
    source = archived.source;
    await verifySource(s, source, signal);
    return null;
  });
  await s.step('stage', null, async (signal) => {
    await stageSource(s, source, signal);
    return null;
  });
  const { held, facts, config } = await s.patience.outlast(
    () => prepare(s, source, s.context.signal),
    s.context.signal,
  );
  await s.step('hold', held, async (signal) => {
    await s.services.hold(held.participants, signal);
    return null;
  });
  await s.step('stop', null, async (signal) => {
    await s.services.stop(held.participants, signal);
    await refuseRunning(s, source, signal);
    return null;
  });
  const { safety: safetyId } = held;
  if (safetyId !== null) {
    await s.step('safety', { id: safetyId }, async (signal) => {
      await makeSafety(s, source, held, facts, safetyId, signal);
      return null;
    });
  }
  await s.step('apply', null, async (signal) => {
    await makeMissing(s, source, held, signal);
    await applySource(s, source, signal);
    return null;
  });
  const safety = safetyId === null ? null : await safetyManifest(s, safetyId);
  await s.step('compare', null, async (signal) => {
    await compareApplied(s, source, safety, signal);
    return null;
  });
  if (config.length > 0) {
    await s.step('config', { paths: config.map(({ path }) => path) }, async (signal) => {
      for (const file of config) await s.config.write(file, signal);
      return null;
    });
  }
  const configChanged = config.length > 0 && held.participants.length > 0;
  // Without any old data there is nothing to go back to: what was brought back is kept, also where it does not come up.
  if (safetyId === null) return { ...(await arriveFirst(s, source, held)), configChanged };
  const { notUp } = await s.step('start', null, (signal) => start(s, source, held, signal));
  await s.step('commit', null, async () => null);
  await finish(s, held);
  return { notUp, unwell: null, configChanged };
}

async function arriveFirst(s: Session, source: Source, held: Held): Promise<Omit<Arrived, 'configChanged'>> {
  await s.step('commit', null, async () => null);
  return arrive(s, source, held);
}

/** After the commit, also of a process that was killed there: what is left is to be running. */
export function arrive(s: Session, source: Source, held: Held): Promise<Omit<Arrived, 'configChanged'>> {
  return ending(s, held, (signal) => start(s, source, held, signal));
}

/** As `arrive`, when the backup cannot be read any more: what is gone stays so. */
export function startOnly(s: Session, held: Held): Promise<Omit<Arrived, 'configChanged'>> {
  return ending(s, held, async (signal) => ({
    notUp: null,
    wellAt: await s.services.start(held.participants, { lenient: false }, signal),
  }));
}

async function ending(
  s: Session,
  held: Held,
  work: (signal: AbortSignal) => ReturnType<typeof start>,
): Promise<Omit<Arrived, 'configChanged'>> {
  let notUp: Reason | null = null;
  let unwell: Reason | null = null;
  try {
    ({ notUp } = await s.settle('start', null, work));
  } catch (error) {
    if (!(error instanceof NotWellError)) throw error;
    unwell = error.reason;
  }
  await finish(s, held);
  return { notUp, unwell };
}

/** Everything that can be looked at before anything stands still. */
async function prepare(s: Session, source: Source, signal: AbortSignal) {
  const { storage, docker } = s.parts;
  const { project, alsoProjects } = s.params;
  const { manifest } = source;
  const users = await findUsers(
    { docker, storage },
    { manifest, trees: source.trees, project, allowed: alsoProjects },
    signal,
  );
  const [problem] = users.problems;
  if (problem !== undefined) throw new UserError(problem.key, problem.params);
  const trees = [];
  for (const { kind, name } of source.trees)
    trees.push({ kind, name, existed: await s.trees.exists({ kind, name }, signal) });
  await checkSpace(s, source, trees);
  const wanted = await s.config.stored(source, source.config);
  const old = await Promise.all(wanted.map(async ({ path }) => ({ path, file: await s.config.now(path) })));
  const config = wanted.filter((file, index) => {
    const now = old[index]?.file ?? null;
    return now === null || !isSameFile(now, file.file);
  });
  const there = new Set((await storage.networks({ signal })).map(({ name }) => name));
  const networks = users.lost.length === 0 ? [] : manifest.networks.filter(({ name }) => !there.has(name));
  const hasOld = trees.some(({ existed }) => existed) || old.some(({ file }) => file !== null);
  const held: Held = {
    participants: [...users.participants],
    trees,
    config: old.map(({ path, file }) => ({ path, existed: file !== null })),
    networks: networks.map(({ name }) => name),
    lost: [...users.lost],
    safety: hasOld ? newBackupId(s.parts.clock.now()) : null,
  };
  return { held, facts: await safetyFacts(s, source, signal), config };
}

/** What is there now is taken to need what the backup of it needed: better known before anything stands still. */
async function checkSpace(s: Session, source: Source, trees: Held['trees']): Promise<void> {
  const existing = source.trees.filter(({ name }) => trees.some((tree) => tree.name === name && tree.existed));
  const wanted = existing.reduce((sum, { archive }) => sum + (archive?.bytes ?? 0), 0);
  if ((await s.parts.store.space()).freeBytes < wanted) throw new NoSpaceError('store');
}

/** Somebody has made a container since, or started one that is none of ours. */
async function refuseRunning(s: Session, source: Source, signal: AbortSignal): Promise<void> {
  for (const tree of source.trees) {
    if (tree.kind !== 'volume') continue;
    const users = await s.parts.storage.usersOf(tree.name, { signal });
    const live = users.filter(({ state }) => state === 'running' || state === 'restarting' || state === 'paused');
    if (live.length === 0) continue;
    const params = { containers: live.map(({ name }) => name).join(', '), count: live.length };
    throw new UserError('backups-restore-foreign', params);
  }
}

async function safetyManifest(s: Session, id: string): Promise<Manifest> {
  const opened = await s.parts.store.open(s.params.set, id);
  if (!opened.ok) throw new UserError('backups-restore-damaged', { backup: id, why: opened.why });
  return opened.manifest;
}

/**
 * Starts what ran, makes anew what is gone, and waits until all of it can serve and the configured checks about it pass.
 * `notUp`: why what is gone could not be made anew. @throws NotWellError
 */
async function start(
  s: Session,
  source: Source,
  held: Held,
  signal: AbortSignal,
): Promise<{ readonly notUp: Reason | null; readonly wellAt: number }> {
  const { participants, lost } = held;
  const startOld = () => s.services.start(participants, { lenient: false }, signal);
  const needed = new Set(participants.map(({ service }) => service));
  const records = source.manifest.services.filter(({ name }) => lost.some(({ service }) => service === name));
  // What is gone may need what stands, or the other way round.
  const isLostFirst = !records.some(({ dependsOn }) => dependsOn.some((service) => needed.has(service)));
  const early = isLostFirst ? null : await startOld();
  const notUp = await makeAnew(s, source, held, signal);
  const wellAt = early ?? (await startOld());
  const anew = notUp === null ? await madeAnew(s, source, held, signal) : [];
  const anewAt = await s.services.start(anew, { lenient: false }, signal);
  const checkedAt = await checksPass(s, held, signal);
  return { notUp, wellAt: Math.max(wellAt, anew.length === 0 ? 0 : anewAt, checkedAt ?? 0) };
}

async function makeAnew(s: Session, source: Source, held: Held, signal: AbortSignal): Promise<Reason | null> {
  if (held.lost.length === 0) return null;
  const missing = await missingImages(s, source, held, signal);
  if (missing.length > 0) {
    const params = { images: missing.slice(0, 5).join(', '), count: missing.length };
    return { key: 'backups-restore-images-missing', params };
  }
  s.context.progress({
    key: 'backups-restore-making',
    params: { services: held.lost.map(({ service }) => service).join(', ') },
  });
  const { docker, log } = s.parts;
  const isThere = (await docker.list({ signal })).some((one) => one.project === source.manifest.project);
  return composeUp(s.parts.compose, {
    ...{ manifest: source.manifest, lost: held.lost, isWhole: !isThere, operation: s.context.operation.id },
    onLine: (line) => log.debug({ line }, 'compose'),
  });
}

/** Images of the services that are gone and that the Engine does not have, by digest where there is one. */
async function missingImages(s: Session, source: Source, held: Held, signal: AbortSignal): Promise<string[]> {
  const wanted = source.manifest.services.filter(({ name }) => held.lost.some(({ service }) => service === name));
  return imagesMissing(s.parts.storage, wanted, signal);
}

async function madeAnew(s: Session, source: Source, held: Held, signal: AbortSignal): Promise<Participant[]> {
  const { docker } = s.parts;
  const { project } = source.manifest;
  const found = await Promise.all(
    held.lost.map(({ service }) => docker.find(serviceKey({ engine: docker.engine, project, service }), { signal })),
  );
  return found.flat().map(({ id, name, project: own, service, dependsOn }) => ({
    ...{ id, name, project: own, service, dependsOn, was: 'running' as const, wasWell: true },
    policy: { name: 'no', maximumRetryCount: 0 },
  }));
}

/** Null: there are none. */
async function checksPass(s: Session, held: Held, signal: AbortSignal): Promise<number | null> {
  const { checks, clock } = s.parts;
  const services = [
    ...held.participants.filter(({ was, project }) => was === 'running' && project === s.params.project),
    ...held.lost,
  ].map(({ service }) => service);
  if (checks === undefined || services.length === 0) return null;
  for (const until = clock.now() + CHECKS_WITHIN_MS; ; ) {
    const results = await checks(s.params.project, [...new Set(services)]);
    signal.throwIfAborted();
    if (results.length === 0) return null;
    const failed = results.find(({ ok }) => !ok);
    if (failed === undefined) return clock.now();
    if (clock.now() >= until) {
      throw new NotWellError({ key: 'backups-restore-why-check', params: { check: failed.name } });
    }
    s.context.progress({ key: 'backups-restore-checking', params: { check: failed.name } });
    await s.sleep(CHECK_EVERY_MS, signal);
  }
}
