import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { Availability, ContainerDetail, Docker, EngineEvent } from '../docker/index.ts';
import { messageOf } from '../errors.ts';
import type { Host, HostSnapshot } from '../host/index.ts';
import type { Log } from '../log.ts';
import { outageBetween, type Picture } from './changes.ts';
import { emptyMemory, judgeEvent, missedCrashes } from './crashes.ts';
import { earliestTrouble, saveDifferences } from './differences.ts';
import { createHistoryStore } from './history-store.ts';
import { keepable } from './inventory.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createRecorderStore } from './recorder-store.ts';
import { takeSamples } from './samples.ts';
import type { Inventory, Recorder, Sample } from './types.ts';

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
/** A share of the CPU needs two samples: what has just started gets its second soon. */
const SECOND_SAMPLE_MS = 1_000;
/** Figures that are older are taken anew after a look, for the next one. */
const FIGURES_AGE_MS = 3_000;
/** Longer than this without a picture, and something may have been missed. */
const BOT_OFF_MS = 60_000;
const PRUNE_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** The flight recorder: bounded history of what the Engine showed, kept across restarts of the bot and of the Engine. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { database, docker, clock, log } = options;
  const store = createRecorderStore(database);
  const history = createHistoryStore(database);
  const listeners = new Set<() => void>();
  let inventory = store.inventory();
  let memory = emptyMemory;
  /** Events may have been missed since the last picture: compare instead. */
  let blind = true;
  let engineWasDown = false;
  let prunedAt = 0;
  let host: HostSnapshot | null = null;
  let sampledAt = 0;
  let withoutCpu: ReadonlySet<string> = new Set();
  let soon: NodeJS.Timeout | null = null;
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

  async function look(): Promise<readonly ContainerDetail[]> {
    const [details, seenHost] = await Promise.all([docker.listDetails(), lookAtHost()]);
    if (ended) return [];
    const taken: Inventory = { at: clock.now(), containers: details.map(keepable) };
    database.transaction(() => record(taken, seenHost));
    tell();
    return details;
  }

  /** Also while the Engine is away. */
  async function lookAtHost(): Promise<HostSnapshot> {
    const seen = await options.host.snapshot();
    host = seen;
    if (!ended) history.saveDisks(seen.disks.value ?? [], clock.now());
    return seen;
  }

  /** A picture and, as they come, the figures: the Engine takes a second or more for them. */
  async function sample(): Promise<void> {
    const details = await looks.fresh();
    const samples = await takeSamples(details, docker, clock.now());
    if (ended) return;
    store.saveSamples(samples);
    sampledAt = clock.now();
    hurrySecondSample(samples);
    tell();
  }

  function hurrySecondSample(samples: readonly Sample[]): void {
    const lacking = samples.filter(({ cpuPercent, memoryBytes }) => cpuPercent === null && memoryBytes !== null);
    if (lacking.some(({ containerId }) => !withoutCpu.has(containerId))) sampleSoon(SECOND_SAMPLE_MS);
    withoutCpu = new Set(lacking.map(({ containerId }) => containerId));
  }

  /** Everything that a new picture tells, in one transaction. */
  function record(taken: Inventory, seenHost: HostSnapshot): void {
    const bootId = seenHost.bootId.value ?? inventory?.bootId ?? null;
    const pruneNow = taken.at - prunedAt > PRUNE_EVERY_MS;
    if (inventory !== null) compare(inventory, { ...taken, bootId }, seenHost);
    for (const container of taken.containers) if (!container.oneOff) store.saveSnapshot(container, taken.at);
    store.saveInventory(taken, bootId);
    if (pruneNow) {
      store.prune(taken.at);
      history.prune(taken.at);
    }
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

  // An older picture must never follow a newer one.
  const looks = oneAtATime(look);
  const samples = oneAtATime(sample);

  async function quietly(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // An Engine that is away is told by its availability; what is asked for here has an answer all the same: the last picture.
      if (docker.availability().reachable) log.warn({ reason: messageOf(error) }, 'A sample could not be taken.');
    }
  }

  const tick = () => quietly(samples.join());

  function sampleSoon(ms: number): void {
    if (started === null) return;
    soon ??= setTimeout(() => {
      soon = null;
      void tick();
    }, ms);
  }

  async function lookNow(): Promise<void> {
    await quietly(looks.fresh());
    if (clock.now() - sampledAt > FIGURES_AGE_MS) sampleSoon(AFTER_EVENT_MS);
  }

  function start(): void {
    if (started !== null) return;
    const now = clock.now();
    if (inventory !== null && now - inventory.at > BOT_OFF_MS) store.saveGap(inventory.at, now, 'bot-off');
    const events = docker.events(
      (event) => {
        onEvent(event);
        sampleSoon(AFTER_EVENT_MS);
      },
      { killsSince: now - DAY_MS },
    );
    const stopListening = docker.onAvailability((availability) => {
      onAvailability(availability);
      if (availability.reachable) sampleSoon(AFTER_EVENT_MS);
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
    sampleNow: () => quietly(samples.fresh()),
    lookNow,
    lastInventory: () => (inventory === null ? null : { at: inventory.at, containers: inventory.containers }),
    changesSince: (sinceAt, untilAt) => store.changes(sinceAt, untilAt),
    lastSamples: (key, sinceAt = clock.now() - DAY_MS) => store.samples(key, sinceAt),
    latestSamples: () => store.latestSamples(),
    lastHost: () => host,
    diskSamples: (sinceAt) => history.disks(sinceAt),
    eventsOf: ({ key, id }, limit) => history.events(key, id, limit),
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
