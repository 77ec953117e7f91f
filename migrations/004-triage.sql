-- A triage under way or over: what was asked and answered. One presenter draws its message from these rows.
CREATE TABLE triage_drafts (
  id TEXT PRIMARY KEY,
  chat_id INTEGER NOT NULL,
  thread_id INTEGER,
  user_id INTEGER NOT NULL,
  locale TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'opened', 'cancelled', 'expired')),
  step TEXT NOT NULL,
  return_step TEXT NOT NULL,
  answers TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  touched_at INTEGER NOT NULL,
  noticed_at INTEGER,
  incident INTEGER
) STRICT;
-- One under way for each person in each chat and topic (topics are numbered from 1).
CREATE UNIQUE INDEX triage_drafts_active ON triage_drafts (chat_id, coalesce(thread_id, 0), user_id) WHERE state = 'active';

-- What was found, one row for each source, as it was (masked).
CREATE TABLE triage_evidence (
  draft TEXT NOT NULL REFERENCES triage_drafts (id),
  source TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'ok', 'failed', 'slow')),
  data TEXT,
  reason TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (draft, source)
) STRICT, WITHOUT ROWID;

-- What has been done already: a repeated update changes nothing.
CREATE TABLE triage_causes (
  cause TEXT PRIMARY KEY,
  draft TEXT NOT NULL REFERENCES triage_drafts (id),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
