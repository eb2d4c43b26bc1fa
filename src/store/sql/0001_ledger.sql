-- The ledger. Frozen: a change is a new migration, this text is hashed and never edited.
-- Only the program writes here; the triggers stop accidents, the chain finds attackers.

CREATE TABLE logs (
    lno      INTEGER PRIMARY KEY,
    log_id   BLOB NOT NULL UNIQUE CHECK (length(log_id) = 16),
    audience TEXT NOT NULL,
    epoch    INTEGER NOT NULL,
    born_ms  INTEGER NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('active', 'closed', 'forked')),
    UNIQUE (audience, epoch)
) STRICT;

-- Clustered by log and number: appending touches the last page only, reading a log is one walk.
CREATE TABLE entries (
    lno     INTEGER NOT NULL REFERENCES logs (lno),
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
    PRIMARY KEY (lno, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE heads (
    lno  INTEGER PRIMARY KEY REFERENCES logs (lno),
    seq  INTEGER NOT NULL,
    hash BLOB NOT NULL,
    hlc  INTEGER NOT NULL
) STRICT;

CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: entries are never deleted'); END;

-- A body may be dropped by law (set to NULL); nothing else of an entry ever changes.
CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
WHEN NEW.lno <> OLD.lno OR NEW.seq <> OLD.seq OR NEW.kind <> OLD.kind OR NEW.kv <> OLD.kv
  OR NEW.hlc <> OLD.hlc OR NEW.wall_ms <> OLD.wall_ms OR NEW.actor <> OLD.actor
  OR NEW.entity <> OLD.entity OR NEW.base <> OLD.base OR NEW.body_len <> OLD.body_len
  OR NEW.bh <> OLD.bh OR NEW.hash <> OLD.hash
  OR (NEW.body IS NOT NULL AND NEW.body IS NOT OLD.body)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: entries are never changed'); END;

CREATE TRIGGER logs_are_never_deleted BEFORE DELETE ON logs
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: logs are never deleted'); END;

CREATE TRIGGER heads_are_never_deleted BEFORE DELETE ON heads
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: heads are never deleted'); END;

CREATE TRIGGER heads_never_go_back BEFORE UPDATE ON heads WHEN NEW.seq <= OLD.seq
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a head never goes back'); END;
