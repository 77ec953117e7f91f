import { createManualClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database/index.ts';
import {
  createIncidents,
  type Incident,
  type IncidentChange,
  type IncidentsOptions,
  type OpenInput,
} from '../../../src/incidents/index.ts';
import { silentLog } from '../../../src/log.ts';

export const START = Date.UTC(2025, 1, 3, 3, 2);
export const MINUTE = 60_000;
export const ANNA = 101;
export const BORIS = 202;
export const GATEWAY = 'local/shop/gateway';
export const WORKER = 'local/shop/worker';

export const outage: OpenInput = {
  severity: 'P1',
  category: 'crash-loop',
  summary: 'The gateway restarts again and again',
  affected: [GATEWAY, WORKER],
  usersImpacted: true,
  businessImpact: 'high',
};

/** The room on a database of its own, with a clock moved by hand and every announcement kept. */
export function createRoom(overrides: Partial<IncidentsOptions> = {}) {
  const database = openDatabase(':memory:');
  const clock = createManualClock(START);
  const announced: IncidentChange[] = [];
  let causes = 0;
  const incidents = createIncidents({
    database,
    clock,
    log: silentLog,
    announce: (change) => announced.push(change),
    ...overrides,
  });
  return {
    database,
    clock,
    announced,
    incidents,
    /** A cause that was never used. */
    cause: () => {
      causes += 1;
      return `update-${causes}:test`;
    },
    current: (number: number): Incident => {
      const incident = incidents.get(number);
      if (incident === null) throw new Error(`no incident ${number}`);
      return incident;
    },
  };
}

export type Room = ReturnType<typeof createRoom>;
