-- What a message with a log shows: callback data has room for 64 bytes only, so its buttons name a row.
CREATE TABLE log_views (
  id TEXT PRIMARY KEY,
  -- update:step; the update handled again after a kill finds its own row.
  cause TEXT NOT NULL UNIQUE,
  chat_id INTEGER NOT NULL,
  thread_id INTEGER,
  -- JSON: what is shown, by which filter, and the lines, masked.
  state TEXT NOT NULL,
  -- 1 while something reads for it; found so at a start, a kill has ended that.
  busy INTEGER NOT NULL DEFAULT 0,
  touched_at INTEGER NOT NULL
) STRICT;
CREATE INDEX log_views_by_chat ON log_views (chat_id, touched_at);
CREATE INDEX log_views_by_age ON log_views (touched_at);
