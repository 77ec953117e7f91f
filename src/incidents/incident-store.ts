import { z } from 'zod';
import type { Database } from '../database/index.ts';
import { type Incident, isActive, type PersonId, type ServiceKey, STATES } from './incident.ts';
import { attachmentRow, entryRow, evidenceRow, incidentColumns, parseIncident } from './incident-rows.ts';
import type { Attachment, AttachmentInput, Evidence, EvidenceInput, IncidentQuery, MessageRef } from './records.ts';
import { type NewEntry, parseEntry, type TimelineEntry } from './timeline.ts';

const IN_STATES = 'state IN (SELECT value FROM json_each(?))';
const ENTRY = 'id, incident, at, recorded_at AS recordedAt, kind, by, data';
const ATTACHMENT =
  'id, incident, by, at, file_name AS fileName, mime, path, file_id AS fileId, size_bytes AS sizeBytes, caption';

/** All SQL of the room. Callers hold the transaction. */
export function createIncidentStore({ prepare }: Database) {
  return {
    insert(incident: Omit<Incident, 'number'>): number {
      const columns = incidentColumns(incident);
      const names = Object.keys(columns);
      const marks = names.map(() => '?').join(', ');
      const statement = prepare(`INSERT INTO incidents (${names.join(', ')}) VALUES (${marks})`);
      return statement.run(...Object.values(columns)).lastInsertRowid;
    },

    save(incident: Incident): void {
      const columns = incidentColumns(incident);
      const assignments = Object.keys(columns).map((name) => `${name} = ?`);
      const statement = prepare(`UPDATE incidents SET ${assignments.join(', ')} WHERE number = ?`);
      statement.run(...Object.values(columns), incident.number);
    },

    get(number: number): Incident | null {
      const row = prepare('SELECT * FROM incidents WHERE number = ?').get(number);
      return row === undefined ? null : parseIncident(row);
    },

    newest(): Incident | null {
      const row = prepare('SELECT * FROM incidents ORDER BY number DESC LIMIT 1').get();
      return row === undefined ? null : parseIncident(row);
    },

    count(state: IncidentQuery['state']): number {
      const row = prepare(`SELECT COUNT(*) AS count FROM incidents WHERE ${IN_STATES}`).get(statesOf(state));
      return z.object({ count: z.number() }).parse(row).count;
    },

    /** The active ones first, the worst and the newest of them on top; then what is over, newest first. */
    list(state: IncidentQuery['state'], limit: number, offset: number): Incident[] {
      const active = `state IN ('open', 'mitigated')`;
      const order = `${active} DESC, CASE WHEN ${active} THEN severity END, number DESC`;
      const sql = `SELECT * FROM incidents WHERE ${IN_STATES} ORDER BY ${order} LIMIT ? OFFSET ?`;
      return prepare(sql).all(statesOf(state), limit, offset).map(parseIncident);
    },

    during(fromAt: number, toAt: number): Incident[] {
      const sql = `SELECT * FROM incidents WHERE detected_at < ?
        AND (detected_at >= ? OR restored_at IS NULL OR restored_at >= ?) ORDER BY detected_at, number`;
      return prepare(sql).all(toAt, fromAt, fromAt).map(parseIncident);
    },

    append(incident: number, entry: NewEntry, recordedAt: number): TimelineEntry {
      const data = JSON.stringify(entry.data);
      const sql = 'INSERT INTO incident_timeline (incident, at, recorded_at, kind, by, data) VALUES (?, ?, ?, ?, ?, ?)';
      const { lastInsertRowid } = prepare(sql).run(incident, entry.at, recordedAt, entry.kind, String(entry.by), data);
      return parseEntry({ ...entry, id: lastInsertRowid, incident, recordedAt });
    },

    timeline(incident: number): TimelineEntry[] {
      const sql = `SELECT ${ENTRY} FROM incident_timeline WHERE incident = ? ORDER BY at, id`;
      return prepare(sql)
        .all(incident)
        .map((row) => parseEntry(entryRow.parse(row)));
    },

    entriesSince(sinceAt: number): TimelineEntry[] {
      const sql = `SELECT ${ENTRY} FROM incident_timeline WHERE recorded_at >= ? ORDER BY recorded_at DESC, id DESC`;
      return prepare(sql)
        .all(sinceAt)
        .map((row) => parseEntry(entryRow.parse(row)));
    },

    openedBy(cause: string): number | null {
      const row = prepare(`SELECT incident FROM incident_causes WHERE cause = ? AND action = 'open'`).get(cause);
      return row === undefined ? null : z.object({ incident: z.number() }).parse(row).incident;
    },

    isDone(cause: string, action: string, incident: number): boolean {
      const sql = 'SELECT 1 FROM incident_causes WHERE cause = ? AND action = ? AND incident = ?';
      return prepare(sql).get(cause, action, incident) !== undefined;
    },

    markDone(cause: string, action: string, incident: number): void {
      prepare('INSERT INTO incident_causes (cause, action, incident) VALUES (?, ?, ?)').run(cause, action, incident);
    },

    linkMessage(message: MessageRef, incident: number, entry: number): void {
      const sql = 'INSERT INTO incident_messages (chat_id, message_id, incident, entry) VALUES (?, ?, ?, ?)';
      prepare(sql).run(message.chatId, message.messageId, incident, entry);
    },

    entryOfMessage(message: MessageRef): { incident: number; entry: number } | null {
      const sql = 'SELECT incident, entry FROM incident_messages WHERE chat_id = ? AND message_id = ?';
      const row = prepare(sql).get(message.chatId, message.messageId);
      return row === undefined ? null : z.object({ incident: z.number(), entry: z.number() }).parse(row);
    },

    addEvidence(incident: number, evidence: EvidenceInput): void {
      const sql = 'INSERT INTO incident_evidence (incident, source, data, at, operation_id) VALUES (?, ?, ?, ?, ?)';
      const data = JSON.stringify(evidence.data ?? null);
      prepare(sql).run(incident, evidence.source, data, evidence.at, evidence.operationId ?? null);
    },

    evidence(incident: number): Evidence[] {
      const columns = 'id, incident, source, data, at, operation_id AS operationId';
      const sql = `SELECT ${columns} FROM incident_evidence WHERE incident = ? ORDER BY id`;
      return prepare(sql)
        .all(incident)
        .map((row) => evidenceRow.parse(row));
    },

    addAttachment(incident: number, file: AttachmentInput, by: PersonId, at: number): number {
      const sql = `INSERT INTO incident_attachments (incident, by, at, file_name, mime, path, file_id, size_bytes, caption)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
      const { fileName, mime, path, fileId, sizeBytes, caption } = file;
      const statement = prepare(sql);
      return statement.run(incident, by, at, fileName, mime, path, fileId, sizeBytes, caption).lastInsertRowid;
    },

    setCaption(attachment: number, caption: string): void {
      prepare('UPDATE incident_attachments SET caption = ? WHERE id = ?').run(caption, attachment);
    },

    attachments(incident: number): Attachment[] {
      return prepare(`SELECT ${ATTACHMENT} FROM incident_attachments WHERE incident = ? ORDER BY id`)
        .all(incident)
        .map((row) => attachmentRow.parse(row));
    },

    setRecovered(incident: number, service: ServiceKey, operationId: string, at: number): void {
      const sql = `INSERT INTO incident_recoveries (incident, service, operation_id, at) VALUES (?, ?, ?, ?)
        ON CONFLICT (incident, service) DO UPDATE SET operation_id = excluded.operation_id, at = excluded.at`;
      prepare(sql).run(incident, service, operationId, at);
    },

    /** Only the operation that vouched for the service can take its word back. */
    unsetRecovered(incident: number, service: ServiceKey, operationId: string): boolean {
      const sql = 'DELETE FROM incident_recoveries WHERE incident = ? AND service = ? AND operation_id = ?';
      return prepare(sql).run(incident, service, operationId).changes > 0;
    },

    clearRecovered(incident: number): void {
      prepare('DELETE FROM incident_recoveries WHERE incident = ?').run(incident);
    },

    recovered(incident: number): ServiceKey[] {
      return prepare('SELECT service FROM incident_recoveries WHERE incident = ? ORDER BY service')
        .all(incident)
        .map((row) => z.object({ service: z.string() }).parse(row).service);
    },
  };
}

export type IncidentStore = ReturnType<typeof createIncidentStore>;

function statesOf(wanted: IncidentQuery['state']): string {
  if (wanted === undefined) return JSON.stringify(STATES);
  return JSON.stringify(wanted === 'active' ? STATES.filter((state) => isActive({ state })) : [wanted]);
}
