-- What runs by itself, one row for each set and each of backup, verify, drill. `due_at` is counted with `pattern`: when
-- that changes it is counted anew. A set that has vanished keeps its rows (`gone_at`), so that who paused one finds it paused.
CREATE TABLE schedule_jobs (
  job TEXT PRIMARY KEY,
  what TEXT NOT NULL CHECK (what IN ('backup', 'verify', 'drill')),
  set_name TEXT NOT NULL,
  pattern TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  gone_at INTEGER,
  paused_at INTEGER,
  paused_by INTEGER,
  due_at INTEGER,
  last_due_at INTEGER,
  last_run_at INTEGER,
  operation_id TEXT,
  result TEXT CHECK (result IN ('running', 'succeeded', 'failed', 'cancelled', 'interrupted', 'nothing', 'asked', 'skipped', 'missed'))
) STRICT;

-- A restore test that was due and is asked for. One for each time it was due.
CREATE TABLE schedule_reminders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  set_name TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'postponed', 'running', 'done', 'skipped', 'missed')),
  asked INTEGER NOT NULL,
  next_at INTEGER,
  person INTEGER,
  answered_by INTEGER,
  answered_at INTEGER,
  reason TEXT,
  operation_id TEXT,
  UNIQUE (set_name, due_at)
) STRICT;

-- Conditions of backups that were told and are not over.
CREATE TABLE schedule_warnings (
  condition TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  set_name TEXT,
  params TEXT NOT NULL,
  told_at INTEGER NOT NULL
) STRICT;
