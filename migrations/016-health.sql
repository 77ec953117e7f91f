-- What a check has read the last time, where it judges whether something grows.
CREATE TABLE check_readings (
  check_id TEXT PRIMARY KEY,
  value REAL NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Checks that were added in the chat: the settings file may be read-only.
CREATE TABLE adopted_checks (
  id TEXT PRIMARY KEY,
  config TEXT NOT NULL,
  added_by INTEGER NOT NULL,
  added_at INTEGER NOT NULL
) STRICT;

-- A health message in a chat: which of its screens is shown, and its newest run.
CREATE TABLE health_boards (
  id TEXT PRIMARY KEY,
  chat_id INTEGER NOT NULL,
  thread_id INTEGER,
  screen TEXT NOT NULL,
  run INTEGER NOT NULL,
  touched_at INTEGER NOT NULL
) STRICT;

CREATE TABLE health_runs (
  id INTEGER PRIMARY KEY,
  board TEXT NOT NULL REFERENCES health_boards (id) ON DELETE CASCADE,
  cause TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'interrupted')),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  -- JSON: services without a check, and ports that answer and could become one.
  uncovered TEXT NOT NULL DEFAULT '[]',
  found TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX health_runs_board ON health_runs (board);
CREATE INDEX health_runs_running ON health_runs (id) WHERE state = 'running';

-- One line of a run; level NULL: not answered yet.
CREATE TABLE health_results (
  run INTEGER NOT NULL REFERENCES health_runs (id) ON DELETE CASCADE,
  item TEXT NOT NULL,
  part TEXT NOT NULL CHECK (part IN ('docker', 'checks', 'vakhta')),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  service TEXT,
  level TEXT CHECK (level IN ('ok', 'notice', 'warning', 'failed')),
  latency_ms INTEGER,
  reason TEXT,
  at INTEGER,
  PRIMARY KEY (run, item)
) STRICT;

-- What each check said before, also when it was asked by itself.
CREATE TABLE health_history (
  item TEXT NOT NULL,
  at INTEGER NOT NULL,
  level TEXT NOT NULL,
  latency_ms INTEGER,
  reason TEXT
) STRICT;
CREATE INDEX health_history_item ON health_history (item, at);
CREATE INDEX health_history_at ON health_history (at);

-- The row that the database's own check writes and reads.
CREATE TABLE health_heartbeat (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;
