import type { Clock } from '../../clock.ts';
import { type Docker, EngineError, type EngineStorage, serviceKey } from '../../docker/index.ts';
import type { Reason } from '../../operations/index.ts';
import { type Held, type Participant, startLevels } from './held.ts';
import { beginRise, judgeRise, type Rise } from './well.ts';

const LOOK_EVERY_MS = 250;

/** An application did not come up. */
export class NotWellError extends Error {
  override readonly name = 'NotWellError';
  readonly reason: Reason;
  constructor(reason: Reason) {
    super(reason.key);
    this.reason = reason;
  }
}

export interface Services {
  /** Nothing starts them again while they are held. */
  hold(participants: readonly Participant[], signal: AbortSignal): Promise<void>;
  /** What needs others first. Does nothing to those that stand. */
  stop(participants: readonly Participant[], signal: AbortSignal): Promise<void>;
  /**
   * Starts what ran before, level by level, each when those it needs are well. Answers since when all can serve.
   * @throws NotWellError for one that does not come up (with `lenient`: only where it was well before)
   */
  start(participants: readonly Participant[], how: { readonly lenient: boolean }, signal: AbortSignal): Promise<number>;
  /** Their restart policies as they were, and frozen what was frozen. */
  release(participants: readonly Participant[], signal: AbortSignal): Promise<void>;
  /** Takes away containers of services that had none when it began: they stand in the way of what was. */
  removeAnew(project: string | null, lost: Held['lost'], signal: AbortSignal): Promise<void>;
}

export function createServices(deps: {
  readonly docker: Docker;
  readonly storage: Pick<EngineStorage, 'setRestartPolicy'>;
  readonly clock: Clock;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly report: (doing: Reason) => void;
}): Services {
  const { docker, storage, clock, sleep, report } = deps;

  async function hold(participants: readonly Participant[], signal: AbortSignal): Promise<void> {
    for (const { id } of participants) {
      await unlessGone(storage.setRestartPolicy(id, { name: 'no', maximumRetryCount: 0 }, { signal }));
    }
  }

  async function stop(participants: readonly Participant[], signal: AbortSignal): Promise<void> {
    for (const level of startLevels(participants).reverse()) {
      report({ key: 'backups-restore-stopping', params: { services: namesOf(level) } });
      await Promise.all(level.map((one) => stopOne(one, signal)));
    }
  }

  async function stopOne({ id }: Participant, signal: AbortSignal): Promise<void> {
    const detail = await docker.inspect(id, { signal });
    if (detail === null) return;
    if (detail.state === 'paused') await docker.unpause(id, { signal });
    if (detail.state === 'exited' || detail.state === 'created') return;
    await unlessGone(docker.stop(id, { signal }));
  }

  async function start(
    participants: readonly Participant[],
    { lenient }: { readonly lenient: boolean },
    signal: AbortSignal,
  ): Promise<number> {
    let wellAt = clock.now();
    for (const level of startLevels(participants)) {
      const ran = level.filter(({ was }) => was !== 'stopped');
      if (ran.length === 0) continue;
      report({ key: 'backups-restore-starting', params: { services: namesOf(ran) } });
      const ends = await Promise.all(ran.map((one) => riseOf(one, lenient && !one.wasWell, signal)));
      wellAt = Math.max(wellAt, ...ends);
    }
    return wellAt;
  }

  /** Starts one and waits until it can serve; answers since when. */
  async function riseOf(one: Participant, mayFail: boolean, signal: AbortSignal): Promise<number> {
    let rise: Rise = beginRise(one, clock.now());
    try {
      await startOne(one, signal);
      for (;;) {
        const judged = judgeRise(rise, await docker.inspect(one.id, { signal }), clock.now());
        rise = judged.rise;
        const { verdict } = judged;
        if (verdict.kind === 'well') return verdict.at;
        if (verdict.kind === 'bad') throw new NotWellError(verdict.reason);
        await sleep(verdict.kind === 'start-again' ? 1000 * 2 ** (rise.falls - 1) : LOOK_EVERY_MS, signal);
        if (verdict.kind === 'start-again') await startOne(one, signal);
      }
    } catch (error) {
      if (!mayFail || !(error instanceof NotWellError)) throw error;
      return clock.now();
    }
  }

  async function startOne({ id, name }: Participant, signal: AbortSignal): Promise<void> {
    try {
      await docker.start(id, { signal });
    } catch (error) {
      if (!(error instanceof EngineError) || error.unreachable !== null) throw error;
      // It is there and the Engine cannot start it: a port that is taken, a mount that is gone.
      throw new NotWellError({
        key: 'backups-restore-why-not-started',
        params: { name, problem: error.reason.slice(0, 200) },
      });
    }
  }

  async function release(participants: readonly Participant[], signal: AbortSignal): Promise<void> {
    for (const { id, policy, was } of participants) {
      await unlessGone(storage.setRestartPolicy(id, policy, { signal }));
      if (was !== 'paused') continue;
      const detail = await docker.inspect(id, { signal });
      if (detail?.state === 'running') await docker.pause(id, { signal });
    }
  }

  async function removeAnew(project: string | null, lost: Held['lost'], signal: AbortSignal): Promise<void> {
    for (const { service } of lost) {
      for (const { id } of await docker.find(serviceKey({ engine: docker.engine, project, service }), { signal })) {
        await unlessGone(docker.stop(id, { signal }));
        await unlessGone(docker.removeContainer(id, { signal }));
      }
    }
  }

  return { hold, stop, start, release, removeAnew };
}

/** Somebody removed it meanwhile: what is not there needs nothing. */
async function unlessGone(call: Promise<void>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof EngineError) || error.statusCode !== 404) throw error;
  }
}

export function namesOf(participants: readonly Participant[]): string {
  const names = [
    ...new Set(participants.map(({ project, service }) => (project === null ? service : `${project}/${service}`))),
  ];
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 4).join(', ')} +${names.length - 4}`;
}
