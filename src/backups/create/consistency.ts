import { CONSISTENCIES, type Consistency } from '../manifest.ts';
import type { BackupSet, During, SetService, SetTree } from '../sets/types.ts';

/** When a tree is read: while services stand still, between their hooks, or at any time. */
export type Phase = 'still' | 'hooked' | 'live';

/** How still a tree stands while it is read: as its most restless writer. Who only reads it changes nothing. Pure. */
export function treeConsistency(tree: SetTree, services: readonly SetService[]): Consistency {
  if (tree.foreignUsers.length > 0) return 'live';
  const writers = writersOf(tree, services).map((service): Consistency => {
    if (service.during === 'stop') return 'stopped';
    if (service.during === 'pause') return 'paused';
    return service.before === null ? 'live' : 'hook';
  });
  return weakest(writers);
}

/** Of several, the least still. Nothing that writes at all: stopped. */
export function weakest(all: readonly Consistency[]): Consistency {
  return CONSISTENCIES.findLast((each) => all.includes(each)) ?? 'stopped';
}

export function phaseOf(tree: SetTree, services: readonly SetService[]): Phase {
  const consistency = treeConsistency(tree, services);
  if (consistency === 'hook') return 'hooked';
  const waitsForNobody = consistency === 'live' || writersOf(tree, services).length === 0;
  return waitsForNobody ? 'live' : 'still';
}

function writersOf(tree: SetTree, services: readonly SetService[]): SetService[] {
  const names = new Set(tree.mountedBy.filter(({ readOnly }) => !readOnly).map(({ service }) => service));
  return services.filter(({ record }) => names.has(record.name) && runs(record));
}

function runs({ containers }: SetService['record']): boolean {
  return containers.some(({ running }) => running);
}

/** Services that stand still while the set is read, in the order of the set. */
export function standingServices({ services }: BackupSet): { readonly service: string; readonly during: During }[] {
  return services
    .filter(({ during, record }) => during !== 'run' && runs(record))
    .map(({ record, during }) => ({ service: record.name, during }));
}
