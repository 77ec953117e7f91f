import { z } from 'zod';
import type { Database } from '../database/index.ts';
import { CONSISTENCIES } from './manifest.ts';
import { type Proof, proofSchema } from './proof/proof.ts';
import type { BackupSummary } from './types.ts';

/** A backup as its row has it: without what was proven of it. */
export type BackupRow = Omit<BackupSummary, 'verified' | 'drilled'> & { readonly manifestSha256: string };

const backupRow = z
  .object({
    id: z.string(),
    engine: z.string(),
    set_name: z.string(),
    origin: z.enum(['backup', 'safety', 'import']),
    store: z.enum(['local', 'restic']),
    state: z.enum(['whole', 'damaged']),
    started_at: z.number(),
    finished_at: z.number(),
    data_at: z.number(),
    consistency: z.enum(CONSISTENCIES),
    data_bytes: z.number(),
    stored_bytes: z.number(),
    standstill_ms: z.number(),
    manifest_sha256: z.string(),
    operation_id: z.string().nullable(),
  })
  .transform(
    (row): BackupRow => ({
      id: row.id,
      engine: row.engine,
      set: row.set_name,
      origin: row.origin,
      store: row.store,
      state: row.state,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      dataAt: row.data_at,
      consistency: row.consistency,
      dataBytes: row.data_bytes,
      storedBytes: row.stored_bytes,
      standstillMs: row.standstill_ms,
      manifestSha256: row.manifest_sha256,
      operationId: row.operation_id,
    }),
  );

/** Null for what nobody can have written: the next look at the store makes it anew. */
function readable(row: unknown): BackupRow | null {
  return backupRow.safeParse(row).data ?? null;
}

const proofRow = z
  .object({
    id: z.string(),
    backup_id: z.string().nullable(),
    set_name: z.string(),
    kind: z.string(),
    level: z.number(),
    result: z.string(),
    scheduled: z.number(),
    at: z.number(),
    took_ms: z.number().nullable(),
    recovery_time_ms: z.number().nullable(),
    recovery_point_ms: z.number().nullable(),
    bytes: z.number().nullable(),
    reason: z.string().nullable(),
  })
  .transform(
    (row): Proof =>
      proofSchema.parse({
        id: row.id,
        backup: row.backup_id,
        set: row.set_name,
        kind: row.kind,
        level: row.level,
        result: row.result,
        scheduled: row.scheduled === 1,
        at: row.at,
        tookMs: row.took_ms,
        recoveryTimeMs: row.recovery_time_ms,
        recoveryPointMs: row.recovery_point_ms,
        bytes: row.bytes,
        reason: row.reason === null ? null : JSON.parse(row.reason),
      }),
  );

export type BackupsStore = ReturnType<typeof createBackupsStore>;

/** All SQL of the index and the proofs. */
export function createBackupsStore(database: Database) {
  const sql = (text: string) => database.prepare(text);
  return {
    transaction: <T>(work: () => T): T => database.transaction(work),
    /** Newest data first. */
    backups: (set?: string): BackupRow[] =>
      (set === undefined
        ? sql('SELECT * FROM backups ORDER BY data_at DESC, id DESC').all()
        : sql('SELECT * FROM backups WHERE set_name = ? ORDER BY data_at DESC, id DESC').all(set)
      ).flatMap((row) => readable(row) ?? []),
    backup: (id: string): BackupRow | null => readable(sql('SELECT * FROM backups WHERE id = ?').get(id)),
    saveBackup(row: BackupRow): void {
      sql(`INSERT OR REPLACE INTO backups (id, engine, set_name, origin, store, state, started_at, finished_at, data_at,
        consistency, data_bytes, stored_bytes, standstill_ms, manifest_sha256, operation_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
        row.id,
        row.engine,
        row.set,
        row.origin,
        row.store,
        row.state,
        row.startedAt,
        row.finishedAt,
        row.dataAt,
        row.consistency,
        row.dataBytes,
        row.storedBytes,
        row.standstillMs,
        row.manifestSha256,
        row.operationId,
      );
    },
    setState(id: string, state: BackupRow['state']): void {
      sql('UPDATE backups SET state = ? WHERE id = ?').run(state, id);
    },
    removeBackup(id: string): void {
      sql('DELETE FROM backups WHERE id = ?').run(id);
    },
    hasProof: (id: string): boolean => sql('SELECT 1 FROM backup_proofs WHERE id = ?').get(id) !== undefined,
    /** The first one of an id holds. */
    addProof(proof: Proof): void {
      sql(`INSERT OR IGNORE INTO backup_proofs (id, backup_id, set_name, kind, level, result, scheduled, at, took_ms,
        recovery_time_ms, recovery_point_ms, bytes, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
        proof.id,
        proof.backup,
        proof.set,
        proof.kind,
        proof.level,
        proof.result,
        proof.scheduled ? 1 : 0,
        proof.at,
        proof.tookMs,
        proof.recoveryTimeMs,
        proof.recoveryPointMs,
        proof.bytes,
        proof.reason === null ? null : JSON.stringify(proof.reason),
      );
    },
    /** Newest first. */
    proofs: (of: { readonly set?: string; readonly backup?: string; readonly sinceAt?: number }): Proof[] =>
      sql(`SELECT * FROM backup_proofs WHERE set_name = coalesce(?, set_name) AND (? IS NULL OR backup_id = ?)
        AND at >= ? ORDER BY at DESC, rowid DESC`)
        .all(of.set ?? null, of.backup ?? null, of.backup ?? null, of.sinceAt ?? 0)
        .map((row) => proofRow.parse(row)),
  };
}
