import { z } from 'zod';

/** A container that mounts what is put back, as it was before anything was touched. */
const participantSchema = z.object({
  id: z.string(),
  name: z.string(),
  project: z.string().nullable(),
  service: z.string(),
  /** `running` also for one that its restart policy kept starting again. */
  was: z.enum(['running', 'paused', 'stopped']),
  /** It ran, and its health check (where there is one) did not say otherwise. */
  wasWell: z.boolean(),
  policy: z.object({ name: z.string(), maximumRetryCount: z.number() }),
  dependsOn: z.array(z.string()),
});
export type Participant = z.infer<typeof participantSchema>;

const heldTreeSchema = z.object({ kind: z.enum(['volume', 'path']), name: z.string(), existed: z.boolean() });
export type HeldTree = z.infer<typeof heldTreeSchema>;

/** What has to be known to put everything back as it was: the intent of the step `hold`, written before the first effect. */
export const heldSchema = z.object({
  participants: z.array(participantSchema),
  trees: z.array(heldTreeSchema),
  config: z.array(z.object({ path: z.string(), existed: z.boolean() })),
  /** Networks of the backup that did not exist. */
  networks: z.array(z.string()),
  /** Services of the backup that mount what is put back and have no container: they are made anew by compose. */
  lost: z.array(z.object({ service: z.string(), count: z.number() })),
  /** The id of the backup of what was there; null when nothing was. */
  safety: z.string().nullable(),
});
export type Held = z.infer<typeof heldSchema>;

/** Containers that may be started together, what is needed first in front. Needing each other in a ring holds nothing up. */
export function startLevels(participants: readonly Participant[]): Participant[][] {
  const placeOf = ({ project, service }: Pick<Participant, 'project' | 'service'>) => `${project ?? ''}/${service}`;
  const levels: Participant[][] = [];
  let left = [...participants];
  while (left.length > 0) {
    const waiting = new Set(left.map(placeOf));
    const isFree = (one: Participant) =>
      !one.dependsOn.some((service) => service !== one.service && waiting.has(placeOf({ ...one, service })));
    const free = left.filter(isFree);
    const level = free.length === 0 ? left : free;
    levels.push(level);
    left = left.filter((one) => !level.includes(one));
  }
  return levels;
}
