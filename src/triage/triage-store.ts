import { z } from 'zod';
import type { Database } from '../database/index.ts';
import { IMPACTS, SEVERITIES } from '../incidents/index.ts';
import { evidenceSchemas } from './evidence-schema.ts';
import {
  type Answers,
  type Draft,
  EVIDENCE_SOURCES,
  type Evidence,
  type EvidenceBySource,
  type EvidenceRow,
  type EvidenceSource,
  type EvidenceState,
  STEPS,
  type StartInput,
} from './types.ts';

const draftRow = z.object({
  id: z.string(),
  chat_id: z.number(),
  thread_id: z.number().nullable(),
  user_id: z.number(),
  locale: z.enum(['en', 'ru']),
  state: z.enum(['active', 'opened', 'cancelled', 'expired']),
  step: z.enum([...STEPS, 'noticed']),
  return_step: z.enum(STEPS),
  answers: z.string(),
  started_at: z.number(),
  noticed_at: z.number().nullable(),
  incident: z.number().nullable(),
});
const answersSchema = z.object({
  severity: z.enum(SEVERITIES).exactOptional(),
  affected: z.object({ all: z.boolean(), keys: z.array(z.string()) }).exactOptional(),
  usersImpacted: z.boolean().exactOptional(),
  businessImpact: z.enum(IMPACTS).exactOptional(),
  summary: z.string().exactOptional(),
});
const evidenceRow = z.object({
  source: z.enum(EVIDENCE_SOURCES),
  state: z.enum(['pending', 'ok', 'failed', 'slow']),
  data: z.string().nullable(),
  reason: z.string().nullable(),
  at: z.number(),
});
const idRow = z.object({ id: z.string() });

export interface TriageStore {
  insertDraft(id: string, input: StartInput, now: number): void;
  draft(id: string): Draft | null;
  activeDraft(chatId: number, threadId: number | null, userId: number): Draft | null;
  saveDraft(draft: Draft, now: number): void;
  /** Active drafts of the chat get its new id; those that did. */
  moveChat(oldId: number, newId: number): Draft[];
  /** Active drafts that nobody touched since then. */
  idleSince(at: number): Draft[];
  /** Drafts with a source that has not answered, started since then. */
  unfinishedSince(at: number): string[];
  evidence(draftId: string): EvidenceBySource;
  /** `data` undefined: what the row has stays. */
  saveEvidence(draftId: string, source: EvidenceSource, change: EvidenceChange, now: number): void;
  /** The draft that this cause has already changed; null: not yet. */
  draftOfCause(cause: string): string | null;
  saveCause(cause: string, draftId: string, now: number): void;
  /** Forgets drafts (with their evidence and causes) that were started before then and are over. */
  prune(before: number): void;
}

export interface EvidenceChange {
  readonly state: EvidenceState;
  /** Masked JSON. */
  readonly data?: unknown;
  readonly reason?: string;
}

/** All SQL of the triage room. */
export function createTriageStore(database: Database): TriageStore {
  const sql = (text: string) => database.prepare(text);
  const toDrafts = (rows: unknown[]) => rows.map(toDraft);

  return {
    insertDraft: (id, { chatId, threadId, userId, locale }, now) => {
      sql(`INSERT INTO triage_drafts
        (id, chat_id, thread_id, user_id, locale, state, step, return_step, answers, started_at, touched_at)
        VALUES (?, ?, ?, ?, ?, 'active', 'offer', 'offer', '{}', ?, ?)`).run(
        id,
        chatId,
        threadId,
        userId,
        locale,
        now,
        now,
      );
      const insert = sql("INSERT INTO triage_evidence (draft, source, state, at) VALUES (?, ?, 'pending', ?)");
      for (const source of EVIDENCE_SOURCES) insert.run(id, source, now);
    },
    draft: (id) => toDrafts(sql('SELECT * FROM triage_drafts WHERE id = ?').all(id))[0] ?? null,
    activeDraft: (chatId, threadId, userId) =>
      toDrafts(
        sql(
          "SELECT * FROM triage_drafts WHERE state = 'active' AND chat_id = ? AND thread_id IS ? AND user_id = ?",
        ).all(chatId, threadId, userId),
      )[0] ?? null,
    saveDraft: (draft, now) => {
      sql(`UPDATE triage_drafts SET state = ?, step = ?, return_step = ?, answers = ?, noticed_at = ?, incident = ?, touched_at = ?
        WHERE id = ?`).run(
        ...[draft.state, draft.step, draft.returnStep, JSON.stringify(draft.answers)],
        ...[draft.noticedAt, draft.incident, now, draft.id],
      );
    },
    moveChat: (oldId, newId) =>
      toDrafts(
        sql(
          // A person who began anew before the move was learnt goes on with the newer draft.
          "UPDATE OR IGNORE triage_drafts SET chat_id = ? WHERE state = 'active' AND chat_id = ? RETURNING *",
        ).all(newId, oldId),
      ),
    idleSince: (at) => toDrafts(sql("SELECT * FROM triage_drafts WHERE state = 'active' AND touched_at <= ?").all(at)),
    unfinishedSince: (at) =>
      sql(`SELECT id FROM triage_drafts WHERE state IN ('active', 'opened') AND started_at >= ?
        AND id IN (SELECT draft FROM triage_evidence WHERE state IN ('pending', 'slow'))`)
        .all(at)
        .map((row) => idRow.parse(row).id),
    evidence: (draftId) => {
      const rows = sql('SELECT source, state, data, reason, at FROM triage_evidence WHERE draft = ?').all(draftId);
      return bySource(
        draftId,
        rows.map((row) => evidenceRow.parse(row)),
      );
    },
    saveEvidence: (draftId, source, change, now) => {
      const data = change.data === undefined ? null : JSON.stringify(change.data);
      sql(
        `UPDATE triage_evidence SET state = ?, data = coalesce(?, data), reason = ?, at = ? WHERE draft = ? AND source = ?`,
      ).run(...[change.state, data, change.reason ?? null, now], ...[draftId, source]);
    },
    draftOfCause: (cause) => {
      const row = sql('SELECT draft AS id FROM triage_causes WHERE cause = ?').get(cause);
      return row === undefined ? null : idRow.parse(row).id;
    },
    saveCause: (cause, draftId, now) => {
      sql('INSERT INTO triage_causes (cause, draft, at) VALUES (?, ?, ?)').run(cause, draftId, now);
    },
    prune: (before) => {
      const over = "SELECT id FROM triage_drafts WHERE state <> 'active' AND started_at < ?";
      sql(`DELETE FROM triage_causes WHERE draft IN (${over})`).run(before);
      sql(`DELETE FROM triage_evidence WHERE draft IN (${over})`).run(before);
      sql(`DELETE FROM triage_drafts WHERE state <> 'active' AND started_at < ?`).run(before);
    },
  };
}

function toDraft(row: unknown): Draft {
  const parsed = draftRow.parse(row);
  const answers: Answers = answersSchema.parse(JSON.parse(parsed.answers));
  return {
    id: parsed.id,
    chatId: parsed.chat_id,
    threadId: parsed.thread_id,
    userId: parsed.user_id,
    locale: parsed.locale,
    state: parsed.state,
    step: parsed.step,
    returnStep: parsed.return_step,
    answers,
    startedAt: parsed.started_at,
    noticedAt: parsed.noticed_at,
    incident: parsed.incident,
  };
}

function bySource(draftId: string, rows: readonly z.infer<typeof evidenceRow>[]): EvidenceBySource {
  const row = <S extends EvidenceSource>(
    source: S,
    schema: z.ZodType<Extract<Evidence, { source: S }>>,
  ): EvidenceRow<Extract<Evidence, { source: S }>> => {
    const found = rows.find((candidate) => candidate.source === source);
    const data = found?.data ? schema.parse(JSON.parse(found.data)) : null;
    return {
      draftId,
      source,
      state: found?.state ?? 'pending',
      data,
      reason: found?.reason ?? null,
      at: found?.at ?? 0,
    };
  };
  return {
    host: row('host', evidenceSchemas.host),
    'public-names': row('public-names', evidenceSchemas['public-names']),
    containers: row('containers', evidenceSchemas.containers),
    checks: row('checks', evidenceSchemas.checks),
    logs: row('logs', evidenceSchemas.logs),
    changes: row('changes', evidenceSchemas.changes),
  };
}
