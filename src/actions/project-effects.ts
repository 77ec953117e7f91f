import { type ContainerDetail, type Docker, EngineError } from '../docker/index.ts';
import type { Reason } from '../operations/index.ts';
import { stopOrder } from './dependencies.ts';
import { type Member, memberLabel, type ProjectOrder } from './project-members.ts';

const LOOK_DEADLINE_MS = 5000;
const LOOK_EVERY_MS = 500;
/** An Engine that goes away in the middle is waited for: what has been stopped must be started again. */
const AWAY_MS = 5 * 60_000;

export interface EffectOptions {
  readonly docker: Docker;
  readonly order: Pick<ProjectOrder, 'levels' | 'dependencies'>;
  readonly now: () => number;
  readonly progress: (doing: Reason) => void;
  /** Rejects where the effect may be broken off in the middle. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** What Docker refused, by container, in its own words. */
export interface Refusal {
  readonly member: Member;
  readonly problem: string;
}

/**
 * Stops what needs others before these, level by level; one that stands frozen is thawed for it.
 * @throws EngineError when the Engine does not come back
 */
export async function stopMembers(options: EffectOptions, members: readonly Member[]): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const level of stopOrder({ levels: options.order.levels, rings: [] })) {
    const own = members.filter((member) => level.includes(member.service));
    if (own.length === 0) continue;
    options.progress(doing('stopping', own));
    refusals.push(...(await eachOf(options, own, async (member) => stopOne(options.docker, member))));
  }
  return refusals;
}

async function stopOne(docker: Docker, member: Member): Promise<void> {
  const detail = await docker.inspect(member.id, { deadlineMs: LOOK_DEADLINE_MS });
  if (detail?.state === 'paused') await docker.unpause(member.id);
  if (detail !== null) await docker.stop(member.id);
}

export interface Started {
  readonly refusals: readonly Refusal[];
  /** Services that were to be healthy (or done) before others start, and were not in their time. */
  readonly notReady: readonly string[];
}

/**
 * Starts what is needed first, level by level, and waits where a dependency has to be healthy (or done) first. One that
 * does not become so holds the others up for its own time only: they ran before, and are not kept from running.
 * @throws EngineError when the Engine does not come back
 */
export async function startMembers(options: EffectOptions, members: readonly Member[]): Promise<Started> {
  const refusals: Refusal[] = [];
  const notReady: string[] = [];
  for (const level of options.order.levels) {
    const own = members.filter((member) => level.includes(member.service));
    if (own.length === 0) continue;
    notReady.push(...(await waitForNeeded(options, members, own)));
    options.progress(doing('starting', own));
    refusals.push(...(await eachOf(options, own, async (member) => startOne(options.docker, member))));
  }
  return { refusals, notReady: [...new Set(notReady)] };
}

async function startOne(docker: Docker, member: Member): Promise<void> {
  const detail = await docker.inspect(member.id, { deadlineMs: LOOK_DEADLINE_MS });
  if (detail?.state === 'paused') await docker.unpause(member.id);
  else await docker.start(member.id);
}

async function waitForNeeded(
  options: EffectOptions,
  members: readonly Member[],
  level: readonly Member[],
): Promise<string[]> {
  const needed = level.flatMap((member) => options.order.dependencies.get(member.service) ?? []);
  const late: string[] = [];
  for (const { service, condition } of needed.filter((one) => one.condition !== 'started')) {
    for (const member of members.filter((one) => one.service === service)) {
      const isReady = condition === 'healthy' ? isHealthy : isDone;
      if (!(await waitUntil(options, member, isReady))) late.push(memberLabel(member));
    }
  }
  return late;
}

async function waitUntil(
  { docker, now, progress, sleep }: EffectOptions,
  member: Member,
  isReady: (detail: ContainerDetail) => boolean | null,
): Promise<boolean> {
  for (const endAt = now() + member.waitMs; now() < endAt; ) {
    const detail = await docker.inspect(member.id, { deadlineMs: LOOK_DEADLINE_MS }).catch(awayAsNull);
    const ready = detail === null ? null : isReady(detail);
    if (ready !== null) return ready;
    progress(doing('waiting-for', [member]));
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** Null: not decided yet. */
function isHealthy({ healthcheck, health, state }: ContainerDetail): boolean | null {
  if (state !== 'running' && state !== 'restarting') return false;
  // Compose would refuse such files; here nothing could ever tell that it is ready.
  if (healthcheck === null) return true;
  if (health?.status === 'healthy') return true;
  return health?.status === 'unhealthy' ? false : null;
}

function isDone({ state, exitCode }: ContainerDetail): boolean | null {
  if (state === 'exited' || state === 'dead') return exitCode === 0;
  return null;
}

/** Side by side; a refusal of one does not keep the others from it, an Engine that is away is waited for. */
async function eachOf(
  options: Pick<EffectOptions, 'now' | 'sleep'>,
  members: readonly Member[],
  act: (member: Member) => Promise<void>,
): Promise<Refusal[]> {
  const ends = await Promise.all(
    members.map(async (member) => {
      const problem = await refusalOf(options, () => act(member));
      return problem === null ? [] : [{ member, problem }];
    }),
  );
  return ends.flat();
}

async function refusalOf(options: Pick<EffectOptions, 'now' | 'sleep'>, act: () => Promise<void>) {
  try {
    await patiently(options, act);
    return null;
  } catch (error) {
    if (error instanceof EngineError && error.statusCode !== null) return error.reason;
    throw error;
  }
}

/**
 * Does what may be done twice, and waits for an Engine that is away (five minutes at most).
 * @throws EngineError of the last try
 */
export async function patiently<T>(
  { now, sleep }: Pick<EffectOptions, 'now' | 'sleep'>,
  act: () => Promise<T>,
): Promise<T> {
  for (const endAt = now() + AWAY_MS; ; await sleep(LOOK_EVERY_MS)) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof EngineError) || error.statusCode !== null || now() >= endAt) throw error;
    }
  }
}

function awayAsNull(error: unknown): null {
  if (error instanceof EngineError) return null;
  throw error;
}

function doing(what: 'stopping' | 'starting' | 'waiting-for', members: readonly Member[]): Reason {
  const names = members.map(memberLabel);
  const params = { services: names.slice(0, 4).join(', '), more: Math.max(0, names.length - 4) };
  return { key: `operations-project-${what}`, params };
}
