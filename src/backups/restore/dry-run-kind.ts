import type { KindOutcome, OperationContext, OperationKind } from '../../operations/index.ts';
import { TornReadError, type TreeDiff } from '../archive/types.ts';
import type { Tree } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import { createMeter } from '../progress.ts';
import type { DryRun } from '../room.ts';
import { shownPath } from '../tar/shown-path.ts';
import type { DryRunParams } from '../types.ts';
import { entryIn } from './apply.ts';
import { createConfigFiles, isSameFile, type RestoredConfig } from './config-files.ts';
import type { DryRuns } from './dry-runs-store.ts';
import { estimate } from './estimate.ts';
import { imagesMissing } from './images.ts';
import { say } from './outcome.ts';
import { parseDryRunParams } from './params.ts';
import { findUsers } from './participants.ts';
import { reasonOf } from './reasons.ts';
import { bytesOf, isExact, openSource, type Source } from './source.ts';
import { createTrees, type FreshList, type Trees } from './trees.ts';

/** It is read while it is written to: a file that shrinks under the reading ends it. */
const TRIES = 4;

/** Says what a restore would change, stop and lose. Changes nothing, and is in nobody's way. */
export function createDryRunKind(parts: BackupParts & { readonly dryRuns: DryRuns }): OperationKind<DryRunParams> {
  const { storage, works, store, clock, log, dataDir } = parts;
  type Context = OperationContext<DryRunParams>;

  async function run(context: Context): Promise<KindOutcome> {
    const { operation, params, signal } = context;
    const trees = createTrees({ operation: operation.id, storage, works, store, dataDir, log });
    try {
      const source = await openSource(store, params);
      const dryRun = await context.step('look', null, () => look(context, source, trees));
      parts.dryRuns.save(params.set, dryRun);
      return outcomeOf(params, dryRun);
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ operation: operation.id, error }, 'a dry run did not go through');
      return { ok: false, reason: reasonOf(error) };
    } finally {
      await tidy(trees, operation.id);
    }
  }

  async function look(context: Context, source: Source, trees: Trees): Promise<DryRun> {
    const { operation, params, signal } = context;
    const beganAt = clock.now();
    const { manifest } = source;
    const users = await findUsers(
      { docker: parts.docker, storage },
      { manifest, trees: source.trees, project: params.project, allowed: null },
      signal,
    );
    const meter = createMeter({
      phase: 'restore-look',
      totalBytes: bytesOf(source.trees),
      clock,
      report: (doing) => context.progress(doing),
    });
    const looked: DryRun['trees'][number][] = [];
    let readBytes = 0;
    const readingSinceAt = clock.now();
    for (const tree of source.trees) {
      const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => meter.at(doneBytes, tree.name);
      const isThere = await trees.exists(tree, signal);
      const list = isThere ? await listLive(trees, tree, { signal, onProgress }) : null;
      meter.passed(tree.tarBytes);
      readBytes += list?.read.tarBytes ?? 0;
      looked.push({ name: tree.name, missing: !isThere, diff: await diffOf(source, tree, list, trees, signal) });
    }
    const rate = readBytes === 0 ? null : (readBytes * 1000) / Math.max(1, clock.now() - readingSinceAt);
    const config = createConfigFiles({ parts, operation: operation.id, folder: trees.folder });
    const stops = users.participants.filter(({ was }) => was !== 'stopped');
    const missing = await imagesMissing(storage, manifest.services, signal);
    return {
      operation: operation.id,
      backup: params.backup,
      choice: params.choice,
      at: beganAt,
      trees: looked,
      config: await configNow(config, source),
      stops: [
        ...new Set(
          stops.map(({ project, service }) =>
            project === null || project === params.project ? service : `${project}/${service}`,
          ),
        ),
      ],
      alsoProjects: users.alsoProjects,
      missingImages: missing,
      ...estimate({ manifest, putBytes: bytesOf(source.trees), nowBytes: readBytes, rate, stands: stops.length > 0 }),
      lossMs: Math.max(0, beganAt - manifest.dataAt),
      problems: users.problems,
    };
  }

  async function listLive(trees: Trees, tree: Tree, options: Parameters<Trees['list']>[1]): Promise<FreshList> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await trees.list(tree, options);
      } catch (error) {
        if (!(error instanceof TornReadError) || tries >= TRIES) throw error;
      }
    }
  }

  async function diffOf(
    source: Source,
    tree: Tree,
    list: FreshList | null,
    trees: Trees,
    signal: AbortSignal,
  ): Promise<TreeDiff> {
    const stored = { manifest: source.manifest, tree, key: source.key };
    if (isExact(source)) return trees.difference(list, stored, signal);
    const counts = { added: 0, changed: 0, deleted: 0, same: 0, addedBytes: 0, changedBytes: 0, deletedBytes: 0 };
    const samples: TreeDiff['samples'][number][] = [];
    const wanted = store.pathOf(source.manifest, tree.list);
    for (const path of source.files) {
      const then = await entryIn(works, { path: wanted.path, sha256: wanted.sha256, key: source.key }, path, signal);
      const now =
        list === null ? null : await entryIn(works, { path: list.path, sha256: null, key: null }, path, signal);
      const how = now === null ? 'added' : JSON.stringify(now) === JSON.stringify(then) ? 'same' : 'changed';
      counts[how] += 1;
      if (how === 'same') continue;
      const bytes = then?.size ?? 0;
      counts[`${how}Bytes`] += bytes;
      samples.push({ how, path: shownPath(path), bytes });
    }
    return { ...counts, samples };
  }

  async function configNow(config: RestoredConfig, source: Source): Promise<DryRun['config']> {
    const stored = await config.stored(source, source.manifest.configFiles);
    const compared: { path: string; diff: 'same' | 'changed' | 'missing' }[] = [];
    for (const { path, file } of stored) {
      const now = await config.now(path);
      compared.push({ path, diff: now === null ? 'missing' : isSameFile(now, file) ? 'same' : 'changed' });
    }
    return compared;
  }

  async function tidy(trees: Trees, operation: string): Promise<void> {
    await trees.cleanUp(AbortSignal.timeout(30_000)).catch((error: unknown) => {
      log.warn({ operation, error }, 'what a dry run used could not be removed; it goes at the next start');
    });
  }

  return {
    kind: 'restore-dry-run',
    parse: parseDryRunParams,
    // It changes nothing, so nobody waits for it; that its backup is in use the pruning sees for itself.
    locks: () => [],
    run,
    async recover({ operation, params }) {
      const trees = createTrees({ operation: operation.id, storage, works, store, dataDir, log });
      await tidy(trees, operation.id);
      return { ok: null, reason: say('dry-run-interrupted', { name: params.name }) };
    },
    cancelled: () => say('dry-run-cancelled', {}),
  };
}

function outcomeOf(params: DryRunParams, { trees, problems, missingImages }: DryRun): KindOutcome {
  const sum = (what: 'added' | 'changed' | 'deleted') => trees.reduce((total, { diff }) => total + diff[what], 0);
  const values = { name: params.name, added: sum('added'), changed: sum('changed'), deleted: sum('deleted') };
  const [problem] = problems;
  if (problem !== undefined) return { ok: false, reason: problem };
  const images = { images: missingImages.slice(0, 5).join(', '), count: missingImages.length };
  const notes = missingImages.length === 0 ? {} : { notes: [say('images-missing', images)] };
  return { ok: true, reason: say('dry-run-done', values), ...notes };
}
