import { isLive } from '../docker/index.ts';
import type { Journal, KindOutcome, OperationContext, OperationKind, Reason } from '../operations/index.ts';
import { projectLock } from '../operations/index.ts';
import { type EffectOptions, startMembers, stopMembers } from './project-effects.ts';
import { type Member, memberLabel, membersOf } from './project-members.ts';
import { listOf, projectOutcome, refusalNote, startNotes } from './project-outcome.ts';
import { type ProjectParams, parseProjectParams } from './project-params.ts';
import {
  awayAfter,
  findOrder,
  findProject,
  intentOf,
  orderFrom,
  type ProjectKindOptions,
  projectIntent,
  saveAll,
  savedBefore,
} from './project-run.ts';
import { createProjectLookout, waitForAll } from './project-wait.ts';

type Context = OperationContext<ProjectParams>;

/** Stops all that runs in a project, what needs others first. Steps: `evidence`, `stop`. May be broken off. */
export function createProjectStopKind(options: ProjectKindOptions): OperationKind<ProjectParams> {
  const { docker, masking } = options;

  async function run(context: Context): Promise<KindOutcome> {
    const { project } = context.params;
    const target = await findProject(docker, project);
    if ('outcome' in target) return target.outcome;
    const order = await findOrder(options.compose, project, target.details);
    const intent = intentOf(target.details, order);
    const ran = intent.members.filter((member) => member.ran);
    if (ran.length === 0) return { ok: false, reason: { key: 'operations-project-nothing-runs', params: { project } } };
    const evidence = await saveAll(options, context, target.details);
    const files = { evidence: evidence.files };
    try {
      const effects = breakable(options, context, orderFrom(intent));
      const refusals = await context.step('stop', intent, () => stopMembers(effects, ran));
      const notes = [...evidence.notes, ...refusals.map((refusal) => refusalNote(refusal, masking))];
      return { ...(await look(project, ran, notes)), ...files };
    } catch (error) {
      return { ...awayAfter(error, project), ...files };
    }
  }

  async function look(project: string, ran: readonly Member[], notes: readonly Reason[]): Promise<KindOutcome> {
    const now = await membersOf(docker, project);
    const up = now.filter((detail) => isLive(detail) && ran.some((member) => member.service === detail.service));
    const more = notes.length > 0 ? { notes } : {};
    if (up.length === 0) {
      return {
        ok: true,
        down: true,
        reason: { key: 'operations-project-stopped', params: { count: ran.length } },
        ...more,
      };
    }
    const reason = { key: 'operations-project-still-runs', params: listOf(up.map(memberLabel)) };
    return { ok: false, reason, nextStep: 'escalate', ...more };
  }

  /** After a kill nothing more is stopped: it says what stands and what runs. */
  async function recover(context: Context): Promise<KindOutcome> {
    const { project } = context.params;
    const saved = savedBefore(context.journal);
    const entry = context.journal.find('stop');
    if (entry === null) return notBegun(saved.files);
    const ran = projectIntent.parse(entry.intent).members.filter((member) => member.ran);
    try {
      return { ...(await look(project, ran, saved.notes)), evidence: saved.files };
    } catch (error) {
      return { ...awayAfter(error, project), evidence: saved.files };
    }
  }

  return { ...shape('project-stop'), run, recover, cancelled: (journal) => brokenOff(journal, 'stop') };
}

/** Starts all of a project that stands, what is needed first. Steps: `evidence`, `start`, `wait`. May be broken off. */
export function createProjectStartKind(options: ProjectKindOptions): OperationKind<ProjectParams> {
  const { docker, clock, masking } = options;

  async function run(context: Context): Promise<KindOutcome> {
    const { project } = context.params;
    const target = await findProject(docker, project);
    if ('outcome' in target) return target.outcome;
    const order = await findOrder(options.compose, project, target.details);
    const intent = intentOf(target.details, order);
    const jobs = jobsOf(order.dependencies);
    const standing = target.details.filter(
      ({ state, exitCode, service }) =>
        state !== 'running' && state !== 'restarting' && !(jobs.has(service) && exitCode === 0),
    );
    if (standing.length === 0) return { ok: false, reason: { key: 'operations-project-all-run', params: { project } } };
    const ids = new Set(standing.map((detail) => detail.id));
    const started = { ...intent, members: intent.members.filter((member) => ids.has(member.id)) };
    const evidence = await saveAll(options, context, standing);
    const lookout = createProjectLookout(docker, project, clock.now);
    try {
      const intentAt = clock.now();
      const effects = breakable(options, context, orderFrom(intent));
      const done = await context.step('start', started, () => startMembers(effects, started.members));
      const notes = [...evidence.notes, ...startNotes(done, masking)];
      const how = { intentAt, certain: true, lookedAway: false };
      return { ...(await wait(context, started.members, lookout, how, notes)), evidence: evidence.files };
    } catch (error) {
      return { ...awayAfter(error, project), evidence: evidence.files };
    } finally {
      lookout.close();
    }
  }

  async function wait(
    context: Context,
    members: readonly Member[],
    lookout: ReturnType<typeof createProjectLookout>,
    how: Parameters<typeof waitForAll>[0]['how'],
    notes: readonly Reason[],
  ): Promise<KindOutcome> {
    const expected = members.map((member) => ({ member, anew: !member.paused }));
    const ends = await context.step('wait', { containers: members.length }, () =>
      waitForAll({ context, clock, lookout, expected, how }),
    );
    const good = { key: 'operations-project-started', params: { count: ends.length } };
    return projectOutcome({ docker, masking, project: context.params.project, ends, good, next: 'recreate', notes });
  }

  /** After a kill nothing more is started: what was, is waited for, and what was not is named. */
  async function recover(context: Context): Promise<KindOutcome> {
    const { project } = context.params;
    const saved = savedBefore(context.journal);
    const entry = context.journal.find('start');
    if (entry === null) return notBegun(saved.files);
    const { members } = projectIntent.parse(entry.intent);
    const lookout = createProjectLookout(docker, project, clock.now);
    try {
      const certain = entry.finishedAt !== null && entry.error === null;
      const how = { intentAt: entry.startedAt, certain, lookedAway: true };
      return { ...(await wait(context, members, lookout, how, saved.notes)), evidence: saved.files };
    } finally {
      lookout.close();
    }
  }

  return { ...shape('project-start'), run, recover, cancelled: (journal) => brokenOff(journal, 'start') };
}

/** Services that others wait for until they have ended: done is done. */
function jobsOf(dependencies: EffectOptions['order']['dependencies']): ReadonlySet<string> {
  const needed = [...dependencies.values()].flat();
  return new Set(needed.filter((one) => one.condition === 'completed').map((one) => one.service));
}

function breakable(
  { docker, clock }: ProjectKindOptions,
  context: Context,
  order: EffectOptions['order'],
): EffectOptions {
  const { progress, sleep, signal } = context;
  const stopAt = (doing: Reason) => {
    // Told before each level: a person who cancels keeps what has not been touched yet.
    signal.throwIfAborted();
    progress(doing);
  };
  return { docker, order, now: clock.now, progress: stopAt, sleep: (ms) => sleep(ms) };
}

function shape(kind: string) {
  return {
    kind,
    parse: parseProjectParams,
    locks: ({ engine, project }: ProjectParams) => [projectLock(engine, project)],
  };
}

function notBegun(evidence: KindOutcome['evidence'] & object): KindOutcome {
  return { ok: null, reason: { key: 'operations-project-not-begun', params: {} }, evidence };
}

function brokenOff(journal: Journal, step: 'stop' | 'start'): Reason {
  if (journal.find(step) === null) return { key: 'operations-project-cancelled-before', params: {} };
  return { key: `operations-project-cancelled-${step}`, params: {} };
}
