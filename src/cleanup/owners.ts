import { type ImageUsage, isLive, projectOf, serviceOf, type VolumeUsage } from '../docker/index.ts';
import type { Facts } from './types.ts';

/** Which compose project something belongs to, and whether that project runs. */
export interface Owners {
  runs(project: string): boolean;
  /** Sorted; several where projects share an image. */
  ofImage(image: ImageUsage): readonly string[];
  ofVolume(volume: VolumeUsage): string | null;
  /** Whether nothing of the same service would be left: a newer build of it makes an old one superfluous. */
  wouldLoseImages(project: string, image: ImageUsage): boolean;
  /** Whether the project runs another version of it: every name is one whose newer image is in use. */
  isReplaced(project: string, image: ImageUsage): boolean;
}

/**
 * Belonging is known by the containers that are there, by compose's label, by what was seen before (containers may be
 * gone after `down`), and by the names that compose gives: `project_service`, `project-service`.
 */
export function ownersOf({ usage, remembered }: Pick<Facts, 'usage' | 'remembered'>): Owners {
  const running = new Set<string>();
  const known = new Set([...remembered.values()].flat());
  const users = new Map<string, Set<string>>();
  const use = (imageId: string, project: string) => {
    known.add(project);
    users.set(imageId, (users.get(imageId) ?? new Set()).add(project));
  };
  for (const container of usage.containers) {
    const { project, imageId } = container;
    if (project === null) continue;
    use(imageId, project);
    if (isLive(container)) running.add(project);
  }
  for (const [imageId, projects] of remembered) for (const project of projects) use(imageId, project);
  for (const { labels } of [...usage.images, ...usage.volumes]) {
    const project = projectOf(labels);
    if (project !== null) known.add(project);
  }

  /** A name that a project's container was made from, whatever the tag: `registry/shop/api`. */
  const repositories = new Map<string, Set<string>>();
  for (const { id, tags } of usage.images) {
    for (const repository of tags.map(repositoryOf)) {
      repositories.set(repository, new Set([...(repositories.get(repository) ?? []), ...(users.get(id) ?? [])]));
    }
  }

  const named = (name: string) =>
    [...known].filter((project) => name.startsWith(`${project}_`) || name.startsWith(`${project}-`));

  function ofImage(image: ImageUsage): readonly string[] {
    const labelled = projectOf(image.labels);
    const byName = image.tags.flatMap((tag) => [...named(tag), ...(repositories.get(repositoryOf(tag)) ?? [])]);
    const all = [...(users.get(image.id) ?? []), ...(labelled === null ? [] : [labelled]), ...byName];
    return [...new Set(all)].sort();
  }

  function wouldLoseImages(project: string, image: ImageUsage): boolean {
    // A named image is what `up` would start from; a nameless one only where no newer one has its place.
    if (image.tags.length > 0) return true;
    const service = serviceOf(image.labels);
    const rivals = usage.images.filter((other) => other.tags.length > 0 && ofImage(other).includes(project));
    return !rivals.some((other) => service === null || serviceOf(other.labels) === service);
  }

  function isReplaced(project: string, image: ImageUsage): boolean {
    const inUse = usage.containers.filter((each) => each.project === project && isLive(each));
    const ids = new Set(inUse.map((container) => container.imageId));
    const current = new Set(
      usage.images.filter((other) => ids.has(other.id)).flatMap(({ tags }) => tags.map(repositoryOf)),
    );
    return image.tags.length > 0 && image.tags.every((tag) => current.has(repositoryOf(tag)));
  }

  return {
    runs: (project) => running.has(project),
    ofImage,
    ofVolume: (volume) => {
      const byName = named(volume.name);
      return projectOf(volume.labels) ?? byName.find((project) => running.has(project)) ?? byName[0] ?? null;
    },
    wouldLoseImages,
    isReplaced,
  };
}

/** `registry:5000/shop/api:1.2` without its tag. */
function repositoryOf(tag: string): string {
  return tag.replace(/:[^:/]*$/, '');
}
