import { z } from 'zod';
import type { BackupSet } from '../sets/types.ts';
import type { BackupParams } from '../types.ts';
import { standingServices } from './consistency.ts';

const schema = z.object({
  engine: z.string().min(1),
  project: z.string().min(1).nullable(),
  services: z.array(z.string().min(1)).readonly(),
  name: z.string().min(1),
  set: z.string().min(1),
});

/** @throws ZodError when a row or a caller gives something else */
export function parseBackupParams(raw: unknown): BackupParams {
  return schema.parse(raw);
}

/** What is submitted for a backup of a set as it is now. `services`: those that will stand still; with none of them nobody else is held up. */
export function backupParams(set: BackupSet): BackupParams {
  const { engine, project, name } = set;
  return { engine, project, services: standingServices(set).map(({ service }) => service), name, set: name };
}
