-- The last picture of the Engine's containers: shown with its age when the Engine is silent. One row.
CREATE TABLE recorder_inventory (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL,
  boot_id TEXT,
  containers TEXT NOT NULL
) STRICT;

-- What a container was like, one row whenever that became different; outlives the container.
CREATE TABLE recorder_snapshots (
  key TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  container TEXT NOT NULL,
  PRIMARY KEY (key, number, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE recorder_samples (
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  container_id TEXT NOT NULL,
  state TEXT NOT NULL,
  health TEXT,
  restart_count INTEGER NOT NULL,
  cpu_percent REAL,
  memory_bytes INTEGER,
  memory_limit_bytes INTEGER,
  PRIMARY KEY (key, at, container_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recorder_samples_at ON recorder_samples (at);

CREATE TABLE recorder_events (
  id INTEGER PRIMARY KEY,
  time_nano TEXT NOT NULL,
  at INTEGER NOT NULL,
  key TEXT NOT NULL,
  container_id TEXT NOT NULL,
  action TEXT NOT NULL,
  exit_code INTEGER,
  signal INTEGER,
  health TEXT,
  UNIQUE (time_nano, container_id, action)
) STRICT;
CREATE INDEX recorder_events_at ON recorder_events (at);

-- Crashes, OOM kills, failing health: what went wrong by itself.
CREATE TABLE recorder_bad_events (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  key TEXT NOT NULL,
  container_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  exit_code INTEGER,
  UNIQUE (container_id, kind, at)
) STRICT;
CREATE INDEX recorder_bad_events_at ON recorder_bad_events (at);

CREATE TABLE recorder_changes (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT,
  at INTEGER NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX recorder_changes_at ON recorder_changes (at);

-- When the Engine could not be seen. to_at NULL: it still cannot.
CREATE TABLE recorder_gaps (
  id INTEGER PRIMARY KEY,
  from_at INTEGER NOT NULL,
  to_at INTEGER,
  reason TEXT NOT NULL
) STRICT;
