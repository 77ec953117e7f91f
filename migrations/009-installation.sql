-- When this installation began: metrics never look further back. Milliseconds, UTC.
CREATE TABLE installation (created_at INTEGER NOT NULL) STRICT;
INSERT INTO installation (created_at) VALUES (CAST(unixepoch('subsec') * 1000 AS INTEGER));
