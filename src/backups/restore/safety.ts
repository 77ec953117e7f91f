import { messageOf } from '../../errors.ts';
import { DamagedArchiveError, type TreeRead } from '../archive/types.ts';
import type { Manifest, StoredFile, Tree } from '../manifest.ts';
import type { Draft } from '../store/types.ts';
import type { Held } from './held.ts';
import type { Session } from './session.ts';
import { bytesOf, type Source } from './source.ts';

/** What has to be known for a manifest and can be asked before anything stands still. */
export interface SafetyFacts {
  readonly services: Manifest['services'];
  readonly networks: Manifest['networks'];
  readonly docker: Manifest['docker'];
  readonly volumes: ReadonlyMap<string, Pick<Tree, 'driver' | 'options' | 'labels'>>;
}

export async function safetyFacts(s: Session, source: Source, signal: AbortSignal): Promise<SafetyFacts> {
  const { storage, sets, log } = s.parts;
  const [info, volumes, set] = await Promise.all([
    storage.info({ signal }),
    storage.listVolumes({ signal }),
    sets.find(s.params.set).catch((error: unknown) => {
      log.warn({ set: s.params.set, reason: messageOf(error) }, 'a set could not be looked at for its safety copy');
      return null;
    }),
  ]);
  const { version, arch, usernsRemap, engineId } = info;
  return {
    services: set?.services.map(({ record }) => record) ?? source.manifest.services,
    networks: source.manifest.networks,
    docker: { version, arch, usernsRemap, engineId },
    volumes: new Map(volumes.map(({ name, driver, options, labels }) => [name, { driver, options, labels }])),
  };
}

/**
 * A backup like any other of what is there now, while it stands still, read back once before it counts: what is put
 * back if anything goes wrong. @throws NoSpaceError · TornReadError · DamagedArchiveError · EngineError
 */
export async function makeSafety(
  s: Session,
  source: Source,
  held: Held,
  facts: SafetyFacts,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { store, index, clock, operationId } = { ...s.parts, operationId: s.context.operation.id };
  const opened = await store.open(s.params.set, id);
  // The Engine went away right after it was sealed.
  if (opened.ok) return;
  const draft = await store.begin(s.params.set, id);
  try {
    const dataAt = clock.now();
    const existing = source.trees.filter((tree) => held.trees.some((one) => one.name === tree.name && one.existed));
    const trees = await readTrees(s, draft, existing, facts, signal);
    const config = await packOldConfig(s, draft, source, signal);
    const finishedAt = clock.now();
    await draft.seal(manifestFor(s, source, facts, draft, { trees, ...config, dataAt, finishedAt }));
  } catch (error) {
    await draft.abandon();
    throw error;
  }
  await index.take(s.params.set, id, operationId);
}

/** While one is read the one before it is read back: they stand on different legs, the Engine's and ours. */
async function readTrees(
  s: Session,
  draft: Draft,
  trees: readonly Tree[],
  facts: SafetyFacts,
  signal: AbortSignal,
): Promise<Tree[]> {
  const meter = s.meter('restore-safety', bytesOf(trees));
  const made: Tree[] = [];
  let readingBack: Promise<void> = Promise.resolve();
  try {
    for (const [index, tree] of trees.entries()) {
      const archiveFile = `safety-${index}.tar.zst`;
      const listFile = `safety-${index}.list.zst`;
      const read = await s.trees.read(
        tree,
        (container, path) =>
          s.parts.works.readTree(
            {
              ...{ container, path, archiveFile: draft.pathOf(archiveFile), listFile: draft.pathOf(listFile) },
              ...{ level: 1, key: draft.key },
            },
            { signal, onProgress: ({ doneBytes }) => meter.at(doneBytes, tree.name) },
          ),
        signal,
      );
      meter.passed(tree.tarBytes);
      await readingBack;
      const record = recordOf(tree, read, { archiveFile, listFile }, facts);
      readingBack = readBack(s, draft, record, signal);
      // Looked at when its turn comes; it must not count as unhandled until then.
      readingBack.catch(() => undefined);
      made.push(record);
    }
  } finally {
    await readingBack.catch(() => undefined);
  }
  await readingBack;
  return made;
}

async function readBack(s: Session, draft: Draft, tree: Tree, signal: AbortSignal): Promise<void> {
  if (tree.archive === null) return;
  const at = ({ file, bytes, sha256 }: StoredFile) => ({ path: draft.pathOf(file), bytes, sha256 });
  const { problems } = await s.parts.works.verify(
    { archive: at(tree.archive), list: at(tree.list), listSha256: tree.listSha256, key: draft.key },
    { signal },
  );
  const [problem] = problems;
  if (problem !== undefined) throw new DamagedArchiveError(problem);
}

function recordOf(
  tree: Tree,
  read: TreeRead,
  files: { readonly archiveFile: string; readonly listFile: string },
  facts: SafetyFacts,
): Tree {
  if (read.archive === null) throw new Error(`reading ${tree.name} made no archive`);
  const { listSha256, tarBytes, dataBytes, counts, warnings } = read;
  return {
    ...tree,
    ...facts.volumes.get(tree.name),
    consistency: 'stopped',
    archive: { file: files.archiveFile, ...read.archive },
    list: { file: files.listFile, ...read.list },
    ...{ listSha256, tarBytes, dataBytes, counts, warnings: [...warnings] },
    sameAs: null,
    snapshot: null,
  };
}

async function packOldConfig(s: Session, draft: Draft, source: Source, signal: AbortSignal) {
  const old: {
    path: string;
    role: Source['config'][number]['role'];
    file: NonNullable<Awaited<ReturnType<typeof s.config.now>>>;
  }[] = [];
  for (const { path, role } of source.config) {
    signal.throwIfAborted();
    const file = await s.config.now(path);
    if (file !== null) old.push({ path, role, file });
  }
  if (old.length === 0) return { config: null, configFiles: [] };
  const file = 'config.tar.zst';
  const { written, configFiles } = await s.config.pack(old, { path: draft.pathOf(file), key: draft.key, level: 3 });
  return { config: { file, ...written }, configFiles };
}

function manifestFor(
  s: Session,
  source: Source,
  facts: SafetyFacts,
  draft: Draft,
  made: Pick<Manifest, 'trees' | 'config' | 'configFiles' | 'dataAt' | 'finishedAt'>,
): Manifest {
  const { engine, set, project, workingDir } = source.manifest;
  return {
    schema: 1,
    id: draft.id,
    ...{ engine, set, project, workingDir },
    origin: 'safety',
    startedAt: made.dataAt,
    ...made,
    tool: { version: s.parts.version },
    docker: facts.docker,
    consistency: 'stopped',
    standstillMs: made.finishedAt - made.dataAt,
    services: facts.services,
    networks: facts.networks,
    missing: [],
    extras: [],
    hooks: [],
    encryption: draft.encryption,
    previous: null,
    store: 'local',
  };
}
