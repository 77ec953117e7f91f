import type { Clock } from '../clock.ts';
import { type ContainerDetail, type Docker, EngineError } from '../docker/index.ts';
import type { NextStep, OperationContext, Outcome, Reason } from '../operations/index.ts';
import { type Member, memberLabel, membersOf } from './project-members.ts';
import { beginWait, judgeWait, type LastExit, type Sight, type WaitState } from './well.ts';

const LOOK_EVERY_MS = 1000;

/** A container that is to be well, and what it was before. */
export interface Expected {
  readonly member: Member;
  /** False: the run that there was goes on. */
  readonly anew: boolean;
}

export interface MemberEnd extends Pick<Outcome, 'exitCode' | 'oom'> {
  readonly member: Member;
  /** Null: not known. */
  readonly ok: boolean | null;
  /** Why it is not well. */
  readonly reason: Reason | null;
  readonly nextStep: NextStep | null;
  readonly detail: ContainerDetail | null;
}

/** What a project looks like at one moment, container by container. */
export interface ProjectLookout {
  /** By service and number. Throws only for bugs. */
  look(): Promise<(member: Member) => Sight>;
  /** Resolves at the next event that could change a verdict. */
  next(): Promise<void>;
  close(): void;
}

/** Listens from now on, so that an exit in the first instant is heard. */
export function createProjectLookout(docker: Docker, project: string, now: () => number): ProjectLookout {
  const lastExits = new Map<string, LastExit>();
  let awaySinceAt: number | null = null;
  let nextEvent = Promise.withResolvers<void>();
  const none: LastExit = { code: null, oom: false };
  const stream = docker.events((event) => {
    if (event.kind === 'container') {
      if (event.project !== project) return;
      const last = lastExits.get(event.id) ?? none;
      if (event.action === 'die') lastExits.set(event.id, { ...last, code: event.exitCode });
      else if (event.action === 'oom') lastExits.set(event.id, { ...last, oom: true });
      // The exit before it was asked for, it is not a fall.
      else if (event.action === 'stop') lastExits.delete(event.id);
    }
    nextEvent.resolve();
    nextEvent = Promise.withResolvers<void>();
  });

  async function look(): Promise<(member: Member) => Sight> {
    try {
      const details = await membersOf(docker, project);
      awaySinceAt = null;
      const byPlace = new Map(details.map((detail) => [placeOf(detail), detail]));
      return (member) => {
        const detail = byPlace.get(placeOf(member));
        if (detail === undefined) return { kind: 'gone' };
        return { kind: 'seen', detail, lastExit: lastExits.get(detail.id) ?? none };
      };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const availability = docker.availability();
      awaySinceAt ??= availability.reachable ? now() : availability.sinceAt;
      const sinceAt = awaySinceAt;
      return () => ({ kind: 'away', sinceAt });
    }
  }

  return { look, next: () => nextEvent.promise, close: () => stream.stop() };
}

/**
 * Waits for every container as long as its own health check needs, all at once. Those that are decided stay so.
 * @param how as for one container: `certain` when the effect is known to be done
 */
export async function waitForAll(options: {
  readonly context: Pick<OperationContext<unknown>, 'progress' | 'sleep'>;
  readonly clock: Clock;
  readonly lookout: ProjectLookout;
  readonly expected: readonly Expected[];
  readonly how: { readonly intentAt: number; readonly certain: boolean; readonly lookedAway: boolean };
}): Promise<readonly MemberEnd[]> {
  const { context, clock, lookout, expected, how } = options;
  const ends = new Map<string, MemberEnd>();
  const states = new Map<string, WaitState>();
  for (const { member, anew } of expected) {
    const { stopTimeoutS, waitMs } = member;
    const before = {
      containerId: member.id,
      startedAt: member.startedAt,
      restartCount: member.restartCount,
    };
    states.set(placeOf(member), beginWait({ ...how, before, now: clock.now(), stopTimeoutS, waitMs }, anew));
  }
  for (;;) {
    const woken = lookout.next();
    const sights = await lookout.look();
    let doing: Reason | null = null;
    for (const { member } of expected) {
      const place = placeOf(member);
      const state = states.get(place);
      if (ends.has(place) || state === undefined) continue;
      const sight = sights(member);
      const ended = jobEnd(member, sight);
      const judged = judgeWait(state, sight, clock.now());
      states.set(place, judged.state);
      const { verdict } = judged;
      if (ended !== null) ends.set(place, ended);
      else if (verdict.kind === 'wait') doing ??= verdict.doing;
      else ends.set(place, endOf(member, verdict, sight));
    }
    if (ends.size === states.size) return [...ends.values()];
    context.progress(progressOf(expected, ends, doing));
    await context.sleep(LOOK_EVERY_MS, woken);
  }
}

/** A job that is done: it ended with 0, and nothing starts it again. One that ran before was no job. */
function jobEnd(member: Member, sight: Sight): MemberEnd | null {
  if (sight.kind !== 'seen' || member.ran || !member.mayEnd) return null;
  const { detail } = sight;
  const isNewRun = detail.id !== member.id || detail.startedAt !== member.startedAt;
  if (detail.state !== 'exited' || detail.exitCode !== 0 || !isNewRun) return null;
  return { member, ok: true, reason: null, nextStep: null, detail };
}

function endOf(
  member: Member,
  verdict: Exclude<ReturnType<typeof judgeWait>['verdict'], { kind: 'wait' }>,
  sight: Sight,
): MemberEnd {
  if (verdict.kind === 'well') return { member, ok: true, reason: null, nextStep: null, detail: verdict.detail };
  const { reason, nextStep, exitCode, oom, kind } = verdict;
  return {
    member,
    ok: kind === 'bad' ? false : null,
    reason,
    nextStep,
    detail: sight.kind === 'seen' ? sight.detail : null,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(oom === undefined ? {} : { oom }),
  };
}

function progressOf(expected: readonly Expected[], ends: ReadonlyMap<string, MemberEnd>, doing: Reason | null): Reason {
  if (doing?.key === 'operations-restart-waiting-engine') return doing;
  const waiting = expected.filter(({ member }) => !ends.has(placeOf(member)));
  const well = [...ends.values()].filter((end) => end.ok === true).length;
  const names = waiting.map(({ member }) => memberLabel(member));
  return {
    key: 'operations-project-waiting',
    params: {
      well,
      total: expected.length,
      services: names.slice(0, 4).join(', '),
      more: Math.max(0, names.length - 4),
    },
  };
}

export function placeOf({ service, number }: Pick<Member, 'service' | 'number'>): string {
  return `${service}#${number}`;
}
