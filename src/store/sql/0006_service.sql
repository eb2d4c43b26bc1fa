-- What was said about service days, and who was posted: few entries among many. Kind 8 is an entry told
-- again in a new log.
CREATE INDEX entries_service ON entries (lno, kind, wall_ms)
    WHERE kind = 8 OR kind = 11 OR (kind >= 200 AND kind <= 209);
CREATE INDEX far_entries_service ON far_entries (fno, kind, wall_ms)
    WHERE kind = 8 OR kind = 11 OR (kind >= 200 AND kind <= 209);
