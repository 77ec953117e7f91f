-- How full each disk of the host was, about once a minute of the last day: when it will be full follows from it.
CREATE TABLE recorder_disks (
  mount TEXT NOT NULL,
  at INTEGER NOT NULL,
  total_bytes INTEGER NOT NULL,
  used_bytes INTEGER NOT NULL,
  available_bytes INTEGER NOT NULL,
  PRIMARY KEY (mount, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX recorder_disks_at ON recorder_disks (at);

-- The host's memory as the Engine sees it, where a container has no limit of its own.
ALTER TABLE recorder_samples ADD COLUMN host_memory_bytes INTEGER;

CREATE INDEX recorder_events_key ON recorder_events (key, at);
