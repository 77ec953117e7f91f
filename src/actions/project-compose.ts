import { type ContainerDetail, type Docker, isLive } from '../docker/index.ts';
import type { Reason } from '../operations/index.ts';
import { type ComposeCli, type ComposeProgram, type ComposeReading, isReadable, type Scale } from './compose-cli.ts';
import type { ComposeService } from './compose-config.ts';
import { type ComposeFiles, type ComposeOrigin, locateFiles, originOf } from './compose-labels.ts';

const IMAGES_DEADLINE_MS = 5000;

/** What compose would do to a project: everything that has to be known before it is asked for. */
export interface ComposePlan {
  readonly program: ComposeProgram;
  readonly files: ComposeFiles;
  /** As its files say now. */
  readonly services: readonly ComposeService[];
  /** Those of services that have a container: without them compose would leave these out. */
  readonly profiles: readonly string[];
  /** Services with another number of containers than one. */
  readonly scales: readonly Scale[];
  /** Services that the files describe differently than their containers were made; null: it cannot be told. */
  readonly changed: readonly string[] | null;
  /** In the files, and without a container now. */
  readonly added: readonly string[];
  /** Their containers stand: `up -d` makes and starts them anew, as jobs that were done. */
  readonly standing: readonly string[];
  /** Containers of services that the files do not have: they are left alone. */
  readonly orphans: readonly string[];
}

/** What the files of a project say, where they can be read; else why not, in words. */
export type ComposeLook =
  | {
      readonly kind: 'read';
      readonly program: ComposeProgram;
      readonly files: ComposeFiles;
      readonly reading: ComposeReading;
      readonly origin: ComposeOrigin;
    }
  | { readonly kind: 'unreadable'; readonly why: Reason };

export async function lookAtCompose(
  cli: ComposeCli,
  project: string,
  containers: readonly ContainerDetail[],
): Promise<ComposeLook> {
  const origin = originOf(project, containers);
  if (origin === null) return unreadable('no-files');
  const located = await locateFiles(origin, isReadable);
  if ('missing' in located) {
    return located.missing === null ? unreadable('no-files') : unreadable('file-missing', { file: located.missing });
  }
  const [program] = await cli.programs(origin.major);
  if (program === undefined) return unreadable('no-program');
  const reading = await cli.read(program, located.found);
  if ('problem' in reading) return unreadable('files-broken', { problem: reading.problem });
  return { kind: 'read', program, files: located.found, reading, origin };
}

/** Whether `down` and `up -d` would bring the same project back; else why not, in words. */
export async function planCompose(
  docker: Docker,
  look: ComposeLook,
  containers: readonly ContainerDetail[],
  /** The bot sees a part of the Engine only: compose must not touch what it does not see. */
  isNarrowed: boolean,
): Promise<{ readonly plan: ComposePlan } | { readonly why: Reason }> {
  if (look.kind === 'unreadable') return { why: look.why };
  const { program, files, reading, origin } = look;
  const { services } = reading;
  const known = new Map(services.map((service) => [service.name, service]));
  const present = [...new Set(containers.map((container) => container.service))];
  if (!present.some((service) => known.has(service))) return because('other-files', { file: files.files[0] ?? '' });

  const profiles = [...new Set(present.flatMap((service) => known.get(service)?.profiles ?? []))].sort();
  const isWanted = ({ profiles: own, name }: ComposeService) =>
    own.length === 0 || present.includes(name) || own.some((profile) => profiles.includes(profile));
  const wanted = services.filter(isWanted);
  const hidden = wanted.filter((service) => !present.includes(service.name)).map((service) => service.name);
  if (isNarrowed && hidden.length > 0) return because('out-of-sight', { services: hidden.join(', ') });

  const changed = changedServices(reading, origin, program, containers, wanted);
  if (reading.unset.length > 0 && (changed === null || changed.length > 0)) {
    return because('unset-variables', { names: reading.unset.join(', ') });
  }
  const missing = await missingImages(docker, wanted, containers);
  if (missing.length > 0) return because('images-missing', { images: missing.join(', ') });
  const running = new Set(containers.filter(isLive).map((container) => container.service));
  return {
    plan: {
      program,
      files,
      services,
      profiles,
      scales: scalesOf(containers, known),
      changed,
      added: hidden,
      standing: present.filter((service) => known.has(service) && !running.has(service)),
      orphans: present.filter((service) => !known.has(service)),
    },
  };
}

/** Hashes of the two major versions cannot be compared. */
function changedServices(
  { hashes }: ComposeReading,
  origin: ComposeOrigin,
  program: ComposeProgram,
  containers: readonly ContainerDetail[],
  wanted: readonly ComposeService[],
): string[] | null {
  if (hashes.size === 0 || origin.major !== program.major) return null;
  const isChanged = ({ name }: ComposeService) => {
    const own = containers.filter((container) => container.service === name);
    return own.some((container) => container.configHash !== null && container.configHash !== hashes.get(name));
  };
  return wanted.filter(isChanged).map((service) => service.name);
}

/** `down` and `up` would come back with as many as the file says, whatever it was scaled to since. */
function scalesOf(containers: readonly ContainerDetail[], known: ReadonlyMap<string, ComposeService>): Scale[] {
  const counts = new Map<string, number>();
  for (const { service } of containers.filter(isLive)) counts.set(service, (counts.get(service) ?? 0) + 1);
  return [...counts].filter(([service, count]) => count > 1 && known.has(service));
}

/** @throws EngineError */
async function missingImages(
  docker: Docker,
  services: readonly ComposeService[],
  containers: readonly ContainerDetail[],
): Promise<string[]> {
  const images = await docker.imageUse({ deadlineMs: IMAGES_DEADLINE_MS });
  const there = new Set(images.flatMap((image) => [image.id, image.id.replace(/^sha256:/, ''), ...image.tags]));
  // An image that is named by its digest has no tag: a container that was made from it shows that it is there.
  const isThere = (image: string) =>
    image.includes('@')
      ? containers.some((container) => container.image === image && there.has(container.imageId))
      : there.has(image) || there.has(withTag(image));
  return [...new Set(services.map((service) => service.image))].filter((image) => !isThere(image));
}

/** As the Engine lists it: `shop/gateway` is `shop/gateway:latest`, Docker's own registry is not named. */
function withTag(image: string): string {
  const plain = image.replace(/^docker\.io\/(library\/)?/, '');
  return /:[^/]+$/.test(plain) ? plain : `${plain}:latest`;
}

function because(what: string, params: Reason['params'] = {}): { readonly why: Reason } {
  return { why: { key: `operations-compose-${what}`, params } };
}

function unreadable(what: string, params: Reason['params'] = {}): ComposeLook {
  return { kind: 'unreadable', ...because(what, params) };
}
