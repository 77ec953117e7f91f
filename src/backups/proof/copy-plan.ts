import { startOrder } from '../../actions/index.ts';
import type { Manifest, ServiceRecord } from '../manifest.ts';

export interface PlannedCopy {
  readonly service: ServiceRecord;
  /** It mounts restored data, or is the one that is asked: the drill stands and falls with it. Without: others need it. */
  readonly counts: boolean;
  /** It did not run when the backup was made, and another needs it to have run: it may end by itself. */
  readonly isJob: boolean;
}

/**
 * The services of a set that are started on restored data: those that mount a restored volume and ran when the backup
 * was made (all of them where none ran), the one that is asked, and what they need, level by level in the order of their
 * dependencies. None where no service mounts a volume of the backup.
 * @param asked the service that the set's own probe is about
 */
export function planCopies(manifest: Pick<Manifest, 'services' | 'trees'>, asked: string | null): PlannedCopy[][] {
  const byName = new Map(manifest.services.map((service) => [service.name, service]));
  const restored = new Set(manifest.trees.flatMap((tree) => (tree.kind === 'volume' ? [tree.name] : [])));
  const mounting = manifest.services.filter(({ volumes }) => volumes.some((volume) => restored.has(volume)));
  const live = mounting.filter(ran);
  if (mounting.length === 0) return [];
  const probed = asked === null ? undefined : byName.get(asked);
  const wanted = [...(live.length > 0 ? live : mounting), ...(probed === undefined ? [] : [probed])];
  const chosen = withNeeds(wanted, byName);
  const needs = new Map(
    chosen.map(({ name, dependsOn }) => [
      name,
      dependsOn.map((service) => ({ service, condition: 'healthy' as const })),
    ]),
  );
  const { levels } = startOrder(
    chosen.map(({ name }) => name),
    needs,
  );
  return levels.map((level) =>
    level.flatMap((name): PlannedCopy[] => {
      const service = byName.get(name);
      if (service === undefined) return [];
      const counts = wanted.includes(service);
      return [{ service, counts, isJob: !counts && !ran(service) }];
    }),
  );
}

/**
 * Whether it says nothing of the data when a copy is not well: it, or something that it needs and that is not well
 * either, could not be made as the service is.
 * @param state of a copy; null: there is none
 */
export function isInconclusive(
  service: ServiceRecord,
  plan: readonly (readonly PlannedCopy[])[],
  state: (name: string) => { readonly isUnlike: boolean; readonly isWell: boolean } | null,
): boolean {
  const byName = new Map(plan.flat().map(({ service: one }) => [one.name, one]));
  const needs = withNeeds([service], byName);
  return needs.some(({ name }) => {
    const found = state(name);
    return found === null || (found.isUnlike && (name === service.name || !found.isWell));
  });
}

function ran({ containers }: ServiceRecord): boolean {
  return containers.some(({ running }) => running);
}

function withNeeds(wanted: readonly ServiceRecord[], byName: ReadonlyMap<string, ServiceRecord>): ServiceRecord[] {
  const found = new Set<ServiceRecord>();
  const visit = (service: ServiceRecord): void => {
    if (found.has(service)) return;
    found.add(service);
    for (const name of service.dependsOn) {
      const needed = byName.get(name);
      if (needed !== undefined) visit(needed);
    }
  };
  for (const service of wanted) visit(service);
  return [...found];
}
