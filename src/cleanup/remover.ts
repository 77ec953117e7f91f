import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { type ContainerDetail, type Docker, EngineError, isLive } from '../docker/index.ts';
import { messageOf } from '../errors.ts';
import type { LogFiles } from './log-files.ts';
import { measure, removeOwn } from './own-data.ts';
import type { CleanupItem } from './params.ts';
import type { Why } from './types.ts';

/** `gone`: somebody else was faster · `kept`: it is needed now · `failed`: could not be removed. */
export type Removal =
  | { readonly end: 'removed'; readonly bytes: number; readonly evidence?: { path: string; bytes: number } }
  | { readonly end: 'gone' }
  | { readonly end: 'kept'; readonly why: Why | 'changed' }
  | { readonly end: 'failed'; readonly reason: string; readonly away: boolean };

export interface RemoverDeps {
  readonly docker: Docker;
  readonly logFiles: LogFiles;
  readonly clock: Clock;
  readonly dataDir: string;
  readonly retentionMs: number;
  readonly maskText: (text: string) => string;
  /** Whether an entry of DATA_DIR belongs to an open incident. */
  readonly isNeeded: (path: string) => boolean;
}

const LOOK_DEADLINE_MS = 10_000;
const EVIDENCE_LINES = 200;
const EVIDENCE_BYTES = 1024 * 1024;

/** Removes one thing, after looking once more whether it may go: minutes may have passed since it was chosen. */
export function createRemover(deps: RemoverDeps): (item: CleanupItem, operationId: string) => Promise<Removal> {
  const { docker, logFiles } = deps;
  const look = { deadlineMs: LOOK_DEADLINE_MS };

  async function self(): Promise<ContainerDetail | null> {
    const id = await docker.selfContainerId(look);
    return id === null ? null : docker.inspect(id, look);
  }

  async function projectRuns(project: string | null): Promise<boolean> {
    if (project === null) return false;
    const containers = await docker.list(look);
    return containers.some((container) => container.project === project && isLive(container));
  }

  async function container({ id, bytes, notWhileRuns }: CleanupItem): Promise<Removal> {
    const detail = await docker.inspect(id, look);
    if (detail === null) return { end: 'gone' };
    if ((await docker.selfContainerId(look)) === id) return kept('own');
    if (isLive(detail)) return kept('running');
    if (await projectRuns(notWhileRuns ?? detail.project)) return kept('project-runs');
    await docker.removeContainer(id);
    return { end: 'removed', bytes };
  }

  async function image({ id, tags, bytes, notWhileRuns }: CleanupItem): Promise<Removal> {
    const now = (await docker.imageUse(look)).find((candidate) => candidate.id === id);
    if (now === undefined) return { end: 'gone' };
    if (now.containers > 0) return kept('in-use');
    if ((await self())?.imageId === id) return kept('own');
    // A name that it did not have when it was chosen: somebody has just given it.
    if (now.tags.some((tag) => !tags.includes(tag))) return kept('changed');
    if (await projectRuns(notWhileRuns)) return kept('project-runs');
    // Name by name: by its id an image with several is refused. A name that moved on to another image is left alone.
    for (const name of now.tags.length > 0 ? now.tags : [id]) await docker.removeImage(name);
    return { end: 'removed', bytes };
  }

  async function volume({ id, bytes, project }: CleanupItem): Promise<Removal> {
    const own = await self();
    if (own?.mounts.some((mount) => mount.type === 'volume' && mount.source === id) === true) return kept('own');
    if (await projectRuns(project)) return kept('project-runs');
    await docker.removeVolume(id);
    return { end: 'removed', bytes };
  }

  async function log(item: CleanupItem, operationId: string): Promise<Removal> {
    const found = await logFiles.one(item.id);
    if (found === null || found.files !== 'read') return { end: 'gone' };
    if ((await docker.selfContainerId(look)) === item.id) return kept('own');
    if (!found.writable) return kept('not-writable');
    if (item.kind === 'rotated-log') return { end: 'removed', bytes: await logFiles.removeRotated(item.id) };
    const evidence = await saveLastLines(item, operationId);
    return { end: 'removed', bytes: await logFiles.empty(item.id), evidence };
  }

  /** What is cut off cannot be read again: its end is kept first, or it is not cut. */
  async function saveLastLines({ id, name }: CleanupItem, operationId: string) {
    const lines = await docker.logs(id, { tail: EVIDENCE_LINES, maxBytes: EVIDENCE_BYTES, ...look });
    const text = deps.maskText(
      lines
        .map(({ at, stream, text }) => `${at === null ? '' : `${new Date(at).toISOString()} `}${stream} ${text}\n`)
        .join(''),
    );
    const folder = join('evidence', operationId);
    const path = join(folder, `${name.replaceAll(/[^\w.-]/g, '_')}-logs.txt`);
    await mkdir(join(deps.dataDir, folder), { recursive: true, mode: 0o700 });
    await writeFile(join(deps.dataDir, path), text, { mode: 0o600 });
    return { path, bytes: Buffer.byteLength(text) };
  }

  async function own({ id }: CleanupItem): Promise<Removal> {
    if (deps.isNeeded(id)) return kept('incident-open');
    const { changedAt } = await measure(join(deps.dataDir, id));
    if (changedAt === 0) return { end: 'gone' };
    if (deps.clock.now() - changedAt < deps.retentionMs) return kept('young');
    return { end: 'removed', bytes: await removeOwn(deps.dataDir, id) };
  }

  function removeNow(item: CleanupItem, operationId: string): Promise<Removal> {
    switch (item.kind) {
      case 'container':
        return container(item);
      case 'image':
        return image(item);
      case 'volume':
        return volume(item);
      case 'cache':
        return docker.pruneBuildCache().then(() => ({ end: 'removed', bytes: item.bytes }));
      case 'rotated-log':
      case 'live-log':
        return log(item, operationId);
      case 'own':
        return own(item);
    }
  }

  return async (item, operationId) => {
    try {
      return await removeNow(item, operationId);
    } catch (error) {
      return refusal(error);
    }
  };
}

function kept(why: Why | 'changed'): Removal {
  return { end: 'kept', why };
}

/** What is in the way is named; the others go on. */
function refusal(error: unknown): Removal {
  if (!(error instanceof EngineError)) return { end: 'failed', reason: messageOf(error), away: false };
  if (error.statusCode === 404) return { end: 'gone' };
  if (error.statusCode === 409) return kept('in-use');
  return { end: 'failed', reason: error.reason, away: error.statusCode === null };
}
