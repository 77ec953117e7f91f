/** Rows as SQLite has them, to what the room works with and back. */
import { z } from 'zod';
import type { SqlValue } from '../database/index.ts';
import { type Actor, CATEGORIES, IMPACTS, type Incident, SEVERITIES, stateOf } from './incident.ts';

const flag = z.number().transform((value) => value !== 0);
const actor = z.string().transform((value): Actor => (value === 'vakhta' ? 'vakhta' : Number(value)));
const json = z.string().transform((text): unknown => JSON.parse(text));

const incidentRow = z.object({
  number: z.number(),
  severity: z.enum(SEVERITIES),
  category: z.enum(CATEGORIES),
  summary: z.string(),
  affected: json.pipe(z.array(z.string())),
  affected_all: flag,
  users_impacted: flag,
  business_impact: z.enum(IMPACTS),
  reporter_id: z.number(),
  taken_by: z.number().nullable(),
  impact_started_at: z.number().nullable(),
  detected_at: z.number(),
  declared_at: z.number(),
  acknowledged_at: z.number().nullable(),
  triaged_at: z.number().nullable(),
  mitigated_at: z.number().nullable(),
  restored_at: z.number().nullable(),
  resolved_at: z.number().nullable(),
  closed_at: z.number().nullable(),
  mitigated_by: actor.nullable(),
  restored_by: actor.nullable(),
  root_cause: z.string().nullable(),
  resolution: z.string().nullable(),
  prevention: z.string().nullable(),
  drill: flag,
});

export function parseIncident(row: unknown): Incident {
  const value = incidentRow.parse(row);
  const times = {
    impactStartedAt: value.impact_started_at,
    detectedAt: value.detected_at,
    declaredAt: value.declared_at,
    acknowledgedAt: value.acknowledged_at,
    triagedAt: value.triaged_at,
    mitigatedAt: value.mitigated_at,
    restoredAt: value.restored_at,
    resolvedAt: value.resolved_at,
    closedAt: value.closed_at,
  };
  return {
    number: value.number,
    severity: value.severity,
    state: stateOf(times),
    category: value.category,
    summary: value.summary,
    affected: value.affected,
    affectedAll: value.affected_all,
    usersImpacted: value.users_impacted,
    businessImpact: value.business_impact,
    reporterId: value.reporter_id,
    takenBy: value.taken_by,
    times,
    mitigatedBy: value.mitigated_by,
    restoredBy: value.restored_by,
    rootCause: value.root_cause,
    resolution: value.resolution,
    prevention: value.prevention,
    drill: value.drill,
  };
}

/** The columns of table `incidents` but its number. */
export function incidentColumns(incident: Omit<Incident, 'number'>): Record<string, SqlValue> {
  const { times } = incident;
  return {
    severity: incident.severity,
    state: incident.state,
    category: incident.category,
    summary: incident.summary,
    affected: JSON.stringify(incident.affected),
    affected_all: Number(incident.affectedAll),
    users_impacted: Number(incident.usersImpacted),
    business_impact: incident.businessImpact,
    reporter_id: incident.reporterId,
    taken_by: incident.takenBy,
    impact_started_at: times.impactStartedAt,
    detected_at: times.detectedAt,
    declared_at: times.declaredAt,
    acknowledged_at: times.acknowledgedAt,
    triaged_at: times.triagedAt,
    mitigated_at: times.mitigatedAt,
    restored_at: times.restoredAt,
    resolved_at: times.resolvedAt,
    closed_at: times.closedAt,
    mitigated_by: actorColumn(incident.mitigatedBy),
    restored_by: actorColumn(incident.restoredBy),
    root_cause: incident.rootCause,
    resolution: incident.resolution,
    prevention: incident.prevention,
    drill: Number(incident.drill),
  };
}

function actorColumn(by: Actor | null): string | null {
  return by === null ? null : String(by);
}

export const entryRow = z.object({
  id: z.number(),
  incident: z.number(),
  at: z.number(),
  recordedAt: z.number(),
  kind: z.string(),
  by: actor,
  data: json,
});
export const evidenceRow = z.object({
  id: z.number(),
  incident: z.number(),
  source: z.string(),
  data: json,
  at: z.number(),
  operationId: z.string().nullable(),
});
export const attachmentRow = z.object({
  id: z.number(),
  incident: z.number(),
  by: z.number(),
  at: z.number(),
  fileName: z.string(),
  mime: z.string(),
  path: z.string().nullable(),
  fileId: z.string().nullable(),
  sizeBytes: z.number(),
  caption: z.string(),
});
