-- What the logs of other sites say about registered problems: few entries among many. Kind 8 is an entry
-- told again in a new log.
CREATE INDEX far_entries_problems ON far_entries (fno, kind, wall_ms)
    WHERE kind = 8 OR (kind >= 240 AND kind <= 249);
