import type { BackupSet, BackupSummary, Manifest, SetTarget } from '../../backups/index.ts';
import { ENGINE, EngineError, serviceKey } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { Rooms } from '../views/rooms.ts';
import { incidentOf } from './incident-of.ts';
import { projectReference } from './reference.ts';

/** A tap is answered within a second; later than this the Engine counts as away. */
const LOOK_DEADLINE_MS = 5000;

/** The sets that stand on the Engine now; null while it does not answer. */
export async function setsNow({ rooms }: Pick<LookingOptions, 'rooms'>): Promise<BackupSet[] | null> {
  if (!rooms.docker.availability().reachable) return null;
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), LOOK_DEADLINE_MS);
  try {
    return await Promise.race([rooms.backups.sets.list(), late.promise]);
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The name behind a reference: of a set that stands, or of one that only has backups, also by its project. @throws UserError */
export async function setNamed(options: LookingOptions, reference: string): Promise<string> {
  const stored = options.rooms.backups.setsWithBackups().find((name) => projectReference(name) === reference);
  if (stored !== undefined) return stored;
  const sets = (await setsNow(options)) ?? [];
  const found = sets.find(
    ({ name, project }) =>
      projectReference(name) === reference || (project !== null && projectReference(project) === reference),
  );
  if (found === undefined) throw new UserError('bot-backup-set-gone');
  return found.name;
}

/** @throws UserError when it is gone (the retention, somebody at the store) */
export function backupNamed({ rooms }: Pick<LookingOptions, 'rooms'>, id: string): BackupSummary {
  const found = rooms.backups.get(id);
  if (found === null) throw new UserError('bot-backup-gone');
  return found;
}

/** @throws UserError when it cannot be read */
export async function manifestOf({ rooms }: Pick<LookingOptions, 'rooms'>, id: string): Promise<Manifest> {
  const opened = await rooms.backups.manifest(id);
  if (opened === null) throw new UserError('bot-backup-gone');
  if (!opened.ok) throw new UserError('bot-backup-unreadable');
  return opened.manifest;
}

/** What an operation on a set is told: from the set as it stands. */
export function targetOfSet({ engine, project, name, services }: BackupSet): SetTarget {
  return { engine, project, services: services.map(({ record }) => record.name), name, set: name };
}

/** The same from a backup, for a set that may be gone. */
export function targetOfBackup({ project, set, services }: Pick<Manifest, 'project' | 'set' | 'services'>): SetTarget {
  return { engine: ENGINE, project, services: services.map(({ name }) => name), name: set, set };
}

/** The open incident that a restore or a backup of these services belongs to. */
export function incidentOfTarget(rooms: Pick<Rooms, 'incidents'>, { project, services }: SetTarget): number | null {
  return incidentOf(
    rooms,
    services.map((service) => serviceKey({ engine: ENGINE, project, service })),
  );
}
