import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import {
  type Dependencies,
  dependenciesFromLabels,
  type Member,
  memberOf,
  memberSchema,
  patiently,
  type Refusal,
  startMembers,
  startOrder,
  stopMembers,
} from '../../actions/index.ts';
import type { Clock } from '../../clock.ts';
import type { ContainerDetail, Docker } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import type { BackupSet } from '../sets/types.ts';

const LOOK_DEADLINE_MS = 5000;
const LOOK_EVERY_MS = 500;
/** On top of the stop time-out: the Engine's own work. */
const MARGIN_MS = 2000;
/** For a container that may take for ever to stop. */
const LONGEST_STOP_S = 60;

/** What runs and is to stand still: enough to bring it back, whoever reads it. The intent of the step `hold`. */
export const holdSchema = z.object({
  members: z.array(memberSchema.extend({ how: z.enum(['stop', 'pause']) })),
  levels: z.array(z.array(z.string())),
  dependencies: z.record(
    z.string(),
    z.array(z.object({ service: z.string(), condition: z.enum(['started', 'healthy', 'completed']) })),
  ),
});
export type Hold = z.infer<typeof holdSchema>;
type Held = Hold['members'][number];

export interface Released {
  /** Sentences: who did not start again, or was not healthy in time before others started. */
  readonly notes: readonly Reason[];
  readonly failed: readonly string[];
}

/** Stops and freezes services while their volumes are read, and brings back those that ran. */
export function createHolding(deps: {
  readonly docker: Docker;
  readonly clock: Clock;
  readonly progress: (doing: Reason) => void;
}) {
  const { docker, clock, progress } = deps;

  const effects = (hold: Hold) => ({
    docker,
    order: { levels: hold.levels, dependencies: new Map(Object.entries(hold.dependencies)) },
    now: clock.now,
    progress,
    // Never broken off in the middle: what was stopped has to be started again.
    sleep: async (ms: number) => {
      await wait(ms);
    },
  });

  /** What has to be written down before anything is touched. @throws UserError · EngineError */
  async function plan(set: BackupSet): Promise<Hold> {
    const how = new Map(set.services.map(({ record, during }) => [record.name, during]));
    const ids = set.services.flatMap(({ record }) => record.containers.map(({ id }) => id));
    const inspected = await Promise.all(ids.map((id) => docker.inspect(id, { deadlineMs: LOOK_DEADLINE_MS })));
    const details = inspected.filter((detail) => detail !== null);
    const members = details
      // One that stands frozen already is still enough, and stays as it is.
      .filter(({ state }) => state === 'running' || state === 'restarting')
      .flatMap((detail): Held[] => {
        const during = how.get(detail.service);
        return during === 'stop' || during === 'pause' ? [{ ...memberOf(detail), how: during }] : [];
      });
    await refuse(details, members);
    const dependencies = dependenciesOf(set, details);
    const { levels } = startOrder(
      members.map(({ service }) => service),
      dependencies,
    );
    return {
      members,
      levels: levels.map((level) => [...level]),
      dependencies: Object.fromEntries([...dependencies].map(([name, all]) => [name, all.map((one) => ({ ...one }))])),
    };
  }

  /** The bot cannot stop itself and go on; a container that is removed when it stops could not be started again. */
  async function refuse(details: readonly ContainerDetail[], members: readonly Held[]): Promise<void> {
    const stopped = new Set(members.map(({ id }) => id));
    if (stopped.size === 0) return;
    const own = await docker.selfContainerId({ deadlineMs: LOOK_DEADLINE_MS });
    for (const detail of details.filter(({ id }) => stopped.has(id))) {
      if (detail.id === own) throw new UserError('operations-own-container', { name: detail.name });
      if (isAutoRemoved(detail)) throw new UserError('backups-create-auto-remove', { name: detail.name });
    }
  }

  /** What needs others stands still before them. @throws UserError `backups-create-not-held` · EngineError */
  async function still(hold: Hold): Promise<void> {
    const options = effects(hold);
    const refused = [
      ...(await stopMembers(
        options,
        hold.members.filter(({ how }) => how === 'stop'),
      )),
    ];
    for (const level of [...hold.levels].reverse()) {
      const frozen = hold.members.filter(({ how, service }) => how === 'pause' && level.includes(service));
      for (const member of frozen) {
        progress({ key: 'backups-create-pausing', params: { name: member.name } });
        await patiently(options, () => freeze(docker, member));
      }
    }
    const [first] = refused;
    if (first !== undefined) {
      throw new UserError('backups-create-not-held', { name: first.member.name, problem: first.problem.slice(0, 200) });
    }
  }

  /**
   * Whoever stood still runs again: exactly those, what is needed first in front.
   * @param settled false when the stop may still be under way: the process that asked for it was killed
   * @throws EngineError when the Engine does not come back within five minutes
   */
  async function release(hold: Hold, settled: boolean): Promise<Released> {
    const options = effects(hold);
    const refused = new Map<string, Refusal>();
    const notReady = new Set<string>();
    const endAt = clock.now() + (settled ? 0 : longestStopMs(hold.members));
    for (;;) {
      const seen = await Promise.all(
        hold.members.map(async (member) => ({ member, detail: await patiently(options, () => today(docker, member)) })),
      );
      const standing = seen.flatMap((one) => (isStanding(one) && !refused.has(one.member.name) ? [inPlace(one)] : []));
      if (standing.length > 0) {
        const started = await startMembers(options, standing);
        for (const refusal of started.refusals) refused.set(refusal.member.name, refusal);
        for (const service of started.notReady) notReady.add(service);
      }
      if (clock.now() >= endAt || (standing.length === 0 && seen.every(isAnew))) {
        const gone = seen.filter(({ detail }) => detail === null).map(({ member }) => member.name);
        return said(gone, [...refused.values()], [...notReady]);
      }
      await wait(LOOK_EVERY_MS);
    }
  }

  /** Names of those that ran before and do not run now. */
  async function down(hold: Hold): Promise<string[]> {
    const seen = await Promise.all(
      hold.members.map(async (member) => ({ member, detail: await today(docker, member) })),
    );
    return (
      seen
        // A job that ends well is done, not down.
        .filter(({ member, detail }) => !(member.mayEnd && detail?.state === 'exited' && detail.exitCode === 0))
        .filter((one) => one.detail === null || isStanding(one))
        .map(({ member }) => member.name)
    );
  }

  return { plan, still, release, down };
}

/** The container that a member is now: the same, or the one that took its place. */
async function today(docker: Docker, member: Member): Promise<ContainerDetail | null> {
  const known = await docker.inspect(member.id, { deadlineMs: LOOK_DEADLINE_MS });
  if (known !== null) return known;
  const all = await docker.list({ deadlineMs: LOOK_DEADLINE_MS });
  const same = all.find((each) => each.name === member.name && each.service === member.service);
  return same === undefined ? null : docker.inspect(same.id, { deadlineMs: LOOK_DEADLINE_MS });
}

interface Seen {
  readonly member: Held;
  readonly detail: ContainerDetail | null;
}

function isStanding({ detail }: Seen): boolean {
  return detail !== null && detail.state !== 'running' && detail.state !== 'restarting';
}

/** It runs in another run than before, or was only frozen. */
function isAnew({ member, detail }: Seen): boolean {
  return member.how === 'pause' || detail?.startedAt !== member.startedAt;
}

function inPlace({ member, detail }: Seen): Member {
  return { ...member, id: detail?.id ?? member.id };
}

async function freeze(docker: Docker, { id }: Member): Promise<void> {
  const detail = await docker.inspect(id, { deadlineMs: LOOK_DEADLINE_MS });
  if (detail?.state === 'running') await docker.pause(id);
}

function dependenciesOf(set: BackupSet, details: readonly ContainerDetail[]): Dependencies {
  const labelled = dependenciesFromLabels(details);
  if (labelled !== null) return labelled;
  return new Map(
    set.services.map(({ record }) => [
      record.name,
      record.dependsOn.map((service) => ({ service, condition: 'started' as const })),
    ]),
  );
}

function longestStopMs(members: readonly Held[]): number {
  const stopped = members.filter(({ how }) => how === 'stop');
  const seconds = stopped.map(({ stopTimeoutS }) => (stopTimeoutS < 0 ? LONGEST_STOP_S : stopTimeoutS));
  return seconds.length === 0 ? MARGIN_MS / 4 : Math.max(...seconds) * 1000 + MARGIN_MS;
}

const autoRemoved = z.looseObject({ HostConfig: z.looseObject({ AutoRemove: z.literal(true) }) });

function isAutoRemoved({ raw }: ContainerDetail): boolean {
  return autoRemoved.safeParse(raw).success;
}

function said(gone: readonly string[], refused: readonly Refusal[], notReady: readonly string[]): Released {
  return {
    failed: [...gone, ...refused.map(({ member }) => member.name)],
    notes: [
      ...gone.map((name): Reason => ({ key: 'backups-create-gone', params: { name } })),
      ...refused.map(
        ({ member, problem }): Reason => ({
          key: 'backups-create-not-started',
          params: { name: member.name, problem: problem.slice(0, 200) },
        }),
      ),
      ...(notReady.length === 0
        ? []
        : [{ key: 'backups-create-not-ready', params: { services: notReady.join(', ') } }]),
    ],
  };
}
