import { z } from 'zod';
import type { Database } from '../database/index.ts';
import type { Readings } from './readings.ts';

const valueRow = z.object({ value: z.number() });

/** Readings that outlive a restart. */
export function createStoredReadings(database: Database): Readings {
  const read = () => database.prepare('SELECT value FROM check_readings WHERE check_id = ? AND at >= ?');
  const write = () => database.prepare('INSERT OR REPLACE INTO check_readings (check_id, value, at) VALUES (?, ?, ?)');
  return {
    of: (checkId) => ({
      read: (sinceAt) => {
        const row = read().get(checkId, sinceAt);
        return row === undefined ? null : valueRow.parse(row).value;
      },
      write: (value, at) => {
        write().run(checkId, value, at);
      },
    }),
  };
}
