-- Of each operation, not the last of each set: two people may look at the same set at once.
CREATE TABLE restore_dry_runs_each (
  operation_id TEXT PRIMARY KEY,
  set_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  result TEXT NOT NULL
) STRICT;
INSERT INTO restore_dry_runs_each (operation_id, set_name, at, result)
  SELECT operation_id, set_name, at, result FROM restore_dry_runs;
DROP TABLE restore_dry_runs;
ALTER TABLE restore_dry_runs_each RENAME TO restore_dry_runs;
