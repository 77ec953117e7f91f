import { z } from 'zod';
import type { Docker } from '../docker/index.ts';
import { EngineError } from '../docker/index.ts';
import type { DiskFigures } from '../host/index.ts';
import {
  type Journal,
  type KindOutcome,
  type Lock,
  type OperationContext,
  type OperationKind,
  type Reason,
  serviceLock,
  volumeLock,
} from '../operations/index.ts';
import { dfTable, sum } from './df.ts';
import { type CleanupItem, type CleanupParams, parseCleanupParams } from './params.ts';
import type { Removal } from './remover.ts';
import type { ItemKind } from './types.ts';

const REMOVE = 'remove';
const NAMED_NOTES = 10;

const removal = z.discriminatedUnion('end', [
  z.object({
    end: z.literal('removed'),
    bytes: z.number(),
    evidence: z.object({ path: z.string(), bytes: z.number() }).exactOptional(),
  }),
  z.object({ end: z.literal('gone') }),
  z.object({ end: z.literal('kept'), why: z.string() }),
  z.object({ end: z.literal('failed'), reason: z.string(), away: z.boolean() }),
]);
type Ended = z.infer<typeof removal>;
const measured = z.object({
  layersBytes: z.number().nullable(),
  cacheBytes: z.number().nullable(),
  disk: z.object({ mount: z.string(), usedPercent: z.number(), availableBytes: z.number() }).nullable(),
});
type Measured = z.infer<typeof measured>;

export interface CleanupKindDeps {
  readonly docker: Pick<Docker, 'diskUsage' | 'imageUse' | 'inspect'>;
  readonly remove: (item: CleanupItem, operationId: string) => Promise<Removal>;
  /** The disk that the Engine writes to; null when it cannot be seen. */
  readonly engineDisk: () => Promise<DiskFigures | null>;
  /** Something was removed: the last look is no longer true. */
  readonly changed: () => void;
}

/** Removes what was chosen, one after the other, each looked at once more. Steps in the journal: `before`, `remove:<n>`, `after`. */
export function createCleanupKind(deps: CleanupKindDeps): OperationKind<CleanupParams> {
  const { docker } = deps;
  type Context = OperationContext<CleanupParams>;

  async function run(context: Context): Promise<KindOutcome> {
    const { items } = context.params;
    const needsSums = items.some(({ kind }) => kind === 'image' || kind === 'cache');
    const before = await context.step('before', null, () => measureNow(needsSums));
    for (const [index, item] of items.entries()) {
      context.progress(say('cleanup-doing', { name: item.name, number: index + 1, of: items.length }));
      const ended = await context.step(`${REMOVE}:${index}`, item, () => deps.remove(item, context.operation.id));
      if (ended.end === 'failed' && ended.away) break;
    }
    return finish(context, before, needsSums);
  }

  async function finish(context: Context, before: Measured, needsSums: boolean): Promise<KindOutcome> {
    context.progress(say('cleanup-measuring'));
    const after = await context.step('after', null, () => measureNow(needsSums));
    deps.changed();
    return outcomeOf(context, before, after);
  }

  /**
   * How much images free together only the Engine's own sum tells: layers that they shared go with the last of them. And
   * what it says to have reclaimed of the build cache counts layers that images still hold.
   */
  async function measureNow(needsSums: boolean): Promise<Measured> {
    const [usage, disk] = await Promise.all([
      needsSums ? docker.diskUsage().catch(onlyEngineErrors) : null,
      deps.engineDisk(),
    ]);
    const { mount = '', usedPercent = 0, availableBytes = 0 } = disk ?? {};
    return {
      layersBytes: usage?.layersBytes ?? null,
      cacheBytes: usage === null ? null : dfTable(usage).cache.bytes,
      disk: disk === null ? null : { mount, usedPercent, availableBytes },
    };
  }

  /** After a kill: what the journal has is done; of the one under way it is looked whether it is still there. Nothing is removed. */
  async function recover(context: Context): Promise<KindOutcome> {
    const { items } = context.params;
    const started = context.journal.entries().filter((entry) => entry.step.startsWith(`${REMOVE}:`));
    const open = started.find((entry) => entry.finishedAt === null);
    const openItem = open === undefined ? undefined : items[Number(open.step.split(':')[1])];
    // An Engine that comes after us cannot tell: then it counts as still there.
    const isGone = openItem === undefined ? false : ((await isMissing(openItem).catch(onlyEngineErrors)) ?? false);
    deps.changed();
    const ended = endedIn(context.journal, items);
    const bytes = freedBytes(ended) + (isGone && openItem ? openItem.bytes : 0);
    const done = ended.filter(({ result }) => result.end === 'removed').length + (isGone ? 1 : 0);
    if (ended.length === items.length) {
      const before = measured.safeParse(context.journal.find('before')?.result);
      const after = measured.safeParse(context.journal.find('after')?.result);
      const nothing = { layersBytes: null, cacheBytes: null, disk: null };
      return outcomeOf(context, before.data ?? nothing, after.data ?? nothing);
    }
    return {
      ok: null,
      reason: say('cleanup-interrupted', { done, of: items.length, bytes }),
      ...evidenceIn(ended),
      ...notesFor(ended),
    };
  }

  async function isMissing({ kind, id }: CleanupItem): Promise<boolean> {
    if (kind === 'image') return !(await docker.imageUse()).some((image) => image.id === id);
    if (kind === 'container') return (await docker.inspect(id)) === null;
    if (kind === 'volume') return !(await docker.diskUsage()).volumes.some((volume) => volume.name === id);
    return false;
  }

  function outcomeOf(context: Context, before: Measured, after: Measured): KindOutcome {
    const ended = endedIn(context.journal, context.params.items);
    const removed = ended.filter(({ result }) => result.end === 'removed');
    const failed = ended.filter(({ result }) => result.end === 'failed');
    const bytes = freedBytes(ended, before, after);
    const params = { bytes, done: removed.length, of: context.params.items.length };
    const { disk } = after;
    const reason =
      removed.length === 0
        ? say('cleanup-nothing')
        : disk === null
          ? say('cleanup-freed', params)
          : say('cleanup-freed-disk', {
              ...params,
              mount: disk.mount,
              before: Math.round(before.disk?.usedPercent ?? disk.usedPercent),
              after: Math.round(disk.usedPercent),
              available: disk.availableBytes,
            });
    const ok = failed.length > 0 ? false : removed.length > 0 ? true : null;
    return { ok, reason, data: { bytes }, ...evidenceIn(ended), ...notesFor(ended) };
  }

  return {
    kind: 'cleanup',
    parse: parseCleanupParams,
    locks: ({ items }) => items.map(lockOf),
    access: ({ items }) => (items.some(({ kind }) => kind === 'volume') ? 'admin' : 'responder'),
    run,
    recover,
    cancelled: (journal) => {
      deps.changed();
      const results = journal.entries().flatMap((entry) => removal.safeParse(entry.result).data ?? []);
      const removed = results.filter((result) => result.end === 'removed');
      return say('cleanup-cancelled', { done: removed.length, bytes: sum(removed.map(({ bytes }) => bytes)) });
    },
  };
}

interface EndedItem {
  readonly item: CleanupItem;
  readonly result: Ended;
}

function endedIn(journal: Journal, items: readonly CleanupItem[]): EndedItem[] {
  return items.flatMap((item, index) => {
    const result = removal.safeParse(journal.find(`${REMOVE}:${index}`)?.result);
    return result.success ? [{ item, result: result.data }] : [];
  });
}

/** Of images and build cache what the Engine's own sums shrank by, where they are known; of the rest what each of them had. */
function freedBytes(ended: readonly EndedItem[], before?: Measured, after?: Measured): number {
  const of = (...kinds: ItemKind[]) =>
    sum(ended.map(({ item, result }) => (result.end === 'removed' && kinds.includes(item.kind) ? result.bytes : 0)));
  const has = (kind: ItemKind) => ended.some(({ item, result }) => result.end === 'removed' && item.kind === kind);
  const shrank = (sums: 'layersBytes' | 'cacheBytes') => {
    const [was, is] = [before?.[sums] ?? null, after?.[sums] ?? null];
    return was === null || is === null ? null : Math.max(0, was - is);
  };
  // A pull at the same time makes the sum grow: the images' own layers are gone all the same.
  const images = has('image') ? Math.max(of('image'), shrank('layersBytes') ?? 0) : 0;
  const cache = has('cache') ? (shrank('cacheBytes') ?? of('cache')) : 0;
  return images + cache + of('container', 'rotated-log', 'live-log', 'own', 'volume');
}

function evidenceIn(ended: readonly EndedItem[]): Pick<KindOutcome, 'evidence'> {
  const evidence = ended.flatMap(({ result }) =>
    result.end === 'removed' && result.evidence ? [result.evidence] : [],
  );
  return evidence.length === 0 ? {} : { evidence: evidence.map((file) => ({ what: 'logs', ...file })) };
}

/** Everything that is still there is named, with the reason. */
function notesFor(ended: readonly EndedItem[]): Pick<KindOutcome, 'notes'> {
  const notes = ended.flatMap(({ item: { name }, result }): Reason[] => {
    if (result.end === 'kept') return [say(`cleanup-kept-${result.why}`, { name })];
    return result.end === 'failed' ? [say('cleanup-failed', { name, reason: result.reason.slice(0, 200) })] : [];
  });
  if (notes.length === 0) return {};
  const more = notes.length - NAMED_NOTES;
  return { notes: more > 0 ? [...notes.slice(0, NAMED_NOTES), say('cleanup-more', { count: more })] : notes };
}

/** A lock for each thing, so that a clean-up keeps nobody from restarting what it does not touch. */
function lockOf({ kind, id, project, service, name }: CleanupItem): Lock {
  if (kind === 'container') return serviceLock('local', project, service ?? name);
  if (kind === 'volume') return volumeLock('local', project, id);
  return volumeLock('local', null, `${kind}:${id}`);
}

function onlyEngineErrors(error: unknown): null {
  if (error instanceof EngineError) return null;
  throw error;
}

function say(key: string, params: Reason['params'] = {}): Reason {
  return { key, params };
}
