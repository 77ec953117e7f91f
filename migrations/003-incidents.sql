-- AUTOINCREMENT: a number is never used twice, also not after a row is gone.
CREATE TABLE incidents (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  severity TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'mitigated', 'resolved', 'closed')),
  category TEXT NOT NULL,
  summary TEXT NOT NULL,
  affected TEXT NOT NULL,
  affected_all INTEGER NOT NULL,
  users_impacted INTEGER NOT NULL,
  business_impact TEXT NOT NULL,
  reporter_id INTEGER NOT NULL,
  taken_by INTEGER,
  impact_started_at INTEGER,
  detected_at INTEGER NOT NULL,
  declared_at INTEGER NOT NULL,
  acknowledged_at INTEGER,
  triaged_at INTEGER,
  mitigated_at INTEGER,
  restored_at INTEGER,
  resolved_at INTEGER,
  closed_at INTEGER,
  mitigated_by TEXT,
  restored_by TEXT,
  root_cause TEXT,
  resolution TEXT,
  prevention TEXT,
  drill INTEGER NOT NULL,
  -- The last line of defence for the order of times that src/incidents/times.ts explains to people.
  CHECK (impact_started_at IS NULL OR impact_started_at <= detected_at),
  CHECK (detected_at <= declared_at),
  CHECK (triaged_at IS NULL OR declared_at <= triaged_at),
  CHECK (acknowledged_at IS NULL OR detected_at <= acknowledged_at),
  CHECK (mitigated_at IS NULL OR detected_at <= mitigated_at),
  CHECK (restored_at IS NULL OR mitigated_at <= restored_at),
  CHECK (resolved_at IS NULL OR restored_at <= resolved_at),
  CHECK (closed_at IS NULL OR resolved_at <= closed_at)
) STRICT;

CREATE INDEX incidents_by_state ON incidents (state, severity, number);
CREATE INDEX incidents_by_detection ON incidents (detected_at);

CREATE TABLE incident_timeline (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  incident INTEGER NOT NULL REFERENCES incidents (number),
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  by TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE INDEX incident_timeline_in_order ON incident_timeline (incident, at, id);

CREATE TRIGGER incident_timeline_is_append_only_update BEFORE UPDATE ON incident_timeline
BEGIN
  SELECT RAISE(ABORT, 'the timeline is append-only');
END;

CREATE TRIGGER incident_timeline_is_append_only_delete BEFORE DELETE ON incident_timeline
BEGIN
  SELECT RAISE(ABORT, 'the timeline is append-only');
END;

-- What was already done, so that a repeat after a kill does nothing.
CREATE TABLE incident_causes (
  cause TEXT NOT NULL,
  action TEXT NOT NULL,
  incident INTEGER NOT NULL REFERENCES incidents (number),
  PRIMARY KEY (cause, action, incident)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX incident_opened_once_by_cause ON incident_causes (cause) WHERE action = 'open';

-- Which message a note or an attachment came from, so that editing the message edits it.
CREATE TABLE incident_messages (
  chat_id INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  incident INTEGER NOT NULL REFERENCES incidents (number),
  entry INTEGER NOT NULL REFERENCES incident_timeline (id),
  PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_evidence (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incidents (number),
  source TEXT NOT NULL,
  data TEXT NOT NULL,
  at INTEGER NOT NULL,
  operation_id TEXT
) STRICT;

CREATE INDEX incident_evidence_by_incident ON incident_evidence (incident, id);

CREATE TABLE incident_attachments (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incidents (number),
  by INTEGER NOT NULL,
  at INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  mime TEXT NOT NULL,
  path TEXT,
  file_id TEXT,
  size_bytes INTEGER NOT NULL,
  caption TEXT NOT NULL
) STRICT;

CREATE INDEX incident_attachments_by_incident ON incident_attachments (incident, id);

-- Verified recoveries that still hold; the row goes when the service falls again.
CREATE TABLE incident_recoveries (
  incident INTEGER NOT NULL REFERENCES incidents (number),
  service TEXT NOT NULL,
  operation_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (incident, service)
) STRICT, WITHOUT ROWID;
