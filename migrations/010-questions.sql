-- What a question says (texts as keys and parameters), and how far it has come where one "yes" is not enough.
ALTER TABLE confirmations ADD COLUMN question TEXT;
-- The person who asked said "yes" once more, although the same was done three times within minutes.
ALTER TABLE confirmations ADD COLUMN sure_at INTEGER;
-- The person who asked said "yes"; from then on it waits for a second person.
ALTER TABLE confirmations ADD COLUMN agreed_at INTEGER;
ALTER TABLE confirmations ADD COLUMN seconded_by INTEGER;
ALTER TABLE confirmations ADD COLUMN cancelled_by INTEGER;

CREATE INDEX operations_by_start ON operations (started_at) WHERE started_at IS NOT NULL;
