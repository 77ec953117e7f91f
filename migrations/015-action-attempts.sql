-- What was wrong with a service when an operation on it was asked for, and whether that was over afterwards: what
-- helped before is offered first. One row for each service that the operation is about.
CREATE TABLE action_attempts (
  operation_id TEXT NOT NULL,
  key TEXT NOT NULL,
  action TEXT NOT NULL,
  failure TEXT NOT NULL CHECK (failure IN ('oom', 'crash', 'unhealthy', 'none')),
  exit_code INTEGER,
  asked_at INTEGER NOT NULL,
  -- NULL: not known (yet): under way, watched, cancelled, overtaken.
  helped INTEGER CHECK (helped IN (0, 1)),
  took_ms INTEGER,
  PRIMARY KEY (operation_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX action_attempts_by_key ON action_attempts (key, asked_at);
