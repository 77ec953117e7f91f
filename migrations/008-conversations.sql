-- Where each person's dialogue stands: one row a lane (chat, topic, person).
CREATE TABLE conversations (
  lane       TEXT PRIMARY KEY,
  version    TEXT NOT NULL,
  state      TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
