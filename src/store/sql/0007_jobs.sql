-- Jobs of the hotline are told between sites as cases are; the indexes take their kinds in.
DROP INDEX entries_shared;
DROP INDEX far_entries_shared;
CREATE INDEX entries_shared ON entries (entity)
    WHERE kind = 8 OR (kind >= 180 AND kind <= 189) OR (kind >= 192 AND kind <= 199);
CREATE INDEX far_entries_shared ON far_entries (entity)
    WHERE kind = 8 OR (kind >= 180 AND kind <= 189) OR (kind >= 192 AND kind <= 199);
