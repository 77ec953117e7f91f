import { UserError } from '../../errors.ts';
import type { TreeDiff } from '../archive/types.ts';
import type { Manifest, Tree } from '../manifest.ts';
import { shownPath } from '../tar/shown-path.ts';
import type { Held } from './held.ts';
import type { Session } from './session.ts';
import { bytesOf, isExact, type Source } from './source.ts';
import { differs, type FreshList, type Place, type RunWith, type Stored } from './trees.ts';

const PAGE = 1000;

/** Networks and volumes that are missing, with driver, options and labels as they were. Does nothing for what is there. */
export async function makeMissing(s: Session, source: Source, held: Held, signal: AbortSignal): Promise<void> {
  const { storage } = s.parts;
  const wanted = new Set(held.networks);
  const there = new Set((await storage.networks({ signal })).map(({ name }) => name));
  for (const network of source.manifest.networks) {
    if (!wanted.has(network.name) || there.has(network.name)) continue;
    await storage.createNetwork({ ...network, operation: null }, { signal });
  }
  for (const tree of source.trees) {
    if (await s.trees.exists(tree, signal)) continue;
    if (tree.kind === 'path') {
      await s.config.makeFolder(tree.name, signal);
      continue;
    }
    const { name, driver, options, labels } = tree;
    await storage.createVolume({ name, driver, options, labels, operation: null }, { signal });
  }
}

/** Everything that is chosen, out of the backup into its place: whole trees exactly, of chosen files only those. */
export async function applySource(s: Session, source: Source, signal: AbortSignal): Promise<void> {
  const meter = s.meter('restore-apply', bytesOf(source.trees));
  for (const tree of source.trees) {
    if (isExact(source)) await s.trees.empty(tree, signal);
    const stored = { manifest: source.manifest, tree, key: source.key };
    const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => meter.at(doneBytes, tree.name);
    await s.trees.write(tree, stored, source.files, { signal, onProgress });
    meter.passed(tree.tarBytes);
  }
}

/** @throws UserError when what is there is not what was to be put back, or (for chosen files) anything else has changed */
export async function compareApplied(
  s: Session,
  source: Source,
  safety: Manifest | null,
  signal: AbortSignal,
): Promise<void> {
  const meter = s.meter('restore-compare', bytesOf(source.trees));
  for (const tree of source.trees) {
    const onProgress = ({ doneBytes }: { readonly doneBytes: number }) => meter.at(doneBytes, tree.name);
    const list = await listOnDisk(s, tree, { signal, onProgress });
    meter.passed(tree.tarBytes);
    const stored: Stored = { manifest: source.manifest, tree, key: source.key };
    if (isExact(source)) await compareWhole(s, list, stored, signal);
    else await compareChosen(s, source, list, stored, safety, signal);
  }
}

/** The list of a tree that was just written; by then it is on the disk. The one reads memory while the other writes. */
export async function listOnDisk(s: Session, place: Place, options: RunWith): Promise<FreshList> {
  const [list] = await Promise.all([s.trees.list(place, options), s.trees.flush(place, options.signal)]);
  return list;
}

/** @throws UserError */
export async function compareWhole(s: Session, list: FreshList, stored: Stored, signal: AbortSignal): Promise<void> {
  const { tree } = stored;
  if (list.read.listSha256 === tree.listSha256) return;
  const diff = await s.trees.difference(list, stored, signal);
  if (!differs(diff)) return;
  throw differing(tree, diff);
}

function differing(tree: Tree, diff: TreeDiff): UserError {
  const count = diff.added + diff.changed + diff.deleted;
  return new UserError('backups-restore-differs', { tree: tree.name, count, sample: diff.samples[0]?.path ?? '' });
}

async function compareChosen(
  s: Session,
  source: Source,
  list: FreshList,
  stored: Stored,
  safety: Manifest | null,
  signal: AbortSignal,
): Promise<void> {
  const { works, store } = s.parts;
  const { tree, manifest, key } = stored;
  const wanted = store.pathOf(manifest, tree.list);
  for (const path of source.files) {
    const [now, then] = await Promise.all([
      entryIn(works, { path: list.path, sha256: null, key: null }, path, signal),
      entryIn(works, { path: wanted.path, sha256: wanted.sha256, key }, path, signal),
    ]);
    if (now === null || JSON.stringify(now) !== JSON.stringify(then)) {
      throw new UserError('backups-restore-differs', { tree: tree.name, count: 1, sample: shownPath(path) });
    }
  }
  const before = safety?.trees.find((one) => one.name === tree.name);
  if (safety === null || before === undefined) return;
  const diff = await s.trees.difference(
    list,
    { manifest: safety, tree: before, key: await store.keyFor(safety) },
    signal,
  );
  const chosen = source.files.map(shownPath);
  const isAllowed = (path: string) =>
    chosen.some((one) => one === path || one.startsWith(`${path}/`) || path === '/' || path.startsWith(`${one}/`));
  const touched = diff.samples.filter(({ path }) => !isAllowed(path));
  if (touched.length > 0) throw differing(tree, { ...diff, samples: touched });
}

/** One entry of a list, without the time where that moves by itself. */
export async function entryIn(
  works: Session['parts']['works'],
  list: { readonly path: string; readonly sha256: string | null; readonly key: Stored['key'] },
  path: string,
  signal: AbortSignal,
) {
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '' : path.slice(0, slash);
  for (let offset = 0; ; offset += PAGE) {
    const { entries, total } = await works.browse({ list, folder, offset, limit: PAGE }, { signal });
    const found = entries.find((entry) => entry.path === path);
    if (found !== undefined) return found.type === 'folder' ? { ...found, mtime: 0 } : found;
    if (offset + PAGE >= total) return null;
  }
}
