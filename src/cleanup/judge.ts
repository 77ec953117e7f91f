import {
  type ContainerUsage,
  HELPER_LABEL,
  type ImageUsage,
  isInScope,
  isLive,
  projectOf,
  serviceOf,
  type VolumeUsage,
} from '../docker/index.ts';
import { dfTable } from './df.ts';
import { type Owners, ownersOf } from './owners.ts';
import type { ContainerLog, Facts, Item, OwnFile, Verdict, Why } from './types.ts';

/** Everything that takes space, and for each whether it may go: never a guess, what is not known to be free stays. */
export function judge(facts: Facts): Item[] {
  const owners = ownersOf(facts);
  const items = [
    ...facts.usage.containers.map((container) => containerItem(container, facts, owners)),
    ...facts.usage.images.map((image) => imageItem(image, facts, owners)),
    ...cacheItem(facts),
    ...facts.logs.flatMap((log) => logItems(log, facts)),
    ...facts.own.files.map((file) => ownItem(file, facts)),
    ...facts.usage.volumes.map((volume) => volumeItem(volume, facts, owners)),
  ];
  return items.sort((one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1));
}

const none = { project: null, service: null, tags: [] };
const never = (why: Why): Verdict => ({ free: false, why });

function containerItem(container: ContainerUsage, { self }: Facts, owners: Owners): Item {
  const { project } = container;
  const verdict = (): Verdict => {
    if (self?.containerId === container.id) return never('own');
    if (isLive(container) || container.state === 'removing') return never('running');
    if (project !== null && owners.runs(project)) return never('project-runs');
    return { free: true, safe: false, warning: project === null ? null : 'stopped-project' };
  };
  return {
    kind: 'container',
    id: container.id,
    name: container.name,
    bytes: container.writtenBytes,
    takesBytes: container.writtenBytes,
    project,
    service: project === null ? container.name : (serviceOf(container.labels) ?? container.name),
    tags: [],
    verdict: verdict(),
  };
}

function imageItem(image: ImageUsage, facts: Facts, owners: Owners): Item {
  const projects = owners.ofImage(image);
  const project = projects.find(owners.runs) ?? projects[0] ?? null;
  return {
    kind: 'image',
    id: image.id,
    name: image.tags[0] ?? image.digests[0]?.split('@')[0] ?? image.id.replace('sha256:', '').slice(0, 12),
    bytes: Math.max(0, image.bytes - (image.sharedBytes ?? image.bytes)),
    takesBytes: image.bytes,
    project,
    service: null,
    tags: image.tags,
    verdict: imageVerdict(image, project, facts, owners),
  };
}

function imageVerdict(image: ImageUsage, project: string | null, facts: Facts, owners: Owners): Verdict {
  // What backups reach volumes with is made anew where it is missing, but not in the middle of one.
  if (facts.self?.imageId === image.id || HELPER_LABEL in image.labels) return never('own');
  if (image.containers > 0) {
    const users = facts.usage.containers.filter((container) => container.imageId === image.id);
    const allStand = users.length === image.containers && users.every((container) => !isLive(container));
    return never(allStand ? 'stopped-containers' : 'in-use');
  }
  if (facts.onlyLabel !== null && !isInScope(image.labels, { onlyLabel: facts.onlyLabel })) return never('other-scope');
  const labelled = projectOf(image.labels);
  if (facts.projects.length > 0 && labelled !== null && !facts.projects.includes(labelled)) return never('other-scope');
  if (project !== null && !owners.runs(project) && owners.wouldLoseImages(project, image)) {
    return { free: true, safe: false, warning: 'last-images' };
  }
  // What has no name any more and no container was replaced by a newer build or pull: `docker image prune`.
  if (image.tags.length === 0) return { free: true, safe: true, warning: null };
  if (project !== null && owners.runs(project)) {
    return owners.isReplaced(project, image)
      ? { free: true, safe: false, warning: 'old-version' }
      : never('project-runs');
  }
  // Without a digest no registry has given it: gone is gone.
  if (image.digests.length === 0) return { free: true, safe: false, warning: 'built-here' };
  return { free: true, safe: true, warning: null };
}

function volumeItem(volume: VolumeUsage, { self }: Facts, owners: Owners): Item {
  const project = owners.ofVolume(volume);
  const verdict = (): Verdict => {
    if (self?.volumes.includes(volume.name) === true) return never('own');
    if (volume.containers > 0) return never('in-use');
    if (project !== null && owners.runs(project)) return never('project-runs');
    return { free: true, safe: false, warning: project === null ? null : 'stopped-project' };
  };
  const bytes = volume.bytes ?? 0;
  const item = { ...none, kind: 'volume', id: volume.name, name: volume.name, bytes, takesBytes: bytes } as const;
  return { ...item, project, verdict: verdict() };
}

/** As one: its entries are parts of each other, and the Engine removes what is not in use together. */
function cacheItem({ usage, onlyLabel }: Facts): Item[] {
  const { bytes, reclaimableBytes } = dfTable(usage).cache;
  if (usage.buildCache.length === 0) return [];
  const verdict: Verdict =
    onlyLabel !== null
      ? never('other-scope')
      : usage.buildCache.every((entry) => entry.inUse)
        ? never('in-use')
        : { free: true, safe: true, warning: null };
  const name = `${usage.buildCache.length}`;
  return [{ ...none, kind: 'cache', id: 'all', name, bytes: reclaimableBytes, takesBytes: bytes, verdict }];
}

function logItems(log: ContainerLog, { self }: Facts): Item[] {
  if (log.files !== 'read') return [];
  const { containerId: id, name, project, service } = log;
  const own: Why | null = self?.containerId === id ? 'own' : log.writable ? null : 'not-writable';
  const item = (kind: 'live-log' | 'rotated-log', bytes: number, free: Verdict): Item => ({
    ...{ kind, id, name, bytes, takesBytes: bytes, project, service, tags: [] },
    verdict: own === null ? free : never(own),
  });
  const rotated = log.rotated.reduce((total, file) => total + file.bytes, 0);
  const items = [
    item('live-log', log.liveBytes, { free: true, safe: false, warning: 'live-log' }),
    item('rotated-log', rotated, { free: true, safe: true, warning: null }),
  ];
  return items.filter(({ bytes }) => bytes > 0);
}

function ownItem(file: OwnFile, { retentionMs, now }: Facts): Item {
  const verdict = (): Verdict => {
    if (file.needed) return never('incident-open');
    return now - file.changedAt < retentionMs ? never('young') : { free: true, safe: true, warning: null };
  };
  const { path, bytes } = file;
  return { ...none, kind: 'own', id: path, name: path, bytes, takesBytes: bytes, verdict: verdict() };
}
