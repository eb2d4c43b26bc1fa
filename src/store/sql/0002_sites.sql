-- Other sites: their logs as they were received, and what they acknowledged of ours.

-- The public keys this site's own logs were given.
CREATE TABLE log_keys (
    lno INTEGER PRIMARY KEY REFERENCES logs (lno),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

-- A log of another site; or one of our own, as our parent knows it, after a restore.
CREATE TABLE far_logs (
    fno       INTEGER PRIMARY KEY,
    log_id    BLOB NOT NULL UNIQUE CHECK (length(log_id) = 16),
    org       INTEGER NOT NULL,
    audience  TEXT NOT NULL,
    epoch     INTEGER NOT NULL,
    key       BLOB NOT NULL CHECK (length(key) = 32),
    base_seq  INTEGER NOT NULL DEFAULT 0,
    base_hash BLOB NOT NULL CHECK (length(base_hash) = 32),
    state     TEXT NOT NULL CHECK (state IN ('active', 'returned', 'revoked'))
) STRICT;
CREATE INDEX far_logs_by_org ON far_logs (org);

CREATE TABLE far_entries (
    fno     INTEGER NOT NULL REFERENCES far_logs (fno),
    seq     INTEGER NOT NULL CHECK (seq > 0),
    kind    INTEGER NOT NULL,
    kv      INTEGER NOT NULL,
    hlc     INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    actor   INTEGER NOT NULL,
    entity  BLOB NOT NULL CHECK (length(entity) = 16),
    base    BLOB NOT NULL,
    body_len INTEGER NOT NULL,
    body    BLOB,
    bh      BLOB NOT NULL CHECK (length(bh) = 32),
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (fno, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE far_heads (
    fno  INTEGER PRIMARY KEY REFERENCES far_logs (fno),
    seq  INTEGER NOT NULL,
    hash BLOB NOT NULL,
    hlc  INTEGER NOT NULL,
    received_ms INTEGER NOT NULL
) STRICT;

-- What another site signed that it has of a log of ours: the furthest under each of its keys, as a
-- site that was put back from a backup has less than it had, and says so under a new key.
CREATE TABLE acks (
    log_id BLOB NOT NULL CHECK (length(log_id) = 16),
    org    INTEGER NOT NULL,
    signer BLOB NOT NULL CHECK (length(signer) = 32),
    seq    INTEGER NOT NULL,
    hash   BLOB NOT NULL CHECK (length(hash) = 32),
    no     INTEGER NOT NULL,
    at_ms  INTEGER NOT NULL,
    note   BLOB NOT NULL,
    PRIMARY KEY (org, log_id, signer)
) STRICT;

-- The highest number of each kind of note that was read from a site, under each of its keys.
CREATE TABLE notes_read (
    org    INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    signer BLOB NOT NULL CHECK (length(signer) = 32),
    no     INTEGER NOT NULL,
    PRIMARY KEY (org, kind, signer)
) STRICT;

-- The hub's word on all heads, as it was received: two of one number that differ convict it.
CREATE TABLE checkpoints (
    org     INTEGER NOT NULL,
    no      INTEGER NOT NULL,
    root    BLOB NOT NULL CHECK (length(root) = 32),
    note    BLOB NOT NULL,
    seen_ms INTEGER NOT NULL,
    PRIMARY KEY (org, no, root)
) STRICT;

-- Forks, forgeries and broken segments, kept for ever.
CREATE TABLE evidence (
    id      INTEGER PRIMARY KEY,
    org     INTEGER NOT NULL,
    log_id  BLOB NOT NULL CHECK (length(log_id) = 16),
    seq     INTEGER NOT NULL,
    why     TEXT NOT NULL,
    mine    BLOB,
    theirs  BLOB,
    raw     BLOB NOT NULL,
    seen_ms INTEGER NOT NULL,
    UNIQUE (org, log_id, seq, why, theirs)
) STRICT;

CREATE TRIGGER far_entries_are_never_deleted BEFORE DELETE ON far_entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: entries are never deleted'); END;

CREATE TRIGGER far_entries_are_never_changed BEFORE UPDATE ON far_entries
WHEN NEW.fno <> OLD.fno OR NEW.seq <> OLD.seq OR NEW.kind <> OLD.kind OR NEW.kv <> OLD.kv
  OR NEW.hlc <> OLD.hlc OR NEW.wall_ms <> OLD.wall_ms OR NEW.actor <> OLD.actor
  OR NEW.entity <> OLD.entity OR NEW.base <> OLD.base OR NEW.body_len <> OLD.body_len
  OR NEW.bh <> OLD.bh OR NEW.hash <> OLD.hash
  OR (NEW.body IS NOT NULL AND NEW.body IS NOT OLD.body)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: entries are never changed'); END;

CREATE TRIGGER far_logs_are_never_deleted BEFORE DELETE ON far_logs
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: logs are never deleted'); END;

CREATE TRIGGER far_heads_are_never_deleted BEFORE DELETE ON far_heads
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: heads are never deleted'); END;

CREATE TRIGGER far_heads_never_go_back BEFORE UPDATE ON far_heads WHEN NEW.seq <= OLD.seq
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a head never goes back'); END;

CREATE TRIGGER acks_never_go_back BEFORE UPDATE ON acks WHEN NEW.seq < OLD.seq
BEGIN SELECT RAISE(ABORT, 'an acknowledgement never goes back'); END;

CREATE TRIGGER evidence_is_never_deleted BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;

CREATE TRIGGER evidence_is_never_changed BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
