import type { Journal, KindOutcome, OperationContext, OperationKind, Reason } from '../operations/index.ts';
import { projectLock } from '../operations/index.ts';
import { startMembers, stopMembers } from './project-effects.ts';
import type { Member } from './project-members.ts';
import { projectOutcome, refusalNote, startNotes } from './project-outcome.ts';
import { type ProjectParams, parseProjectParams } from './project-params.ts';
import { bringBack } from './project-return.ts';
import {
  awayAfter,
  findOrder,
  findProject,
  intentOf,
  orderFrom,
  type ProjectIntent,
  type ProjectKindOptions,
  projectIntent,
  saveAll,
  savedBefore,
  unbreakable,
} from './project-run.ts';
import { createProjectLookout, waitForAll } from './project-wait.ts';

type Context = Pick<OperationContext<unknown>, 'operation' | 'journal' | 'step' | 'progress' | 'sleep'>;

/**
 * Stops what runs in a project, what needs others first, and starts it again the other way round; the containers stay
 * the same. Steps in the journal: `evidence`, `cycle`, `wait`. Once begun the cycle is not broken off.
 */
export function createProjectRestartKind(options: ProjectKindOptions): OperationKind<ProjectParams> {
  const good = (count: number): Reason => ({ key: 'operations-project-restarted', params: { count } });

  async function run(context: OperationContext<ProjectParams>): Promise<KindOutcome> {
    const { project } = context.params;
    const target = await findProject(options.docker, project);
    if ('outcome' in target) return target.outcome;
    const order = await findOrder(options.compose, project, target.details);
    const intent = intentOf(target.details, order);
    if (!intent.members.some((member) => member.ran)) {
      return { ok: false, reason: { key: 'operations-project-nothing-runs', params: { project } } };
    }
    const evidence = await saveAll(options, context, target.details);
    const unordered = order.source === 'unknown' && intent.levels.flat().length > 1;
    const notes = [...evidence.notes, ...(unordered ? [{ key: 'operations-project-no-order', params: {} }] : [])];
    const ended = await cycle(options, context, { project, intent, notes, good });
    return { ...ended, evidence: evidence.files };
  }

  async function recover(context: OperationContext<ProjectParams>): Promise<KindOutcome> {
    return recoverCycle(options, context, context.params.project, good);
  }

  return {
    kind: 'project-restart',
    parse: parseProjectParams,
    locks: ({ engine, project }) => [projectLock(engine, project)],
    breaker: true,
    run,
    recover,
    cancelled,
  };
}

interface Cycle {
  readonly project: string;
  readonly intent: ProjectIntent;
  readonly notes: readonly Reason[];
  readonly good: (count: number) => Reason;
  /** What the procedure says next when it does not help; default: recreate. */
  readonly next?: 'restore' | 'recreate';
}

/** Stop and start in order, then the wait. */
export async function cycle(options: ProjectKindOptions, context: Context, what: Cycle): Promise<KindOutcome> {
  const { docker, clock, masking } = options;
  const { intent, project } = what;
  const ran = intent.members.filter((member) => member.ran);
  const lookout = createProjectLookout(docker, project, clock.now);
  try {
    const intentAt = clock.now();
    const effects = unbreakable(options, context, orderFrom(intent));
    const done = await context.step('cycle', intent, async () => {
      const stopped = await stopMembers(effects, ran);
      const started = await startMembers(effects, ran);
      return { refusals: [...stopped, ...started.refusals], notReady: [...started.notReady] };
    });
    const notes = [...what.notes, ...startNotes(done, masking)];
    const how = { intentAt, certain: true, lookedAway: false };
    return await waitAndSay(options, context, { ...what, notes, lookout, how, members: ran, untouched: [] });
  } catch (error) {
    return awayAfter(error, project);
  } finally {
    lookout.close();
  }
}

/** After a kill: what ran before is started again, which changes nothing where it runs; then the wait. */
export async function recoverCycle(
  options: ProjectKindOptions,
  context: Context,
  project: string,
  good: (count: number) => Reason,
  next: 'restore' | 'recreate' = 'recreate',
): Promise<KindOutcome> {
  const { docker, clock, masking } = options;
  const saved = savedBefore(context.journal);
  const files = { evidence: saved.files };
  const entry = context.journal.find('cycle');
  if (entry === null) return { ok: null, reason: { key: 'operations-project-not-begun', params: {} }, ...files };
  const intent = projectIntent.parse(entry.intent);
  const ran = intent.members.filter((member) => member.ran);
  const lookout = createProjectLookout(docker, project, clock.now);
  try {
    const notes: Reason[] = [...saved.notes];
    if (entry.finishedAt === null || entry.error !== null) {
      const effects = unbreakable(options, context, orderFrom(intent));
      const started = await context.step('start-again', {}, () => bringBack(effects, project, ran));
      notes.push({ key: 'operations-project-finished-after-kill', params: {} });
      notes.push(...started.map((refusal) => refusalNote(refusal, masking)));
    }
    const how = { intentAt: entry.startedAt, certain: true, lookedAway: true };
    // Killed before all were stopped: those that were not run on as they were.
    const members = { members: ran, untouched: ran };
    const ended = await waitAndSay(options, context, { project, good, notes, lookout, how, next, ...members });
    return { ...ended, ...files };
  } catch (error) {
    return { ...awayAfter(error, project), ...files };
  } finally {
    lookout.close();
  }
}

async function waitAndSay(
  { docker, clock, masking }: ProjectKindOptions,
  context: Context,
  what: Omit<Cycle, 'intent'> & {
    readonly members: readonly Member[];
    /** May be as they were: their run goes on. */
    readonly untouched: readonly Member[];
    readonly lookout: ReturnType<typeof createProjectLookout>;
    readonly how: Parameters<typeof waitForAll>[0]['how'];
  },
): Promise<KindOutcome> {
  const { lookout, how, members, untouched } = what;
  const expected = members.map((member) => ({ member, anew: !untouched.includes(member) }));
  const ends = await context.step('wait', { containers: members.length }, () =>
    waitForAll({ context, clock, lookout, expected, how }),
  );
  const { project, notes, next = 'recreate' } = what;
  return projectOutcome({ docker, masking, project, ends, good: what.good(ends.length), next, notes });
}

export function cancelled(journal: Journal): Reason {
  const hadBegun = ['cycle', 'recreate'].some((step) => journal.find(step) !== null);
  return { key: hadBegun ? 'operations-project-cancelled-after' : 'operations-project-cancelled-before', params: {} };
}
