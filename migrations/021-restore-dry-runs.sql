-- What a restore would do, as it was last looked at. One for each set: an older one is no longer true.
CREATE TABLE restore_dry_runs (
  set_name TEXT PRIMARY KEY,
  operation_id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  result TEXT NOT NULL
) STRICT;
