-- What halls and hub hand each other. The organisation's code leads every key, so that the same
-- tables can be spread over many machines by it; there is no trigger and no foreign key.

CREATE SCHEMA yizhan;

-- From a child to the hub. The last entry's hash is in the key: of a forked log both branches are
-- kept, where a key without it would swallow the second without a word.
CREATE TABLE yizhan.inbox (
    org bigint NOT NULL,
    log_id bytea NOT NULL CHECK (octet_length(log_id) = 16),
    from_seq bigint NOT NULL CHECK (from_seq >= 1),
    to_seq bigint NOT NULL CHECK (to_seq >= from_seq),
    seg_hash bytea NOT NULL CHECK (octet_length(seg_hash) = 32),
    -- The first 8 bytes of the keys it is signed with and sealed for, as a number.
    signed_by bigint NOT NULL,
    sealed_to bigint NOT NULL,
    man bytea NOT NULL,
    sig bytea NOT NULL,
    payload bytea NOT NULL,
    -- Not now(): that is when the transaction began, and a hall may leave one open for days.
    recv timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (octet_length(man) + octet_length(sig) + octet_length(payload) <= 83886080),
    PRIMARY KEY (org, log_id, from_seq, to_seq, seg_hash, signed_by, sealed_to)
);
-- It is compressed and sealed already.
ALTER TABLE yizhan.inbox ALTER COLUMN payload SET STORAGE EXTERNAL;

-- From the hub to a child.
CREATE TABLE yizhan.outbox (
    org bigint NOT NULL,
    log_id bytea NOT NULL CHECK (octet_length(log_id) = 16),
    from_seq bigint NOT NULL CHECK (from_seq >= 1),
    to_seq bigint NOT NULL CHECK (to_seq >= from_seq),
    seg_hash bytea NOT NULL CHECK (octet_length(seg_hash) = 32),
    -- The first 8 bytes of the keys it is signed with and sealed for, as a number.
    signed_by bigint NOT NULL,
    sealed_to bigint NOT NULL,
    man bytea NOT NULL,
    sig bytea NOT NULL,
    payload bytea NOT NULL,
    recv timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (octet_length(man) + octet_length(sig) + octet_length(payload) <= 83886080),
    PRIMARY KEY (org, log_id, from_seq, to_seq, seg_hash, signed_by, sealed_to)
);
ALTER TABLE yizhan.outbox ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Cards, acknowledgements, wants and checkpoints, each signed.
CREATE TABLE yizhan.notes_up (
    org bigint NOT NULL,
    kind text NOT NULL CHECK (octet_length(kind) <= 32),
    signed_by bigint NOT NULL,
    no bigint NOT NULL CHECK (no >= 0),
    bytes bytea NOT NULL CHECK (octet_length(bytes) <= 83886080),
    recv timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (org, kind, signed_by, no)
);
CREATE TABLE yizhan.notes_down (
    org bigint NOT NULL,
    kind text NOT NULL CHECK (octet_length(kind) <= 32),
    signed_by bigint NOT NULL,
    no bigint NOT NULL CHECK (no >= 0),
    bytes bytea NOT NULL CHECK (octet_length(bytes) <= 83886080),
    recv timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (org, kind, signed_by, no)
);

-- Even the owner of the tables sees no row of them.
ALTER TABLE yizhan.inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE yizhan.inbox FORCE ROW LEVEL SECURITY;
ALTER TABLE yizhan.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE yizhan.outbox FORCE ROW LEVEL SECURITY;
ALTER TABLE yizhan.notes_up ENABLE ROW LEVEL SECURITY;
ALTER TABLE yizhan.notes_up FORCE ROW LEVEL SECURITY;
ALTER TABLE yizhan.notes_down ENABLE ROW LEVEL SECURITY;
ALTER TABLE yizhan.notes_down FORCE ROW LEVEL SECURITY;

-- A hall's login says whose rows it may touch: hall_120115103.
CREATE POLICY own ON yizhan.inbox TO yizhan_hall
    USING (org = substr(current_user::text, 6)::bigint);
CREATE POLICY own ON yizhan.outbox FOR SELECT TO yizhan_hall
    USING (org = substr(current_user::text, 6)::bigint);
CREATE POLICY own ON yizhan.notes_up TO yizhan_hall
    USING (org = substr(current_user::text, 6)::bigint);
CREATE POLICY own ON yizhan.notes_down FOR SELECT TO yizhan_hall
    USING (org = substr(current_user::text, 6)::bigint);
CREATE POLICY every ON yizhan.inbox FOR SELECT TO hub_importer USING (true);
CREATE POLICY every ON yizhan.outbox TO hub_importer USING (true);
CREATE POLICY every ON yizhan.notes_up FOR SELECT TO hub_importer USING (true);
CREATE POLICY every ON yizhan.notes_down TO hub_importer USING (true);

REVOKE ALL ON SCHEMA yizhan FROM PUBLIC;
GRANT USAGE ON SCHEMA yizhan TO yizhan_hall, hub_importer;
-- Row level security does not hold back TRUNCATE.
REVOKE TRUNCATE, TRIGGER, REFERENCES
    ON yizhan.inbox, yizhan.outbox, yizhan.notes_up, yizhan.notes_down FROM yizhan_owner;

-- Column by column: with a grant on the whole table a hall could write its own time of receipt.
GRANT INSERT (org, log_id, from_seq, to_seq, seg_hash, signed_by, sealed_to, man, sig, payload),
    SELECT (org, log_id, from_seq, to_seq, seg_hash, signed_by, sealed_to) ON yizhan.inbox TO yizhan_hall;
GRANT INSERT (org, kind, signed_by, no, bytes), SELECT (org, kind, signed_by, no) ON yizhan.notes_up TO yizhan_hall;
GRANT SELECT ON yizhan.outbox, yizhan.notes_down TO yizhan_hall;
GRANT SELECT ON yizhan.inbox, yizhan.notes_up TO hub_importer;
GRANT INSERT (org, log_id, from_seq, to_seq, seg_hash, signed_by, sealed_to, man, sig, payload),
    SELECT (org, log_id, from_seq, to_seq, seg_hash, signed_by, sealed_to) ON yizhan.outbox TO hub_importer;
GRANT INSERT (org, kind, signed_by, no, bytes), SELECT (org, kind, signed_by, no) ON yizhan.notes_down TO hub_importer;
