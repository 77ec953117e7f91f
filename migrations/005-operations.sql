-- One row per change to the host. `key` is what allowed it, so the same permission runs once.
CREATE TABLE operations (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  params TEXT NOT NULL,
  locks TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'watching', 'succeeded', 'failed', 'cancelled', 'interrupted')),
  step TEXT,
  requested_by INTEGER,
  chat_id INTEGER,
  thread_id INTEGER,
  incident INTEGER,
  requested_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  watch_until INTEGER,
  progress TEXT,
  outcome TEXT
) STRICT;

CREATE INDEX operations_by_state ON operations (state, requested_at);
CREATE INDEX operations_by_incident ON operations (incident, requested_at) WHERE incident IS NOT NULL;

-- The journal: a row is begun before the work of its step and ended after it.
CREATE TABLE operation_steps (
  id INTEGER PRIMARY KEY,
  operation_id TEXT NOT NULL REFERENCES operations (id),
  step TEXT NOT NULL,
  intent TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  result TEXT,
  error TEXT
) STRICT;

CREATE INDEX operation_steps_by_operation ON operation_steps (operation_id, id);

-- A question that was asked before a change: valid once, for a while, for the person who asked.
CREATE TABLE confirmations (
  token TEXT PRIMARY KEY,
  cause TEXT UNIQUE,
  kind TEXT NOT NULL,
  params TEXT NOT NULL,
  asked_by INTEGER NOT NULL,
  chat_id INTEGER NOT NULL,
  thread_id INTEGER,
  incident INTEGER,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  cancelled_at INTEGER,
  redeemed_cause TEXT,
  operation_id TEXT REFERENCES operations (id)
) STRICT;
