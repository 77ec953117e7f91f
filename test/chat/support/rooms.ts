import { join } from 'node:path';
import { systemClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { createIncidents, type Incident, type TimelineEntry } from '../../../src/incidents/index.ts';
import { silentLog } from '../../../src/log.ts';

/** What the running process has written of an incident. @throws when there is none */
export function storedIncident(dataDir: string, number: number): { incident: Incident; timeline: TimelineEntry[] } {
  const database = openDatabase(join(dataDir, 'vakhta.db'));
  try {
    const incidents = createIncidents({ database, clock: systemClock, log: silentLog, announce: () => undefined });
    const incident = incidents.get(number);
    if (incident === null) throw new Error(`there is no incident #${number}`);
    return { incident, timeline: incidents.timeline(number) };
  } finally {
    database.close();
  }
}
