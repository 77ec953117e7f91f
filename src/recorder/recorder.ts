import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { Availability, ContainerDetail, Docker, EngineEvent, ServiceKey } from '../docker/index.ts';
import { messageOf } from '../errors.ts';
import type { Host, HostSnapshot } from '../host/index.ts';
import type { Log } from '../log.ts';
import { changesBetween, outageBetween, type Picture } from './changes.ts';
import { emptyMemory, judgeEvent, missedCrashes } from './crashes.ts';
import { keepable } from './inventory.ts';
import { createRecorderStore, type RecorderStore } from './recorder-store.ts';
import { takeSamples } from './samples.ts';
import { troubleBeganAt } from './trouble.ts';
import type { Change, Inventory, Recorder, Sample } from './types.ts';

export interface RecorderOptions {
  readonly database: Database;
  readonly docker: Pick<Docker, 'availability' | 'events' | 'listDetails' | 'onAvailability' | 'stats'>;
  readonly host: Host;
  readonly clock: Clock;
  readonly log: Log;
}

const SAMPLE_EVERY_MS = 15_000;
/** A compose project's containers change together: one sample for the burst of their events. */
const AFTER_EVENT_MS = 500;
/** Longer than this without a picture, and something may have been missed. */
const BOT_OFF_MS = 60_000;
const PRUNE_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** How long a place may be empty while compose recreates its container. */
const RECREATE_MS = 10 * 60_000;

/** The flight recorder: bounded history of what the Engine showed, kept across restarts of the bot and of the Engine. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { database, docker, clock, log } = options;
  const store = createRecorderStore(database);
  const listeners = new Set<() => void>();
  let inventory = store.inventory();
  let memory = emptyMemory;
  /** Events may have been missed since the last picture: compare instead. */
  let blind = true;
  let engineWasDown = false;
  let prunedAt = 0;
  let underWay: Promise<void> | null = null;
  let following: Promise<void> | null = null;
  let started: (() => void) | null = null;
  let ended = false;

  const tell = () => {
    for (const listener of listeners) listener();
  };

  function onEvent(event: EngineEvent): void {
    if (ended) return;
    if (event.kind === 'gap') {
      blind = true;
      // What was being stopped before the gap says nothing about what starts after it.
      memory = emptyMemory;
      engineWasDown ||= event.engineWasDown;
      store.saveGap(event.fromAt, event.toAt, event.engineWasDown ? 'engine-down' : 'stream-cut');
      return;
    }
    const policy = inventory?.containers.find((container) => container.id === event.id)?.restartPolicy ?? null;
    const judged = judgeEvent(memory, event, policy);
    database.transaction(() => {
      if (!store.saveEvent(event)) return;
      memory = judged.memory;
      if (judged.bad !== null) store.saveBadEvent(judged.bad);
      if (judged.change !== null) store.saveChange(judged.change);
    });
    if (judged.bad !== null || judged.change !== null) database.afterCommit(tell);
  }

  function onAvailability(availability: Availability): void {
    if (ended) return;
    if (availability.reachable) store.closeGaps(clock.now());
    else {
      blind = true;
      store.saveGap(availability.sinceAt, null, 'engine-down');
    }
    tell();
  }

  async function sample(): Promise<void> {
    const [details, host] = await Promise.all([docker.listDetails(), options.host.snapshot()]);
    const samples = await takeSamples(details, docker, clock.now());
    if (ended) return;
    const taken: Inventory = { at: clock.now(), containers: details.map(keepable) };
    database.transaction(() => record(taken, samples, host));
    tell();
  }

  /** Everything that a new picture tells, in one transaction. */
  function record(taken: Inventory, samples: readonly Sample[], host: HostSnapshot): void {
    const bootId = host.bootId.value ?? inventory?.bootId ?? null;
    const pruneNow = taken.at - prunedAt > PRUNE_EVERY_MS;
    if (inventory !== null) compare(inventory, { ...taken, bootId }, host);
    for (const container of taken.containers) if (!container.oneOff) store.saveSnapshot(container, taken.at);
    store.saveSamples(samples);
    store.saveInventory(taken, bootId);
    if (pruneNow) store.prune(taken.at);
    database.afterCommit(() => {
      inventory = { ...taken, bootId };
      // Without the stream of events every picture has to be compared with the one before.
      blind = started === null;
      engineWasDown = false;
      if (pruneNow) prunedAt = taken.at;
    });
  }

  function compare(before: Picture, taken: Picture, host: HostSnapshot): void {
    const outage = outageBetween(before, taken, { blind, engineWasDown });
    if (outage !== null) {
      const at = outage === 'host-reboot' ? bootTime(host, taken.at) : taken.at;
      store.saveChange({ kind: outage, key: null, at, detail: {} });
    }
    saveDifferences(store, before, taken, outage !== null);
    if (!blind) return;
    for (const missed of missedCrashes(before.containers, taken.containers, taken.at)) store.saveBadEvent(missed);
  }

  /** One that is under way may have looked already: who asks now gets the next one. */
  function sampleNow(): Promise<void> {
    if (underWay === null) return tick();
    following ??= underWay.then(() => {
      following = null;
      return tick();
    });
    return following;
  }

  function tick(): Promise<void> {
    underWay ??= sample()
      .catch((error: unknown) => {
        // An Engine that is away is told by its availability; what is asked for here has an answer all the same: the last picture.
        if (docker.availability().reachable) log.warn({ reason: messageOf(error) }, 'A sample could not be taken.');
      })
      .finally(() => {
        underWay = null;
      });
    return underWay;
  }

  function start(): void {
    if (started !== null) return;
    const now = clock.now();
    if (inventory !== null && now - inventory.at > BOT_OFF_MS) store.saveGap(inventory.at, now, 'bot-off');
    let soon: NodeJS.Timeout | null = null;
    const sampleSoon = () => {
      soon ??= setTimeout(() => {
        soon = null;
        void tick();
      }, AFTER_EVENT_MS);
    };
    const events = docker.events((event) => {
      onEvent(event);
      sampleSoon();
    });
    const stopListening = docker.onAvailability((availability) => {
      onAvailability(availability);
      if (availability.reachable) sampleSoon();
    });
    const timer = setInterval(() => void tick(), SAMPLE_EVERY_MS);
    started = () => {
      events.stop();
      stopListening();
      clearInterval(timer);
      if (soon !== null) clearTimeout(soon);
    };
    void tick();
  }

  return {
    start,
    stop: () => {
      ended = true;
      started?.();
      started = null;
    },
    sampleNow,
    lastInventory: () => (inventory === null ? null : { at: inventory.at, containers: inventory.containers }),
    changesSince: (sinceAt, untilAt) => store.changes(sinceAt, untilAt),
    lastSamples: (key) => store.samples(key, clock.now() - DAY_MS),
    latestSamples: () => store.latestSamples(),
    badEventsSince: (sinceAt, key) => store.badEvents(sinceAt, key ?? null),
    detectedAt: (keys) => earliestTrouble(store, keys, clock.now()),
    gapsSince: (sinceAt) => store.gaps(sinceAt),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function bootTime(host: HostSnapshot, now: number): number {
  return host.uptimeS.value === null ? now : Math.round(now - host.uptimeS.value * 1000);
}

function saveDifferences(store: RecorderStore, before: Inventory, taken: Inventory, engineRestarted: boolean): void {
  const recent = (container: ContainerDetail | null) =>
    container !== null &&
    store.changes(taken.at - RECREATE_MS, taken.at).some((change) => isRemoval(change, container.key))
      ? container
      : null;
  const changes = changesBetween({
    before: before.containers,
    now: taken.containers,
    at: taken.at,
    engineRestarted,
    lastKnown: (container) => recent(store.lastKnown(container.key, container.number)),
  });
  for (const change of changes) {
    // It went and came back: one change, told by what is different about it.
    if (change.key !== null && change.kind !== 'removed') store.dropRemoved(change.key, taken.at - RECREATE_MS);
    store.saveChange(change);
  }
}

function isRemoval(change: Change, key: ServiceKey): boolean {
  return change.kind === 'removed' && change.key === key;
}

function earliestTrouble(store: RecorderStore, keys: readonly ServiceKey[], now: number): number | null {
  const sinceAt = now - DAY_MS;
  const began = keys
    .map((key) => troubleBeganAt(store.badEvents(sinceAt, key), store.samples(key, sinceAt), now))
    .filter((at) => at !== null);
  return began.length === 0 ? null : Math.min(...began);
}
