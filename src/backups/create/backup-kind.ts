import {
  type Journal,
  type KindOutcome,
  type OperationKind,
  projectLock,
  type Reason,
  volumeLock,
} from '../../operations/index.ts';
import type { BackupParts } from '../parts.ts';
import type { BackupParams } from '../types.ts';
import { type Context, makeBackup } from './making.ts';
import { failureOf } from './outcome.ts';
import { parseBackupParams } from './params.ts';
import { recoverBackup } from './recovering.ts';
import { STEP } from './steps.ts';

/**
 * Reads the volumes and files of a set into the store, verified before it counts. Steps in the journal: `draft`,
 * `before:<service>`, `hold`, `read-still`, `release`, `read-hooked`, `after:<service>`, `read-live`, `list` (of snapshots), `compare`, `look`,
 * `extras`, `verify`, `seal`, `book`; those that a recovery does again end with `-again`.
 */
export function createBackupKind(parts: BackupParts): OperationKind<BackupParams> {
  async function run(context: Context): Promise<KindOutcome> {
    try {
      return await makeBackup(parts, context);
    } catch (error) {
      context.signal.throwIfAborted();
      const failure = failureOf(error);
      if (failure === null) throw error;
      parts.log.warn({ operation: context.operation.id, error }, 'a backup failed');
      return { ok: false, ...failure, nextStep: 'logs' };
    }
  }

  return {
    kind: 'backup',
    parse: parseBackupParams,
    locks: ({ engine, project, set, services }) => [
      services.length > 0 ? projectLock(engine, project) : volumeLock(engine, project, `backup:${set}`),
    ],
    access: () => 'responder',
    run,
    recover: (context) => recoverBackup(parts, context),
    cancelled,
  };
}

function cancelled(journal: Journal): Reason {
  const stood = journal.find(STEP.hold) !== null;
  return { key: stood ? 'backups-create-cancelled-held' : 'backups-create-cancelled', params: {} };
}
