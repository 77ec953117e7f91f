export {
  ACTIONS,
  type Action,
  type Actor,
  actionsFor,
  affectedNames,
  CATEGORIES,
  type Category,
  IMPACTS,
  type Impact,
  type Incident,
  type IncidentTimes,
  isActive,
  type PersonId,
  POSTMORTEM_FIELDS,
  type PostmortemField,
  SEVERITIES,
  type ServiceKey,
  type Severity,
  STATES,
  type State,
  serviceNameOf,
} from './incident.ts';
export { createIncidents } from './incidents.ts';
export {
  DEFAULT_TARGETS,
  type MetricId,
  type MetricIncident,
  type MetricRow,
  type MetricTargets,
  metricsFor,
  type Period,
  type Recovery,
} from './metrics.ts';
export type {
  Attachment,
  AttachmentInput,
  Evidence,
  EvidenceInput,
  IncidentChange,
  IncidentPage,
  IncidentQuery,
  Incidents,
  IncidentsOptions,
  MessageRef,
  NoteInput,
  OpenInput,
} from './records.ts';
export { type ReportInput, reportDocument, reportFileName, reportMarkdown } from './report.ts';
export {
  DEFAULT_MATRIX,
  type EscalationRole,
  type NotifyChannel,
  type ResponseState,
  responseOf,
  type SeverityMatrix,
  type SeverityRule,
  severityMatrix,
} from './severity.ts';
export {
  type EntryOf,
  type ShownEntry,
  shownTimeline,
  type TimelineDataOf,
  type TimelineEntry,
  type TimelineKind,
} from './timeline.ts';
export { TIME_FIELDS, type TimeField } from './times.ts';
