-- Great-circle distances that an index answers in order (cube, earthdistance); an exclusion constraint over an id and a
-- range (btree_gist).
CREATE EXTENSION IF NOT EXISTS cube;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS earthdistance;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gist;
