import { EngineError } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import { NoSpaceError } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import { compareWhole, listOnDisk } from './apply.ts';
import type { Held, HeldTree } from './held.ts';
import { reasonOf } from './reasons.ts';
import { NotWellError } from './services.ts';
import type { Session } from './session.ts';
import { bytesOf } from './source.ts';

/** What was put back differs, or could not be written: once more, from an empty tree. */
const TRIES = 3;

/**
 * How going back ended. `back`: the old data is there and what ran before runs (`unwell`: but one of them does not come
 * up with it). `stuck`: the old data could not be put back; all is kept, nothing runs.
 */
export type BackEnd =
  | { readonly kind: 'back'; readonly unwell: Reason | null }
  | { readonly kind: 'stuck'; readonly problem: Reason };

/** Puts everything as it was when `held` was written. May be cut off anywhere and done again from its beginning. */
export async function goBack(s: Session, held: Held, applied: boolean, why: Reason): Promise<BackEnd> {
  await s.settle('back', { why: { key: why.key, params: why.params } }, async () => null);
  try {
    if (applied) await putBack(s, held);
  } catch (error) {
    if (s.isStopping()) throw error;
    const problem = reasonOf(error);
    s.parts.log.error({ operation: s.context.operation.id, error }, 'a restore could not be rolled back');
    await s.settle('stuck', { problem: { key: problem.key, params: problem.params } }, async () => null);
    return { kind: 'stuck', problem };
  }
  const unwell = await startAgain(s, held);
  await s.settle('back-done', null, async () => null);
  await finish(s, held);
  return { kind: 'back', unwell };
}

async function putBack(s: Session, held: Held): Promise<void> {
  await s.settle('back-stop', null, async (signal) => {
    await s.services.stop(held.participants, signal);
    await s.services.removeAnew(s.params.project, held.lost, signal);
    return null;
  });
  const safety = held.safety === null ? null : await openSafety(s, held.safety);
  await s.settle('back-apply', null, async (signal) => {
    const meter = s.meter('restore-back', 2 * bytesOf(safety?.trees ?? []));
    for (const one of held.trees) {
      if (one.existed) await exactly(s, one, safety, meter, signal);
      else await removeMade(s, one, signal);
    }
    await removeNetworks(s, held, signal);
    return null;
  });
  await s.settle('back-config', null, async (signal) => {
    const key = safety === null ? null : await s.parts.store.keyFor(safety);
    const old = safety === null ? [] : await s.config.stored({ manifest: safety, key }, safety.configFiles);
    for (const file of old) await s.config.write(file, signal);
    for (const { path, existed } of held.config) if (!existed) await s.config.remove(path, signal);
    return null;
  });
}

async function openSafety(s: Session, id: string): Promise<Manifest> {
  const opened = await s.parts.store.open(s.params.set, id);
  if (opened.ok) return opened.manifest;
  throw new UserError('backups-restore-damaged', { backup: id, why: opened.why });
}

async function exactly(
  s: Session,
  one: HeldTree,
  safety: Manifest | null,
  meter: ReturnType<Session['meter']>,
  signal: AbortSignal,
): Promise<void> {
  const tree = safety?.trees.find(({ name, kind }) => name === one.name && kind === one.kind);
  if (safety === null || tree === undefined) throw new UserError('backups-restore-not-in-backup', { name: one.name });
  const stored = { manifest: safety, tree, key: await s.parts.store.keyFor(safety) };
  const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => meter.at(doneBytes, one.name);
  for (let tries = 1; ; tries += 1) {
    try {
      if (!(await s.trees.exists(one, signal))) await recreate(s, tree, signal);
      await s.trees.empty(one, signal);
      await s.trees.write(one, stored, [], { signal, onProgress });
      await compareWhole(s, await listOnDisk(s, one, { signal, onProgress }), stored, signal);
      meter.passed(2 * tree.tarBytes);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (tries >= TRIES) throw error;
      s.parts.log.warn({ tree: one.name, error }, 'a tree could not be rolled back; it is tried again');
      // It fitted before: what takes its place is our own scratch copy.
      if (error instanceof NoSpaceError) await s.trees.cleanUp(signal);
    }
  }
}

/** Somebody removed it while it stood still. */
async function recreate(s: Session, tree: Manifest['trees'][number], signal: AbortSignal): Promise<void> {
  if (tree.kind !== 'volume') return;
  const { name, driver, options, labels } = tree;
  await s.parts.storage.createVolume({ name, driver, options, labels, operation: null }, { signal });
}

/** A volume that there was none of before. */
async function removeMade(s: Session, one: HeldTree, signal: AbortSignal): Promise<void> {
  if (!(await s.trees.exists(one, signal))) return;
  if (one.kind === 'path') {
    await s.trees.empty(one, signal);
    return;
  }
  await s.parts.docker.removeVolume(one.name, { signal });
}

async function removeNetworks(s: Session, held: Held, signal: AbortSignal): Promise<void> {
  const { storage, log } = s.parts;
  for (const { id, name } of held.networks.length === 0 ? [] : await storage.networks({ signal })) {
    if (!held.networks.includes(name)) continue;
    await storage.removeNetwork(id, { signal }).catch((error: unknown) => {
      // Somebody uses it by now: an empty network harms nobody.
      if (!(error instanceof EngineError) || error.unreachable !== null) throw error;
      log.warn({ network: name, error }, 'a network that was made stays');
    });
  }
}

async function startAgain(s: Session, held: Held): Promise<Reason | null> {
  try {
    await s.settle('back-start', null, async (signal) => {
      return { wellAt: await s.services.start(held.participants, { lenient: true }, signal) };
    });
    return null;
  } catch (error) {
    if (!(error instanceof NotWellError)) throw error;
    return error.reason;
  }
}

/** The last of both ways: restart policies as they were, and nothing of ours left behind. */
export async function finish(s: Session, held: Held): Promise<void> {
  await s.settle('release', null, async (signal) => {
    await s.services.release(held.participants, signal);
    return null;
  });
  await s.settle('clean-up', null, async (signal) => {
    await cleanUp(s, held, signal);
    return null;
  });
}

/** Also the half of a safety copy that a killed process has left. */
export async function cleanUp(s: Session, held: Held | null, signal: AbortSignal): Promise<void> {
  await s.trees.cleanUp(signal);
  if (held === null || held.safety === null) return;
  const { safety } = held;
  await s.parts.store.sweep((id) => id !== safety);
}
