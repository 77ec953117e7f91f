import type { ServiceKey } from '../../docker/index.ts';
import type { Incident } from '../../incidents/index.ts';
import type { Rooms } from '../views/rooms.ts';

/** More at once is no situation in which the order would matter. */
const MOST_OPEN = 100;

/**
 * The open incident on whose timeline an action on these services belongs: the newest that affects one of them; else
 * the only one that is open. Null when there is none, or several that are about something else.
 */
export function incidentOf({ incidents }: Pick<Rooms, 'incidents'>, keys: readonly ServiceKey[]): number | null {
  const { items: open } = incidents.list({ state: 'active', page: 0, pageSize: MOST_OPEN });
  const affects = (incident: Incident) => incident.affectedAll || incident.affected.some((key) => keys.includes(key));
  const newestFirst = [...open].sort((one, other) => other.number - one.number);
  const found = newestFirst.find(affects) ?? (newestFirst.length === 1 ? newestFirst[0] : undefined);
  return found?.number ?? null;
}
