-- A log's name is its site's own: one site that names another's log takes nothing from it. Foreign keys
-- are off here, so that the entries and heads go on pointing at the table of this name.
CREATE TABLE far_logs_named (
    fno       INTEGER PRIMARY KEY,
    log_id    BLOB NOT NULL CHECK (length(log_id) = 16),
    org       INTEGER NOT NULL,
    audience  TEXT NOT NULL,
    epoch     INTEGER NOT NULL,
    key       BLOB NOT NULL CHECK (length(key) = 32),
    base_seq  INTEGER NOT NULL DEFAULT 0,
    base_hash BLOB NOT NULL CHECK (length(base_hash) = 32),
    state     TEXT NOT NULL CHECK (state IN ('active', 'returned', 'revoked')),
    UNIQUE (log_id, org)
) STRICT;
INSERT INTO far_logs_named
    (fno, log_id, org, audience, epoch, key, base_seq, base_hash, state)
    SELECT fno, log_id, org, audience, epoch, key, base_seq, base_hash, state FROM far_logs;
DROP TABLE far_logs;
ALTER TABLE far_logs_named RENAME TO far_logs;
CREATE INDEX far_logs_by_org ON far_logs (org);
CREATE TRIGGER far_logs_are_never_deleted BEFORE DELETE ON far_logs
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: logs are never deleted'); END;
