import { type Checks, type Outcome, underDeadline } from '../checks/index.ts';
import type { Clock } from '../clock.ts';
import type { ContainerDetail, Docker } from '../docker/index.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Discovery } from './discovery.ts';
import { answered, answeredCheck, dockerItems, selfItem, uncoveredContainers } from './items.ts';
import type { Recording } from './recording.ts';
import type { SelfProbe } from './self-probes.ts';
import type { Item } from './types.ts';

export interface RunningOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly checks: Checks;
  readonly docker: Pick<Docker, 'listDetails'>;
  /** Whether the last end of a container was that; the Engine's own flag alone often does not know. */
  readonly ranOutOfMemory: (container: ContainerDetail) => boolean;
  readonly probes: () => readonly SelfProbe[];
  readonly discovery: Discovery;
  readonly record: (runId: number, boardId: string) => Recording;
}

export interface RunInput {
  readonly runId: number;
  readonly boardId: string;
  readonly items: readonly Item[];
  /** The id of the one line that is asked; null: all. */
  readonly only: string | null;
}

export interface Running {
  start(input: RunInput): void;
  askOne(runId: number, boardId: string, item: Item): void;
  /** The lines of Docker health as they were found last. */
  lastDocker(): readonly Item[];
  stop(): void;
  idle(): Promise<void>;
}

/** Each check has a deadline of its own; this one only bounds those that forget theirs. */
const LONGEST_MS = 600_000;
const DOCKER_DEADLINE_MS = 5_000;

/** Asks, everything at the same time, each under its own deadline. */
export function createRunning(options: RunningOptions): Running {
  const { checks, clock } = options;
  const stopped = new AbortController();
  const underWay = new Set<Promise<void>>();
  let docker: readonly Item[] = [];
  let listing: Promise<ContainerDetail[]> | null = null;

  /** Two people who look at the same time do not make it twice as much; what has ended is not the present. */
  function containersNow(): Promise<ContainerDetail[]> {
    listing ??= options.docker.listDetails({ deadlineMs: DOCKER_DEADLINE_MS }).finally(() => {
      listing = null;
    });
    return listing;
  }

  async function askSelf(probe: SelfProbe, item: Item): Promise<Item> {
    const outcome: Outcome = await underDeadline(probe.timeoutMs, stopped.signal, () => probe.run());
    return answered(item, outcome, clock.now());
  }

  /** @returns the containers of which Docker's word was read; null while the Engine is away, which its own line tells */
  async function askDocker(recording: Recording, only: string | null): Promise<ContainerDetail[] | null> {
    if (only !== null && !only.startsWith('docker-health:')) return null;
    try {
      const containers = await containersNow();
      docker = dockerItems(containers, clock.now(), options.ranOutOfMemory);
      recording.add(only === null ? docker : docker.filter((item) => item.id === only));
      return containers;
    } catch (error) {
      options.log.debug({ reason: messageOf(error) }, 'Docker health could not be read');
      return null;
    }
  }

  async function run({ runId, boardId, items, only }: RunInput): Promise<void> {
    const recording = options.record(runId, boardId);
    const probes = options.probes().flatMap((probe) => {
      const item = items.find(({ id }) => id === selfItem(probe).id);
      return item === undefined ? [] : [askSelf(probe, item).then((answer) => recording.add([answer]))];
    });
    const asked = checks.runAll({
      deadlineMs: LONGEST_MS,
      dockerHealth: false,
      filter: ({ id }) => only === null || id === only,
      onResult: (result) => recording.add([answeredCheck(result)]),
      signal: stopped.signal,
    });
    const containers = askDocker(recording, only);
    await Promise.all([asked, containers, ...probes]);
    recording.end(stopped.signal.aborted ? 'interrupted' : 'done');
    const seen = await containers;
    if (only === null && seen !== null && !stopped.signal.aborted) await discover(recording, seen);
  }

  /** After everything else: nobody waits for what is only offered. */
  async function discover(recording: Recording, containers: readonly ContainerDetail[]): Promise<void> {
    const uncovered = uncoveredContainers(containers, coverage(checks));
    if (uncovered.length === 0) return;
    recording.uncovered([...new Set(uncovered.map(({ service }) => service))].sort());
    const taken = new Set(checks.list().map(({ id }) => id));
    const found = await options.discovery.look(uncovered, taken);
    if (found.length > 0 && !stopped.signal.aborted) recording.found(found);
  }

  async function askOne(runId: number, boardId: string, item: Item): Promise<void> {
    const recording = options.record(runId, boardId);
    const probe = options.probes().find((candidate) => selfItem(candidate).id === item.id);
    if (probe !== undefined) recording.add([await askSelf(probe, item)]);
    else if (item.part === 'docker') await askDocker(recording, item.id);
    else recording.add([answeredCheck(await checks.run(item.id, stopped.signal))]);
    recording.flush();
  }

  function keep(work: Promise<void>): void {
    const noted = work.catch((error: unknown) => {
      options.log.error({ reason: messageOf(error) }, 'a health run failed');
    });
    underWay.add(noted);
    void noted.finally(() => underWay.delete(noted));
  }

  return {
    start: (input) => keep(run(input)),
    askOne: (runId, boardId, item) => keep(askOne(runId, boardId, item)),
    lastDocker: () => docker,
    stop: () => stopped.abort(),
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** For which services and ports of the host some check speaks. */
function coverage(checks: Checks): { services: Set<string>; ports: Set<number> } {
  const services = new Set<string>();
  const ports = new Set<number>();
  for (const { id, service } of checks.list()) {
    if (service !== undefined) services.add(service);
    const probe = checks.describe(id)?.probe;
    if (probe?.kind === 'tcp') ports.add(probe.port);
    if (probe?.kind === 'http') ports.add(Number(new URL(probe.url).port || 80));
  }
  return { services, ports };
}
