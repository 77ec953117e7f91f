-- What a button stands for where it does not fit its 64 bytes: a folder of a backup, what is chosen for a restore.
-- The reference is a hash of the value, so that a button means the same for ever, and twice the same is one row.
CREATE TABLE bot_places (
  reference TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  kept_at INTEGER NOT NULL
) STRICT;
CREATE INDEX bot_places_by_age ON bot_places (kept_at);
