-- The authorized people, as Telegram shows them, and what they chose in /settings.
CREATE TABLE people (
  user_id       INTEGER PRIMARY KEY,
  name          TEXT NOT NULL,
  username      TEXT,
  language_code TEXT,
  chosen_locale TEXT CHECK (chosen_locale IN ('en', 'ru')),
  rich_messages INTEGER NOT NULL DEFAULT 1 CHECK (rich_messages IN (0, 1)),
  seen_at       INTEGER NOT NULL
) STRICT;
