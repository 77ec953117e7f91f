import { z } from 'zod';
import { type ContainerDetail, EngineError } from '../docker/index.ts';
import type { KindOutcome, OperationContext, OperationKind, Reason } from '../operations/index.ts';
import { projectLock } from '../operations/index.ts';
import { endLeftovers } from './compose-process.ts';
import { lookAtCompose, planCompose } from './project-compose.ts';
import { memberOf, membersOf, orderOf } from './project-members.ts';
import { projectOutcome } from './project-outcome.ts';
import { parseRecreateParams, type RecreateParams } from './project-params.ts';
import { type ComposeDone, createRebuilding, rebuildSchema } from './project-rebuild.ts';
import { cancelled, cycle, recoverCycle } from './project-restart.ts';
import {
  awayAfter,
  awayBefore,
  findOrder,
  findProject,
  intentOf,
  type ProjectKindOptions,
  projectIntent,
  saveAll,
  savedBefore,
} from './project-run.ts';
import { createProjectLookout, type Expected, type MemberEnd, placeOf, waitForAll } from './project-wait.ts';

/** What a killed bot's compose is still at may take this long; then it is ended, and `up -d` goes over it. */
const LEFTOVER_MS = 60_000;

const intentSchema = projectIntent.extend({ rebuild: rebuildSchema });
type Intent = z.infer<typeof intentSchema>;

const doneSchema = z.object({
  ok: z.boolean(),
  code: z.number().nullable(),
  words: z.array(z.string()),
  file: z.object({ what: z.literal('output'), path: z.string(), bytes: z.number() }).nullable(),
  notes: z.array(z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })),
});

type Context = OperationContext<RecreateParams>;

/**
 * Makes the containers of a project anew with `down` and `up -d` of the compose program; where its files cannot be
 * read, stops and starts them in order instead. Which of the two was said in the question, and only that is done.
 * Steps in the journal: `evidence`, `recreate` (or `cycle`), `wait`; after a kill also `up-again`.
 */
export function createProjectRecreateKind(options: ProjectKindOptions): OperationKind<RecreateParams> {
  const { docker, clock, masking, compose } = options;
  const rebuilding = createRebuilding(options);
  const byEngine = (count: number): Reason => ({ key: 'operations-project-recreated-engine', params: { count } });

  async function run(context: Context): Promise<KindOutcome> {
    const { project, via } = context.params;
    const target = await findProject(docker, project);
    if ('outcome' in target) return target.outcome;
    const { details } = target;
    if (via === 'engine') return runByEngine(context, details);
    const planned = await planAgain(project, details);
    if ('outcome' in planned) return planned.outcome;
    const { plan } = planned;
    const evidence = await saveAll(options, context, details);
    const intent: Intent = {
      ...intentOf(details, orderOf(details, plan.services)),
      rebuild: rebuilding.of(plan, details),
    };
    const lookout = createProjectLookout(docker, project, clock.now);
    try {
      const intentAt = clock.now();
      const done = await context.step('recreate', intent, () => rebuilding.downAndUp(context, project, intent));
      const notes = [...evidence.notes, ...done.notes];
      const ended = await waitAfter(context, intent, lookout, done, notes, { intentAt, lookedAway: false });
      return { ...ended, evidence: [...evidence.files, ...(done.file === null ? [] : [done.file])] };
    } catch (error) {
      return awayAfter(error, project);
    } finally {
      lookout.close();
    }
  }

  async function runByEngine(context: Context, details: readonly ContainerDetail[]): Promise<KindOutcome> {
    const { project } = context.params;
    const order = await findOrder(compose, project, details);
    const intent = intentOf(details, order);
    if (!intent.members.some((member) => member.ran)) {
      return { ok: false, reason: { key: 'operations-project-nothing-runs', params: { project } } };
    }
    const evidence = await saveAll(options, context, details);
    const notes = [...evidence.notes];
    const ended = await cycle(options, context, { project, intent, notes, good: byEngine, next: 'restore' });
    return { ...ended, evidence: evidence.files };
  }

  /** The files may have changed since the question: what would not come back up is not taken down. */
  async function planAgain(project: string, details: readonly ContainerDetail[]) {
    try {
      const look = await lookAtCompose(compose, project, details);
      const planned = await planCompose(docker, look, details, options.isNarrowed);
      if ('plan' in planned) return planned;
      const reason = { key: 'operations-project-compose-not-any-more', params: {} };
      return { outcome: { ok: false, reason, notes: [planned.why] } satisfies KindOutcome };
    } catch (error) {
      if (error instanceof EngineError) return { outcome: awayBefore() };
      throw error;
    }
  }

  async function waitAfter(
    context: Context,
    intent: Intent,
    lookout: ReturnType<typeof createProjectLookout>,
    done: Pick<ComposeDone, 'ok' | 'code' | 'words'>,
    notes: readonly Reason[],
    how: { readonly intentAt: number; readonly lookedAway: boolean },
  ): Promise<KindOutcome> {
    const { project } = context.params;
    const expected = await expectedAfter(project, intent);
    const ends: readonly MemberEnd[] = await context.step('wait', { containers: expected.length }, () =>
      waitForAll({ context, clock, lookout, expected, how: { ...how, certain: true } }),
    );
    const good = { key: 'operations-project-recreated-compose', params: { count: ends.length } };
    const said = done.ok ? [] : [{ key: 'operations-project-compose-code', params: { code: done.code ?? 'unknown' } }];
    const all = [...notes, ...said];
    const ended = await projectOutcome({ docker, masking, project, ends, good, next: 'restore', notes: all });
    // Why compose did not get there says more than the last lines of a service that it never started.
    return ended.ok === true || done.ok ? ended : { ...ended, lastLines: done.words };
  }

  /** What is there now, and what ran before and is not there any more. */
  async function expectedAfter(project: string, intent: Intent): Promise<Expected[]> {
    const before = new Map(intent.members.map((member) => [placeOf(member), member]));
    const now = await membersOf(docker, project);
    const present = now.flatMap((detail): Expected[] => {
      const old = before.get(placeOf(detail));
      const isNew = old === undefined || old.id !== detail.id || old.startedAt !== detail.startedAt;
      // What stood before and was left alone (another profile's, an orphan) is none of this.
      if (old !== undefined && !isNew && !old.ran) return [];
      const fresh = memberOf(detail);
      const member =
        old === undefined ? { ...fresh, id: '', startedAt: null, ran: false } : { ...old, waitMs: fresh.waitMs };
      return [{ member, anew: isNew }];
    });
    const places = new Set(now.map(placeOf));
    const gone = intent.members.filter((member) => member.ran && !places.has(placeOf(member)));
    return [...present, ...gone.map((member) => ({ member, anew: true }))];
  }

  /** `up -d` says what should be, so that saying it twice does no harm: what was taken down is brought up. */
  async function recover(context: Context): Promise<KindOutcome> {
    const { project } = context.params;
    const entry = context.journal.find('recreate');
    if (entry === null) return recoverCycle(options, context, project, byEngine, 'restore');
    const saved = savedBefore(context.journal);
    const intent = intentSchema.parse(entry.intent);
    const lookout = createProjectLookout(docker, project, clock.now);
    try {
      const wasDone = entry.finishedAt !== null && entry.error === null;
      if (!wasDone) await endLeftovers(context.operation.id, LEFTOVER_MS);
      const done = wasDone
        ? doneSchema.parse(entry.result)
        : await context.step('up-again', {}, () => rebuilding.upAgain(context, project, intent));
      const finished = wasDone ? [] : [{ key: 'operations-project-up-after-kill', params: {} }];
      const notes = [...saved.notes, ...done.notes, ...finished];
      const how = { intentAt: entry.startedAt, lookedAway: true };
      const ended = await waitAfter(context, intent, lookout, done, notes, how);
      return { ...ended, evidence: [...saved.files, ...(done.file === null ? [] : [done.file])] };
    } catch (error) {
      return awayAfter(error, project);
    } finally {
      lookout.close();
    }
  }

  return {
    kind: 'project-recreate',
    parse: parseRecreateParams,
    locks: ({ engine, project }) => [projectLock(engine, project)],
    breaker: true,
    run,
    recover,
    cancelled,
  };
}
