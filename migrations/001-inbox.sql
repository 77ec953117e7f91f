-- What people said: one row an update, written before it is handled.
CREATE TABLE inbox (
  update_id   INTEGER PRIMARY KEY,
  lane        TEXT NOT NULL,
  payload     TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'handled', 'set-aside')),
  attempts    INTEGER NOT NULL DEFAULT 0,
  settled_at  INTEGER,
  failure     TEXT
) STRICT;

CREATE INDEX inbox_waiting ON inbox (lane, update_id) WHERE state = 'waiting';
CREATE INDEX inbox_settled ON inbox (settled_at) WHERE state <> 'waiting';
