import type { ContainerDetail } from '../docker/index.ts';
import type { Change, ChangeDetail } from './types.ts';

/** The container that holds a place: several of one service are told apart by compose's number. */
export const placeOf = (container: ContainerDetail): string => `${container.key}#${container.number}`;

export interface Comparison {
  readonly before: readonly ContainerDetail[];
  readonly now: readonly ContainerDetail[];
  /** When the later picture was taken. */
  readonly at: number;
  /** The Engine or the host was restarted in between: new starts are its doing, nobody's hand. */
  readonly engineRestarted: boolean;
  /** The last container known in the place of this one, where `before` had none: it went and came back between pictures. */
  readonly lastKnown?: (container: ContainerDetail) => ContainerDetail | null;
}

/** What people changed between two pictures. One-off containers (`compose run`) are nobody's change. */
export function changesBetween(comparison: Comparison): Change[] {
  const { before, now, at } = comparison;
  const old = byPlace(before);
  const current = byPlace(now);
  const changes = [...current].flatMap(([place, container]) => {
    const previous = old.get(place) ?? comparison.lastKnown?.(container) ?? null;
    if (previous === null) return [created(container)];
    if (previous.id !== container.id) return replaced(previous, container);
    return restartedByHand(previous, container, comparison) ? [handRestart(container, at)] : [];
  });
  const removed = [...old].filter(([place]) => !current.has(place));
  return [...changes, ...removed.map(([, container]) => change('removed', container, at, {}))];
}

function byPlace(containers: readonly ContainerDetail[]): Map<string, ContainerDetail> {
  return new Map(
    containers.filter((container) => !container.oneOff).map((container) => [placeOf(container), container]),
  );
}

function change(kind: Change['kind'], container: ContainerDetail, at: number, detail: ChangeDetail): Change {
  return { kind, key: container.key, at, detail: { containerName: container.name, ...detail } };
}

function created(container: ContainerDetail): Change {
  return change('created', container, container.createdAt, { to: shortImage(container) });
}

function handRestart(container: ContainerDetail, at: number): Change {
  return change('restarted-by-hand', container, container.startedAt ?? at, {});
}

/** A new container in an old place: say what is different about it, and only if nothing is, that it was recreated. */
function replaced(previous: ContainerDetail, container: ContainerDetail): Change[] {
  const at = container.createdAt;
  const changes: Change[] = [];
  if (previous.imageId !== container.imageId) {
    changes.push(change('image', container, at, { from: shortImage(previous), to: shortImage(container) }));
  }
  const envAdded = container.envNames.filter((name) => !previous.envNames.includes(name));
  const envRemoved = previous.envNames.filter((name) => !container.envNames.includes(name));
  if (previous.configHash !== container.configHash || envAdded.length + envRemoved.length > 0) {
    changes.push(
      change('config', container, at, {
        from: (previous.configHash ?? '').slice(0, 12),
        to: (container.configHash ?? '').slice(0, 12),
        envAdded,
        envRemoved,
      }),
    );
  }
  return changes.length > 0 ? changes : [change('recreated', container, at, {})];
}

/**
 * The Engine counts restarts by its policy since the last start by hand: a new start without
 * a higher count was somebody's. It counts when a container falls, not when it starts again, so the start that one in
 * state `restarting` waits for is counted already.
 */
function restartedByHand(previous: ContainerDetail, container: ContainerDetail, comparison: Comparison): boolean {
  if (comparison.engineRestarted) return false;
  if (previous.startedAt === null || container.startedAt === null) return false;
  if (container.startedAt <= previous.startedAt) return false;
  const awaited = previous.state === 'restarting' && container.restartCount === previous.restartCount;
  return container.restartCount <= previous.restartCount && !awaited;
}

/** The image as a person recognises it: its digest, else its id, in Docker's own twelve digits. */
function shortImage(container: ContainerDetail): string {
  const full = container.imageDigest?.split('@').at(-1) ?? container.imageId;
  return full.replace(/^sha256:/, '').slice(0, 12);
}

export interface Picture {
  readonly at: number;
  readonly containers: readonly ContainerDetail[];
  /** null: not known. */
  readonly bootId: string | null;
}

/**
 * What happened to the whole machine between two pictures; null: nothing.
 * @param seen `blind`: events may have been missed; `engineWasDown`: the Engine did not answer in between
 */
export function outageBetween(
  before: Picture,
  now: Picture,
  seen: { blind: boolean; engineWasDown: boolean },
): 'host-reboot' | 'engine-restart' | null {
  if (before.bootId !== null && now.bootId !== null && before.bootId !== now.bootId) return 'host-reboot';
  if (seen.engineWasDown) return 'engine-restart';
  return seen.blind && allStartedAnew(before.containers, now.containers) ? 'engine-restart' : null;
}

function allStartedAnew(before: readonly ContainerDetail[], now: readonly ContainerDetail[]): boolean {
  const starts = new Map(now.map((container) => [container.id, container.startedAt]));
  const ran = before.filter((container) => container.state === 'running' && starts.has(container.id));
  // With a single one it cannot be told from somebody's restart, which is the more likely.
  return ran.length > 1 && ran.every((container) => (starts.get(container.id) ?? 0) > (container.startedAt ?? 0));
}
