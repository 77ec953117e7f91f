import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { type ContainerDetail, type Docker, EngineError } from '../docker/index.ts';
import { UserError } from '../errors.ts';
import type {
  Journal,
  KindOutcome,
  NextStep,
  OperationContext,
  OperationKind,
  Reason,
  WatchContext,
  WatchVerdict,
} from '../operations/index.ts';
import { serviceLock } from '../operations/index.ts';
import { type Masking, type SavedEvidence, saveEvidence } from './evidence.ts';
import { createLookout, type Lookout, lastLinesOf } from './lookout.ts';
import { refuseOwnContainer, unfitReason } from './refusals.ts';
import type { RestVerdict } from './rest.ts';
import { resolveContainer, type Target } from './target.ts';
import type { Verb } from './verb.ts';
import { beginWatch, judgeWatch } from './watch.ts';
import { type Bad, type Baseline, type Sight, waitMsFor } from './well.ts';

const LOOK_EVERY_MS = 1000;
const LOOK_DEADLINE_MS = 5000;
const TAKEN_AWAY_WITHIN_MS = 3000;
const WATCH_FOR_MS = 2 * 60_000;

/** What is written before the effect: enough to tell later, without repeating anything, whether it happened. */
const intentSchema = z.object({
  containerId: z.string(),
  name: z.string(),
  startedAt: z.number().nullable(),
  restartCount: z.number().default(0),
  stopTimeoutS: z.number(),
  waitMs: z.number(),
});
type Intent = z.infer<typeof intentSchema>;

const evidenceSchema = z.object({
  files: z.array(z.object({ what: z.enum(['logs', 'inspect']), path: z.string(), bytes: z.number() })),
  notes: z.array(z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })),
});

const baselineSchema = z.object({
  containerId: z.string(),
  startedAt: z.number().nullable(),
  restartCount: z.number(),
});

export interface ContainerKindOptions {
  readonly docker: Docker;
  readonly clock: Clock;
  readonly masking: Masking;
  /** DATA_DIR. */
  readonly dataDir: string;
}

/**
 * Changes one container of a service: evidence → the effect → wait until it is as it should be → outcome, then two
 * minutes of watch where it should run. Steps in the journal: `evidence`, the verb's name, `wait`.
 */
export function createContainerKind<P extends Target>(verb: Verb<P>, options: ContainerKindOptions): OperationKind<P> {
  const { docker, clock, masking, dataDir } = options;
  type Context = OperationContext<P>;

  async function run(context: Context): Promise<KindOutcome> {
    const target = await findTarget(context.params);
    if ('outcome' in target) return target.outcome;
    const { detail } = target;
    context.progress(say('operations-restart-saving-evidence'));
    const evidence = await context.step('evidence', { containerId: detail.id }, async () =>
      saveEvidence({ docker, masking, dataDir, operationId: context.operation.id, detail }),
    );
    const wasReplaced = detail.id !== context.params.containerIdAtRequest;
    const notes = [...evidence.notes, ...(wasReplaced ? [say(`operations-${verb.words}-was-replaced`)] : [])];
    const ended = await effectAndWait(context, await intentFor(detail));
    return { ...ended, evidence: evidence.files, ...(notes.length > 0 ? { notes } : {}) };
  }

  /** The container as it is now, or why nothing will be done. */
  async function findTarget(params: P): Promise<{ detail: ContainerDetail } | { outcome: KindOutcome }> {
    try {
      const detail = await resolveContainer(docker, params, params.containerIdAtRequest, LOOK_DEADLINE_MS);
      if (detail === null) return ends(false, say('operations-restart-gone'), 'recreate');
      await refuseOwnContainer(docker, detail);
      if (verb.unfit.includes(detail.state)) return ends(null, unfitReason(detail));
      return { detail };
    } catch (error) {
      if (error instanceof UserError) return ends(false, { key: error.key, params: error.params });
      if (error instanceof EngineError) return ends(null, say('operations-restart-engine-away-before'), 'escalate');
      throw error;
    }
  }

  /** As it is right before the effect: a service that falls all the time has started anew while evidence was saved. */
  async function intentFor(detail: ContainerDetail): Promise<Intent> {
    const fresh = await docker.inspect(detail.id, { deadlineMs: LOOK_DEADLINE_MS }).catch((error: unknown) => {
      if (error instanceof EngineError) return null;
      throw error;
    });
    const { id, name, startedAt, restartCount, healthcheck, stopTimeoutS } = fresh ?? detail;
    const waitMs = waitMsFor(healthcheck);
    return {
      containerId: id,
      name,
      startedAt,
      restartCount,
      stopTimeoutS: verb.stops ? stopTimeoutS : 0,
      waitMs,
    };
  }

  async function effectAndWait(context: Context, intent: Intent): Promise<KindOutcome> {
    // Listens before the restart, so that an exit in the first instant is heard.
    const lookout = createLookout(docker, context.params, intent.containerId, clock.now);
    try {
      context.progress(acting());
      const intentAt = clock.now();
      const answer = await actOnce(context, intent);
      const refusal = answer.kind === 'refused' ? await confirmRefusal(context, intent, answer.reason, lookout) : null;
      if (refusal !== null) return refusal;
      return await waitUntilDecided(context, intent, lookout, {
        intentAt,
        certain: answer.kind === 'done',
        lookedAway: false,
      });
    } finally {
      lookout.close();
    }
  }

  /** The effect. A lost answer is not a failure: the Engine may have done it, the wait will see. */
  async function actOnce(context: Context, intent: Intent): Promise<Answer> {
    try {
      await context.step(verb.kind, intent, async () => {
        await verb.act(docker, intent.containerId, context.params);
        return null;
      });
      return { kind: 'done' };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return error.statusCode === null ? { kind: 'lost' } : { kind: 'refused', reason: error.reason };
    }
  }

  /**
   * What a refusal means. Null when it came because the container was being taken away under the effect (removed,
   * recreated): then the wait finds out what takes its place.
   */
  async function confirmRefusal(
    context: Context,
    intent: Intent,
    why: string,
    lookout: Lookout,
  ): Promise<KindOutcome | null> {
    for (const endAt = clock.now() + TAKEN_AWAY_WITHIN_MS; ; ) {
      const woken = lookout.next();
      const sight = await lookout.look();
      if (sight.kind !== 'seen' || sight.detail.id !== intent.containerId) return null;
      const { state, exitCode } = sight.detail;
      if (state === 'running' || state === 'paused' || clock.now() >= endAt) {
        const reason = say(`operations-${verb.words}-refused`, { reason: masking.text(why).slice(0, 300) });
        return { ok: false, reason, ...(exitCode === null ? {} : { exitCode }), nextStep: 'recreate' };
      }
      await context.sleep(LOOK_EVERY_MS, woken);
    }
  }

  async function waitUntilDecided(
    context: Context,
    intent: Intent,
    lookout: Lookout,
    how: { readonly intentAt: number; readonly certain: boolean; readonly lookedAway: boolean },
  ): Promise<KindOutcome> {
    const { waitMs, stopTimeoutS } = intent;
    const now = clock.now();
    const judge = verb.judge({ ...how, before: intent, now, stopTimeoutS, waitMs });
    return context.step('wait', { since: now }, async () => {
      for (;;) {
        const woken = lookout.next();
        const sight = await lookout.look();
        const verdict: RestVerdict = judge(sight, clock.now(), context.params);
        if (verdict.kind === 'well') return wellOutcome(intent, verdict.detail, context.params);
        if (verdict.kind === 'down') return downOutcome(verdict);
        if (verdict.kind !== 'wait') return badOutcome(verdict, verdict.kind === 'bad' ? false : null, sight);
        context.progress(verdict.doing);
        await context.sleep(LOOK_EVERY_MS, woken);
      }
    });
  }

  function wellOutcome(intent: Intent, detail: ContainerDetail, params: P): KindOutcome {
    const what = detail.healthcheck === null ? 'operations-restart-runs' : 'operations-restart-healthy';
    const key = detail.id === intent.containerId ? what : 'operations-restart-well-replaced';
    const baseline: Baseline = {
      containerId: detail.id,
      startedAt: detail.startedAt,
      restartCount: detail.restartCount,
    };
    return { ok: true, reason: verb.well?.(detail, params) ?? say(key), data: { ...baseline } };
  }

  function downOutcome({ reason, exitCode }: Extract<RestVerdict, { kind: 'down' }>): KindOutcome {
    return { ok: true, reason, down: true, ...(exitCode === undefined ? {} : { exitCode }) };
  }

  function acting(): Reason {
    return verb.words === 'restart' ? say('operations-restart-stopping') : say(`operations-${verb.kind}-acting`);
  }

  async function badOutcome(bad: Bad, ok: false | null, sight: Sight): Promise<KindOutcome> {
    return { ok, ...onlyBad(bad), ...(await linesFor(sight)) };
  }

  async function linesFor(sight: Sight): Promise<{ lastLines?: string[] }> {
    return sight.kind === 'seen' ? { lastLines: await lastLinesOf(docker, masking, sight.detail) } : {};
  }

  /** After a kill: the journal says whether the effect was asked for, the Engine whether it happened. Never asks again. */
  async function recover(context: Context): Promise<KindOutcome> {
    const saved = context.journal.find('evidence')?.result ?? null;
    const evidence: SavedEvidence = saved === null ? { files: [], notes: [] } : evidenceSchema.parse(saved);
    const files = { evidence: evidence.files };
    const entry = context.journal.find(verb.kind);
    if (entry === null) return { ok: null, reason: say(`operations-${verb.words}-not-begun`), ...files };
    const intent = intentSchema.parse(entry.intent);
    const certain = entry.finishedAt !== null && entry.error === null;
    const lookout = createLookout(docker, context.params, intent.containerId, clock.now);
    try {
      const how = { intentAt: entry.startedAt, certain, lookedAway: true };
      const ended = await waitUntilDecided(context, intent, lookout, how);
      return { ...ended, ...files, ...(evidence.notes.length > 0 ? { notes: evidence.notes } : {}) };
    } finally {
      lookout.close();
    }
  }

  async function watch(context: WatchContext<P>): Promise<WatchVerdict> {
    let state = beginWatch(baselineSchema.parse(context.outcome.data), context.watchUntil);
    const lookout = createLookout(docker, context.params, state.baseline.containerId, clock.now);
    try {
      for (;;) {
        const woken = lookout.next();
        const sight = await lookout.look();
        const judged = judgeWatch(state, sight, clock.now());
        state = judged.state;
        const { verdict } = judged;
        if (verdict.kind === 'held') return { verdict: 'held' };
        if (verdict.kind !== 'watch') return { verdict: verdict.kind, ...onlyBad(verdict), ...(await linesFor(sight)) };
        await context.sleep(LOOK_EVERY_MS, woken);
      }
    } finally {
      lookout.close();
    }
  }

  return {
    kind: verb.kind,
    ...(verb.breaker === undefined ? {} : { breaker: verb.breaker }),
    parse: verb.parse,
    locks: ({ engine, project, service }) => [serviceLock(engine, project, service)],
    run,
    recover,
    cancelled: (journal) => cancelled(verb, journal),
    ...(verb.watched ? { watch: { forMs: WATCH_FOR_MS, run: watch } } : {}),
  };
}

type Answer = { readonly kind: 'done' | 'lost' } | { readonly kind: 'refused'; readonly reason: string };

function ends(ok: false | null, reason: Reason, nextStep?: NextStep): { outcome: KindOutcome } {
  return { outcome: { ok, reason, ...(nextStep === undefined ? {} : { nextStep }) } };
}

function cancelled({ kind, words }: Pick<Verb<Target>, 'kind' | 'words'>, journal: Journal): Reason {
  const hadBegun = journal.find(kind) !== null;
  return say(hadBegun ? `operations-${words}-cancelled-after` : `operations-${words}-cancelled-before`);
}

function onlyBad({ reason, nextStep, exitCode, oom }: Bad): Bad {
  return {
    reason,
    nextStep,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(oom === undefined ? {} : { oom }),
  };
}

function say(key: string, params: Reason['params'] = {}): Reason {
  return { key, params };
}
