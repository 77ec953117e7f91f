-- An index of the store: can be made again from its folders. `state`: whole, or damaged (never restored), or gone.
CREATE TABLE backups (
  id TEXT PRIMARY KEY,
  engine TEXT NOT NULL,
  set_name TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('backup', 'safety', 'import')),
  store TEXT NOT NULL CHECK (store IN ('local', 'restic')),
  state TEXT NOT NULL CHECK (state IN ('whole', 'damaged')),
  started_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  data_at INTEGER NOT NULL,
  consistency TEXT NOT NULL,
  data_bytes INTEGER NOT NULL,
  stored_bytes INTEGER NOT NULL,
  standstill_ms INTEGER NOT NULL,
  manifest_sha256 TEXT NOT NULL,
  operation_id TEXT
) STRICT;
CREATE INDEX backups_by_set ON backups (set_name, data_at);

-- What was proven of them. Outlives the backup it is of: the pass rate is history.
CREATE TABLE backup_proofs (
  id TEXT PRIMARY KEY,
  backup_id TEXT,
  set_name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('verify', 'drill', 'restore')),
  level INTEGER NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('passed', 'failed', 'interrupted', 'missed')),
  scheduled INTEGER NOT NULL,
  at INTEGER NOT NULL,
  took_ms INTEGER,
  recovery_time_ms INTEGER,
  recovery_point_ms INTEGER,
  bytes INTEGER,
  reason TEXT
) STRICT;
CREATE INDEX backup_proofs_by_backup ON backup_proofs (backup_id, at);
CREATE INDEX backup_proofs_by_set ON backup_proofs (set_name, at);
