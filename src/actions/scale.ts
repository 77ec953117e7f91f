import { z } from 'zod';
import { type ContainerDetail, type Docker, EngineError } from '../docker/index.ts';
import { UserError } from '../errors.ts';
import type { KindOutcome, OperationContext, OperationKind, Reason } from '../operations/index.ts';
import { serviceLock } from '../operations/index.ts';
import { lastWords } from './compose-cli.ts';
import { scaleObstacle } from './compose-config.ts';
import { endLeftovers } from './compose-process.ts';
import { type ComposePlan, lookAtCompose, planCompose } from './project-compose.ts';
import { memberOf, membersOf, membersToChange } from './project-members.ts';
import { projectOutcome } from './project-outcome.ts';
import { parseScaleParams, type ScaleParams } from './project-params.ts';
import { awayAfter, awayBefore, type ProjectKindOptions, saveAll, savedBefore } from './project-run.ts';
import { createProjectLookout, placeOf, waitForAll } from './project-wait.ts';

const COMPOSE_MS = 60_000;
const LEFTOVER_MS = 60_000;

const intentSchema = z.object({ before: z.array(z.object({ place: z.string(), id: z.string() })), from: z.number() });

type Context = OperationContext<ScaleParams>;

/**
 * Runs a service in another number of containers, by compose and only by it: nothing else knows how to make one more.
 * Steps in the journal: `evidence`, `scale`, `wait`.
 */
export function createScaleKind(options: ProjectKindOptions): OperationKind<ScaleParams> {
  const { docker, clock, masking, compose } = options;

  async function run(context: Context): Promise<KindOutcome> {
    const { params } = context;
    const target = await find(params);
    if ('outcome' in target) return target.outcome;
    const { own, plan } = target;
    const evidence = await saveAll(options, context, own);
    const files = { evidence: evidence.files };
    const lookout = createProjectLookout(docker, params.project, clock.now);
    try {
      const intentAt = clock.now();
      const intent = { from: own.length, before: own.map((detail) => ({ place: placeOf(detail), id: detail.id })) };
      const longest = own.reduce((ms, detail) => ms + Math.max(10, detail.stopTimeoutS) * 1000, 0);
      const done = await context.step('scale', intent, () =>
        compose.scale(
          {
            program: plan.program,
            files: plan.files,
            profiles: plan.profiles,
            operationId: context.operation.id,
            deadlineMs: COMPOSE_MS + longest,
            onLine: (line) => context.progress({ key: 'operations-compose-up', params: { lines: line.slice(0, 200) } }),
          },
          [params.service, params.count],
        ),
      );
      const notes: Reason[] = [...evidence.notes];
      if (!done.ok) notes.push({ key: 'operations-scale-refused', params: { problem: lastWords(done.output) } });
      return { ...(await wait(context, intent.before, intentAt, false, lookout, notes)), ...files };
    } catch (error) {
      return { ...awayAfter(error, params.project), ...files };
    } finally {
      lookout.close();
    }
  }

  async function find(
    params: ScaleParams,
  ): Promise<{ own: ContainerDetail[]; plan: ComposePlan } | { outcome: KindOutcome }> {
    try {
      const details = await membersToChange(docker, params.project);
      const plan = await planScale(options, params, details);
      return { own: details.filter((detail) => detail.service === params.service), plan };
    } catch (error) {
      if (error instanceof UserError)
        return { outcome: { ok: false, reason: { key: error.key, params: error.params } } };
      if (error instanceof EngineError) return { outcome: awayBefore() };
      throw error;
    }
  }

  async function wait(
    context: Context,
    before: readonly { place: string; id: string }[],
    intentAt: number,
    lookedAway: boolean,
    lookout: ReturnType<typeof createProjectLookout>,
    notes: readonly Reason[],
  ): Promise<KindOutcome> {
    const { project, service, count } = context.params;
    const now = (await membersOf(docker, project)).filter((detail) => detail.service === service);
    const known = new Set(before.map(({ id }) => id));
    const expected = now.map((detail) => {
      const isOld = known.has(detail.id);
      const member = memberOf(detail);
      return { member: isOld ? member : { ...member, id: '', startedAt: null, ran: false }, anew: !isOld };
    });
    const ends = await context.step('wait', { containers: expected.length }, () =>
      waitForAll({ context, clock, lookout, expected, how: { intentAt, certain: true, lookedAway } }),
    );
    const good = { key: 'operations-scale-done', params: { count } };
    const ended = await projectOutcome({ docker, masking, project, ends, good, next: 'logs', notes });
    if (ends.length === count) return ended;
    const reason = { key: 'operations-scale-not-reached', params: { count, now: ends.length } };
    return { ...ended, ok: false, reason, nextStep: 'logs' };
  }

  /** After a kill compose is not called again: it says how many there are. */
  async function recover(context: Context): Promise<KindOutcome> {
    const saved = savedBefore(context.journal);
    const files = { evidence: saved.files };
    const entry = context.journal.find('scale');
    if (entry === null) return { ok: null, reason: { key: 'operations-project-not-begun', params: {} }, ...files };
    await endLeftovers(context.operation.id, LEFTOVER_MS);
    const { before } = intentSchema.parse(entry.intent);
    const lookout = createProjectLookout(docker, context.params.project, clock.now);
    try {
      return { ...(await wait(context, before, entry.startedAt, true, lookout, saved.notes)), ...files };
    } catch (error) {
      return { ...awayAfter(error, context.params.project), ...files };
    } finally {
      lookout.close();
    }
  }

  return {
    kind: 'scale',
    parse: parseScaleParams,
    locks: ({ engine, project, service }) => [serviceLock(engine, project, service)],
    run,
    recover,
    cancelled: (journal) => ({
      key: `operations-scale-cancelled-${journal.find('scale') === null ? 'before' : 'after'}`,
      params: {},
    }),
  };
}

/**
 * Whether compose may run this service more than once.
 * @throws UserError that says why not · EngineError
 */
export async function planScale(
  { docker, compose, isNarrowed }: { readonly docker: Docker } & Pick<ProjectKindOptions, 'compose' | 'isNarrowed'>,
  { project, service: name, count }: Pick<ScaleParams, 'project' | 'service' | 'count'>,
  details: readonly ContainerDetail[],
): Promise<ComposePlan> {
  const look = await lookAtCompose(compose, project, details);
  const planned = await planCompose(docker, look, details, isNarrowed);
  if ('why' in planned) throw new UserError(planned.why.key, planned.why.params);
  const service = planned.plan.services.find((one) => one.name === name);
  if (service === undefined) throw new UserError('operations-scale-unknown', { service: name });
  const obstacle = count > 1 ? scaleObstacle(service) : null;
  if (obstacle !== null) throw new UserError(obstacle.key, obstacle.params);
  return planned.plan;
}
