import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { type ContainerDetail, type Docker, EngineError } from '../docker/index.ts';
import { UserError } from '../errors.ts';
import type { EvidenceFile, Journal, KindOutcome, OperationContext, Reason } from '../operations/index.ts';
import type { ComposeCli } from './compose-cli.ts';
import type { ComposeService } from './compose-config.ts';
import { type Masking, type SavedEvidence, saveEvidence } from './evidence.ts';
import { lookAtCompose } from './project-compose.ts';
import type { EffectOptions } from './project-effects.ts';
import { memberOf, memberSchema, membersToChange, orderOf, type ProjectOrder } from './project-members.ts';

/** At once; each has ten seconds of its own. */
const SAVED_AT_ONCE = 6;

export interface ProjectKindOptions {
  readonly docker: Docker;
  readonly clock: Clock;
  readonly masking: Masking;
  /** DATA_DIR. */
  readonly dataDir: string;
  readonly compose: ComposeCli;
  /** The bot sees a part of the Engine only. */
  readonly isNarrowed: boolean;
}

/** What is written before the effect: enough to bring back what ran, whoever reads it. */
export const projectIntent = z.object({
  members: z.array(memberSchema),
  levels: z.array(z.array(z.string())),
  dependencies: z.record(
    z.string(),
    z.array(z.object({ service: z.string(), condition: z.enum(['started', 'healthy', 'completed']) })),
  ),
});
export type ProjectIntent = z.infer<typeof projectIntent>;

export function intentOf(details: readonly ContainerDetail[], order: ProjectOrder): ProjectIntent {
  return {
    members: details.map(memberOf),
    levels: order.levels.map((level) => [...level]),
    dependencies: Object.fromEntries(
      [...order.dependencies].map(([service, needed]) => [service, needed.map((one) => ({ ...one }))]),
    ),
  };
}

export function orderFrom({ levels, dependencies }: ProjectIntent): EffectOptions['order'] {
  return { levels, dependencies: new Map(Object.entries(dependencies)) };
}

/** The containers as they are now, or why nothing will be done. */
export async function findProject(
  docker: Docker,
  project: string,
): Promise<{ details: ContainerDetail[] } | { outcome: KindOutcome }> {
  try {
    return { details: await membersToChange(docker, project) };
  } catch (error) {
    if (error instanceof UserError) return { outcome: { ok: false, reason: { key: error.key, params: error.params } } };
    if (error instanceof EngineError) return { outcome: awayBefore() };
    throw error;
  }
}

export function awayBefore(): KindOutcome {
  const reason = { key: 'operations-restart-engine-away-before', params: {} };
  return { ok: null, reason, nextStep: 'escalate' };
}

/** What is said when the Engine went away in the middle. @throws what is no EngineError */
export function awayAfter(error: unknown, project: string): KindOutcome {
  if (!(error instanceof EngineError)) throw error;
  return { ok: null, reason: { key: 'operations-project-away', params: { project } }, nextStep: 'escalate' };
}

/** The order from the labels, else from the compose files, which are only read where there are no labels. */
export async function findOrder(
  compose: ComposeCli,
  project: string,
  details: readonly ContainerDetail[],
  known: readonly ComposeService[] | null = null,
): Promise<ProjectOrder> {
  const labelled = orderOf(details, known);
  if (labelled.source !== 'unknown') return labelled;
  const look = await lookAtCompose(compose, project, details);
  return orderOf(details, look.kind === 'read' ? look.reading.services : null);
}

const savedSchema = z.object({
  files: z.array(z.object({ what: z.enum(['logs', 'inspect', 'output']), path: z.string(), bytes: z.number() })),
  notes: z.array(z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })),
});

/** Logs and inspect of every container, each in a folder of its name under that of the operation. Step `evidence`. */
export async function saveAll(
  { docker, masking, dataDir }: Pick<ProjectKindOptions, 'docker' | 'masking' | 'dataDir'>,
  context: Pick<OperationContext<unknown>, 'operation' | 'step' | 'progress'>,
  details: readonly ContainerDetail[],
): Promise<SavedEvidence> {
  const { id } = context.operation;
  context.progress({ key: 'operations-project-saving-evidence', params: { count: details.length } });
  return context.step('evidence', { containers: details.map((detail) => detail.name) }, async () => {
    const saved: SavedEvidence[] = [];
    for (let from = 0; from < details.length; from += SAVED_AT_ONCE) {
      const some = details.slice(from, from + SAVED_AT_ONCE);
      const save = (detail: ContainerDetail) =>
        saveEvidence({ docker, masking, dataDir, operationId: `${id}/${detail.name}`, detail });
      saved.push(...(await Promise.all(some.map(save))));
    }
    // One sentence of each kind is enough: a slow Engine is slow for all of them.
    const notes = new Map(saved.flatMap((each) => each.notes).map((note) => [`${note.key} ${note.params.what}`, note]));
    return { files: saved.flatMap((each) => each.files), notes: [...notes.values()] };
  });
}

/** What an operation had saved before its process was killed. */
export function savedBefore(journal: Journal): { files: readonly EvidenceFile[]; notes: readonly Reason[] } {
  const result = journal.find('evidence')?.result ?? null;
  return result === null ? { files: [], notes: [] } : savedSchema.parse(result);
}

/** For an effect that must not be broken off in the middle: what was stopped has to be started again. */
export function unbreakable(
  { docker, clock }: Pick<ProjectKindOptions, 'docker' | 'clock'>,
  context: Pick<OperationContext<unknown>, 'progress'>,
  order: EffectOptions['order'],
): EffectOptions {
  return {
    docker,
    order,
    now: clock.now,
    progress: context.progress,
    sleep: async (ms) => {
      await wait(ms);
    },
  };
}
