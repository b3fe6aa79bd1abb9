-- The registry of one node, version 1. Times are seconds since 1970, UTC.

CREATE TABLE node (                     -- this node; one row
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  incarnation INTEGER NOT NULL          -- the last one that it announced; never goes back
);

CREATE TABLE peer (                     -- every node that was met and not forgotten, this one included
  name        TEXT PRIMARY KEY,         -- n-<hash of its key>
  address     TEXT NOT NULL,            -- HOST:PORT
  state       TEXT NOT NULL CHECK (state IN ('ALIVE', 'SUSPECT', 'DEAD', 'LEFT')),
  incarnation INTEGER NOT NULL,         -- of the update that set the state
  since       REAL NOT NULL,            -- when the state began
  last_seen   REAL NOT NULL,            -- when it was last heard of alive
  rtt         REAL,                     -- smoothed round trip, seconds
  load        REAL,                     -- its load average when it last spoke to us
  alive       TEXT NOT NULL,            -- its own word, JSON, as signed
  farewell    TEXT                      -- its signed good-bye, JSON
) STRICT;

CREATE TABLE seed (                     -- where a member may be found before any is known by name
  address     TEXT PRIMARY KEY          -- HOST:PORT
) STRICT;
