import { EngineError } from '../../docker/index.ts';
import { messageOf, UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import { DamagedArchiveError, NoSpaceError, TornReadError } from '../archive/types.ts';
import { NotWellError } from './services.ts';

/** What went wrong, as a sentence for people. What is none of the known is in the log, and says so. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof NotWellError) return error.reason;
  if (error instanceof UserError) return { key: error.key, params: error.params };
  if (error instanceof DamagedArchiveError) {
    return { key: `archive-problem-${error.problem.kind}`, params: { name: error.problem.name } };
  }
  if (error instanceof NoSpaceError) return { key: `backups-restore-why-no-space-${error.where}`, params: {} };
  if (error instanceof TornReadError) return { key: 'backups-restore-why-torn', params: {} };
  if (error instanceof EngineError) {
    return { key: 'backups-restore-why-engine', params: { problem: error.reason.slice(0, 200) } };
  }
  return { key: 'backups-restore-why-broke', params: { problem: messageOf(error).slice(0, 200) } };
}
