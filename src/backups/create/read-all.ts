import { messageOf } from '../../errors.ts';
import { type Reason, StoppingError } from '../../operations/index.ts';
import type { Manifest } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import { createMeter, type Meter } from '../progress.ts';
import type { BackupSet, SetService, SetTree } from '../sets/types.ts';
import type { Draft } from '../store/types.ts';
import { type Phase, phaseOf } from './consistency.ts';
import { createHolding, type Hold } from './hold.ts';
import { createHooks, HookError } from './hooks.ts';
import type { Context } from './making.ts';
import { passing } from './passing.ts';
import { hookStep, STEP } from './steps.ts';

/** Takes what a tree holds at this moment. */
export interface TakesTrees<T> {
  read(tree: SetTree, index: number, set: BackupSet, meter: Meter): Promise<T>;
}

interface Job<T> {
  readonly parts: BackupParts;
  readonly context: Context;
  readonly set: BackupSet;
  readonly hold: Hold;
  readonly draft: Draft;
  readonly totalBytes: number;
  readonly reader: TakesTrees<T>;
}

export interface AllRead<T> {
  /** In the order of the set. */
  readonly read: readonly T[];
  readonly dataAt: number;
  readonly standstillMs: number;
  readonly hooks: Manifest['hooks'];
  readonly extras: Manifest['extras'];
  readonly notes: readonly Reason[];
}

/**
 * Reads all trees of a set: those of services that stand still first and at once, then those between hooks, then those
 * that nobody holds. Whatever happens, services that ran run again and hooks are closed.
 */
export async function readAll<T>(job: Job<T>): Promise<AllRead<T>> {
  const { parts, context, set, hold, draft, reader } = job;
  const { clock, docker } = parts;
  const holding = createHolding({ docker, clock, progress: context.progress });
  const hooks = createHooks({ ...parts, level: parts.settings.level });
  const meter = createMeter({ phase: 'read', totalBytes: job.totalBytes, clock, report: context.progress });
  const read = new Map<string, T>();
  const ran: Manifest['hooks'] = [];
  const extras: Manifest['extras'] = [];
  const notes: Reason[] = [];
  let dataAt: number | null = null;
  let standstillMs = 0;

  async function readPhase(phase: Phase, step: string): Promise<void> {
    const trees = set.trees.filter((tree) => phaseOf(tree, set.services) === phase);
    if (trees.length === 0) return;
    await passing(context, step, { trees: trees.map(({ name }) => name) }, async () => {
      for (const tree of trees) {
        dataAt ??= clock.now();
        read.set(tree.name, await reader.read(tree, set.trees.indexOf(tree), set, meter));
      }
    });
  }

  async function held(): Promise<void> {
    const stillAt = clock.now();
    try {
      await context.step(STEP.hold, hold, async () => {
        await holding.still(hold);
        return null;
      });
      dataAt = clock.now();
      await readPhase('still', STEP.readStill);
    } finally {
      await release();
      standstillMs = clock.now() - stillAt;
    }
  }

  async function release(): Promise<void> {
    // The process ends: nothing may be written any more, and services are not left standing until it is back.
    if (context.signal.reason instanceof StoppingError) {
      await holding.release(hold, true).catch((error: unknown) => {
        parts.log.error({ reason: messageOf(error) }, 'services could not be started before the end');
      });
      return;
    }
    const released = await passing(
      { step: context.settle },
      STEP.release,
      { containers: hold.members.map(({ name }) => name) },
      () => holding.release(hold, true),
    );
    notes.push(...released.notes);
  }

  async function before(service: SetService): Promise<void> {
    const { name } = service.record;
    context.progress({ key: 'backups-create-hook', params: { service: name } });
    const intent = { service: name, argv: service.before === null ? [] : hooks.masked(service.before) };
    const end = await passing(context, hookStep('before', name), intent, () =>
      hooks.run(service, 'before', draft, context.signal),
    );
    if (end === null) return;
    ran.push(end.hook);
    if (end.extra !== null) extras.push(end.extra);
  }

  async function after(service: SetService): Promise<void> {
    const { name } = service.record;
    context.progress({ key: 'backups-create-hook', params: { service: name } });
    try {
      const end = await passing({ step: context.settle }, hookStep('after', name), { service: name }, () =>
        hooks.run(service, 'after', draft),
      );
      if (end === null) return;
      ran.push(end.hook);
      if (end.extra !== null) extras.push(end.extra);
    } catch (error) {
      if (error instanceof StoppingError) throw error;
      // The data are read: what a hook did not put back is said, and the rest goes on.
      const code = error instanceof HookError ? (error.exitCode ?? 'timeout') : messageOf(error).slice(0, 120);
      notes.push({ key: 'backups-create-after-failed', params: { service: name, code } });
    }
  }

  const opened: SetService[] = [];
  try {
    for (const service of set.services) {
      if (service.before !== null || service.after !== null) opened.unshift(service);
      if (service.before !== null) await before(service);
    }
    if (hold.members.length > 0) await held();
    else await readPhase('still', STEP.readStill);
    await readPhase('hooked', STEP.readHooked);
  } finally {
    for (const service of opened) if (service.after !== null) await after(service);
  }
  await readPhase('live', STEP.readLive);
  return {
    read: set.trees.flatMap(({ name }) => read.get(name) ?? []),
    ...{ dataAt: dataAt ?? clock.now(), standstillMs, hooks: ran, extras, notes },
  };
}
