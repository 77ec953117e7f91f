-- What took the space at each look, largest first and bounded: tells what grew.
CREATE TABLE disk_readings (
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (at, kind, id)
) WITHOUT ROWID;

-- Which compose project has used an image: known also when its containers are gone.
CREATE TABLE disk_image_projects (
  image TEXT NOT NULL,
  project TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (image, project)
) WITHOUT ROWID;

-- What is ticked on a page of a message, until it is cleaned or taken back.
CREATE TABLE disk_choices (
  place TEXT NOT NULL,
  item TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (place, item)
) WITHOUT ROWID;
