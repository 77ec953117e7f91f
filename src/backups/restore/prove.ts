import { UserError } from '../../errors.ts';
import { DamagedArchiveError } from '../archive/types.ts';
import type { Tree } from '../manifest.ts';
import type { Session } from './session.ts';
import { bytesOf, type Source } from './source.ts';
import type { Stored } from './trees.ts';

/** Every stored byte and the whole decode, against the manifest. Nothing is touched. @throws DamagedArchiveError */
export async function verifySource(s: Session, source: Source, signal: AbortSignal): Promise<void> {
  const { works, store } = s.parts;
  const meter = s.meter('restore-verify', bytesOf(source.trees));
  for (const tree of source.trees) {
    if (tree.archive === null) continue;
    const { problems } = await works.verify(
      {
        archive: store.pathOf(source.manifest, tree.archive),
        list: store.pathOf(source.manifest, tree.list),
        listSha256: tree.listSha256,
        key: source.key,
      },
      { signal, onProgress: ({ doneBytes }) => meter.at(doneBytes, tree.name) },
    );
    const [problem] = problems;
    if (problem !== undefined) throw new DamagedArchiveError(problem);
    meter.passed(tree.tarBytes);
  }
  await s.config.stored(source, source.config);
}

/**
 * Puts everything into scratch volumes and compares it there, so that what cannot be put back is known before anything
 * is touched. @throws UserError · NoSpaceError · EngineError
 */
export async function stageSource(s: Session, source: Source, signal: AbortSignal): Promise<void> {
  const { storage } = s.parts;
  const { id } = s.context.operation;
  // A pass before this one may have been cut off in the middle.
  await s.trees.cleanUp(signal);
  const meter = s.meter('restore-stage', 2 * bytesOf(source.trees));
  for (const [index, tree] of source.trees.entries()) {
    const name = scratchName(id, index);
    await storage.createVolume({ name, driver: 'local', options: {}, labels: {}, operation: id }, { signal });
    const place = { kind: 'volume', name } as const;
    const stored: Stored = { manifest: source.manifest, tree, key: source.key };
    const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => meter.at(doneBytes, tree.name);
    await s.trees.write(place, stored, source.files, { signal, onProgress });
    meter.passed(tree.tarBytes);
    const list = await s.trees.list(place, { signal, onProgress });
    meter.passed(tree.tarBytes);
    await checkStaged(s, tree, source.files.length > 0, list, stored, signal);
  }
}

async function checkStaged(
  s: Session,
  tree: Tree,
  isPart: boolean,
  list: Parameters<Session['trees']['difference']>[0] & {},
  stored: Stored,
  signal: AbortSignal,
): Promise<void> {
  if (!isPart && list.read.listSha256 === tree.listSha256) return;
  const diff = await s.trees.difference(list, stored, signal);
  // Of chosen files only those are there: the others would have to be added.
  const wrong = diff.changed + diff.deleted + (isPart ? 0 : diff.added);
  if (wrong > 0) {
    const sample = diff.samples.find(({ how }) => !isPart || how !== 'added')?.path ?? '';
    throw new UserError('backups-restore-staged-differs', { tree: tree.name, count: wrong, sample });
  }
}

export function scratchName(operation: string, index: number): string {
  return `vakhta-restore-${operation}-${index}`;
}
