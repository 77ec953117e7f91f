import type { ContainerDetail, ServiceKey } from '../docker/index.ts';
import { changesBetween } from './changes.ts';
import type { RecorderStore } from './recorder-store.ts';
import { troubleBeganAt } from './trouble.ts';
import type { Change, Inventory } from './types.ts';

/** How long a place may be empty while compose recreates its container. */
const RECREATE_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** Keeps what people changed between two pictures. */
export function saveDifferences(
  store: RecorderStore,
  before: Inventory,
  taken: Inventory,
  engineRestarted: boolean,
): void {
  const recent = (container: ContainerDetail | null) =>
    container !== null &&
    store.changes(taken.at - RECREATE_MS, taken.at).some((change) => isRemoval(change, container.key))
      ? container
      : null;
  const changes = changesBetween({
    before: before.containers,
    now: taken.containers,
    at: taken.at,
    engineRestarted,
    lastKnown: (container) => recent(store.lastKnown(container.key, container.number)),
  });
  for (const change of changes) {
    // It went and came back: one change, told by what is different about it.
    if (change.key !== null && change.kind !== 'removed') store.dropRemoved(change.key, taken.at - RECREATE_MS);
    store.saveChange(change);
  }
}

function isRemoval(change: Change, key: ServiceKey): boolean {
  return change.kind === 'removed' && change.key === key;
}

/** When trouble that still lasts began for any of these services, within a day. */
export function earliestTrouble(store: RecorderStore, keys: readonly ServiceKey[], now: number): number | null {
  const sinceAt = now - DAY_MS;
  const began = keys
    .map((key) => troubleBeganAt(store.badEvents(sinceAt, key), store.samples(key, sinceAt), now))
    .filter((at) => at !== null);
  return began.length === 0 ? null : Math.min(...began);
}
