-- notify: what we say. thread_id 0 means "no topic"; chat_id 0 the only destination of a channel such as Slack.

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL CHECK (channel IN ('telegram', 'slack')),
  chat_id INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  subject TEXT NOT NULL,
  slot TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('new', 'upsert')),
  priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
  min_interval_ms INTEGER NOT NULL,
  expires_at INTEGER,
  message TEXT NOT NULL CHECK (json_valid(message)),
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'unknown', 'failed', 'dropped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  -- 1: an earlier attempt may have arrived, the text carries the id
  resend INTEGER NOT NULL DEFAULT 0 CHECK (resend IN (0, 1)),
  -- the message that the attempt under way edits; null when it sends a new one
  editing_message_id INTEGER,
  message_id INTEGER,
  note TEXT,
  enqueued_at INTEGER NOT NULL,
  settled_at INTEGER,
  CHECK ((settled_at IS NULL) = (state IN ('pending', 'sending')))
) STRICT;

-- What waits, in the order in which the sender asks for it. Small however much was sent: queries say "settled_at IS NULL" to use it.
CREATE INDEX outbox_waiting ON outbox (channel, chat_id, subject, id, state, priority) WHERE settled_at IS NULL;
CREATE INDEX outbox_sending ON outbox (channel, chat_id) WHERE state = 'sending';
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

-- Which causes have been told to which destination. Apart from the rows, because upserts that wait are merged into one row.
CREATE TABLE outbox_causes (
  cause TEXT NOT NULL,
  channel TEXT NOT NULL,
  chat_id INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (cause, channel, chat_id, thread_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_causes_at ON outbox_causes (at);

CREATE TABLE posted (
  chat_id INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  subject TEXT NOT NULL,
  slot TEXT NOT NULL,
  shows TEXT,
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  -- 1: upserts of the slot edit this one
  current INTEGER NOT NULL CHECK (current IN (0, 1)),
  posted_at INTEGER NOT NULL,
  shown_at INTEGER NOT NULL,
  PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX posted_subject ON posted (subject, slot, chat_id, thread_id);

CREATE TABLE chats (
  chat_id INTEGER PRIMARY KEY,
  migrated_to INTEGER,
  unreachable TEXT CHECK (unreachable IN ('blocked', 'never-started', 'chat-gone')),
  unreachable_at INTEGER,
  rights TEXT CHECK (rights IS NULL OR json_valid(rights))
) STRICT;
