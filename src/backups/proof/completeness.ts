import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import type { ArchiveProblem } from '../archive/types.ts';
import type { Manifest, ServiceRecord } from '../manifest.ts';
import { referencesOf } from '../sets/compose-text.ts';
import type { StoredConfigFile } from './config-files.ts';
import { factsOf } from './inspect-facts.ts';

const LABEL = 'com.docker.compose.project';

/**
 * What nobody accounts for: volumes, compose files and env files that the services need and that are neither in the
 * backup nor said to be missing. A database that comes back without its password comes back for nobody.
 * @param config the files as they were read out of the backup; without them only names can be looked at
 */
export function unaccountedFor(manifest: Manifest, config: readonly StoredConfigFile[]): ArchiveProblem[] {
  const stored = new Set(manifest.configFiles.map(({ path }) => path));
  const said = new Set(manifest.missing.map(({ name }) => name));
  const isKnown = (name: string) => stored.has(name) || said.has(name);
  const trees = new Set(manifest.trees.flatMap((tree) => (tree.kind === 'volume' ? [tree.name] : [])));
  // What a restore put aside holds what it was about to change, and is for nothing else.
  if (manifest.origin === 'safety') return [];
  // A set that is no project holds what stands in vakhta.yaml, whatever else its services mount.
  const mounting = manifest.project === null ? [] : manifest.services;
  const volumes = mounting.flatMap((service) =>
    service.volumes
      .filter((volume) => !trees.has(volume) && !said.has(volume))
      .map((volume) => `${service.name}: ${volume}`),
  );
  const images = manifest.services
    .filter(({ image, imageId }) => image === '' && imageId === '')
    .filter(({ name }) => !manifest.missing.some((gap) => gap.what === 'image' && gap.name === name))
    .map(({ name }) => name);
  const composeNames = new Set(manifest.configFiles.map(({ path }) => basename(path)));
  // The project's folder may have moved since the containers were made.
  const named = manifest.services
    .flatMap(composeFilesOf)
    .filter((path) => !isKnown(path) && !composeNames.has(basename(path)));
  const referred = config
    .filter(({ role }) => role === 'compose')
    .flatMap((file) => referredIn(file, manifest.workingDir))
    .filter((path) => !isKnown(path));
  return [...new Set([...volumes, ...images, ...named, ...referred])].map((name) => ({
    kind: 'config-incomplete',
    name,
  }));
}

/** The files that a service was made from, as compose wrote them onto its container. */
function composeFilesOf(service: ServiceRecord): string[] {
  const labels = factsOf(service.inspect)?.labels ?? {};
  return (
    [labels[`${LABEL}.config_files`], labels[`${LABEL}.environment_file`]]
      .flatMap((value) => value?.split(',') ?? [])
      .map((path) => path.trim())
      // Compose that read from its standard input names no file.
      .filter((path) => path !== '' && basename(path) !== '-')
      .map((path) => absolute(path, labels[`${LABEL}.working_dir`] ?? null))
  );
}

/** Env files, and compose files that it includes or extends. What is named by a variable nobody but compose can find. */
function referredIn({ path, text }: StoredConfigFile, workingDir: string | null): string[] {
  const folder = dirname(path);
  const references = referencesOf(text, folder, workingDir ?? folder);
  return references === null ? [] : [...references.compose, ...references.env].map((each) => normalize(each));
}

function absolute(path: string, folder: string | null): string {
  return normalize(isAbsolute(path) || folder === null ? path : join(folder, path));
}

/** Images that have to be had from somewhere else before the services can run again: as people would pull them. */
export function imagesAbsent(manifest: Manifest, isPresent: (reference: string) => boolean): string[] {
  const absent = manifest.services
    .filter(({ image, imageId }) => image !== '' || imageId !== '')
    .filter(({ image, imageId }) => !isPresent(imageId) && !isPresent(image))
    .map(({ image, imageDigest }) => imageDigest ?? image);
  return [...new Set(absent)];
}
