-- What sites told each other about shared cases, by case: only those entries are in it, so that
-- appending anything else costs nothing more. Kind 8 is an entry told again in a new log.
CREATE INDEX entries_shared ON entries (entity)
    WHERE kind = 8 OR (kind >= 180 AND kind <= 189);
CREATE INDEX far_entries_shared ON far_entries (entity)
    WHERE kind = 8 OR (kind >= 180 AND kind <= 189);
