import type { Proof } from '../../../src/backups/proof/proof.ts';
import type { BackupSummary } from '../../../src/backups/types.ts';

export const DAY = 24 * 3_600_000;
/** Noon of a Saturday, UTC. */
export const NOW = Date.UTC(2026, 0, 31, 12);

/** A whole backup of the shop, named by its age in days before `NOW`. */
export function backup(age: number, more: Partial<BackupSummary> = {}): BackupSummary {
  const at = NOW - age * DAY;
  return {
    ...{ id: `b${age}`, engine: 'local', set: 'shop', origin: 'backup', store: 'local', state: 'whole' },
    ...{ startedAt: at, finishedAt: at + 60_000, dataAt: at, consistency: 'stopped' },
    ...{ dataBytes: 1000, storedBytes: 500, standstillMs: 0, operationId: null, verified: null, drilled: null },
    ...more,
  };
}

export function proof(of: string | null, more: Partial<Proof> = {}): Proof {
  return {
    ...{
      id: `${more.kind ?? 'verify'} of ${of} at ${more.at ?? NOW}`,
      backup: of,
      set: 'shop',
      kind: 'verify',
      level: 1,
    },
    ...{ result: 'passed', scheduled: true, at: NOW, tookMs: 1, bytes: 1, reason: null },
    ...{ recoveryTimeMs: null, recoveryPointMs: null },
    ...more,
  };
}
