-- What the hub holds in the open: the entries of all its children, checked one by one.

CREATE SCHEMA hub;

CREATE TABLE hub.entries (
    org bigint NOT NULL,
    log_id bytea NOT NULL CHECK (octet_length(log_id) = 16),
    seq bigint NOT NULL CHECK (seq >= 1),
    kind integer NOT NULL,
    kind_version smallint NOT NULL,
    hlc bigint NOT NULL,
    wall bigint NOT NULL,
    actor bigint NOT NULL,
    entity uuid NOT NULL,
    base bytea NOT NULL,
    -- The bytes that were hashed; null where the law had them dropped.
    body bytea,
    body_hash bytea NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (org, log_id, seq)
);
CREATE INDEX entries_entity ON hub.entries (org, entity);

-- An entry that says something else than the one we hold under the same number.
CREATE TABLE hub.evidence (
    org bigint NOT NULL,
    log_id bytea NOT NULL,
    seq bigint NOT NULL,
    mine bytea NOT NULL,
    theirs bytea NOT NULL,
    kind integer NOT NULL,
    kind_version smallint NOT NULL,
    hlc bigint NOT NULL,
    wall bigint NOT NULL,
    actor bigint NOT NULL,
    entity uuid NOT NULL,
    base bytea NOT NULL,
    body bytea,
    body_hash bytea NOT NULL,
    seen timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (org, log_id, seq, theirs)
);

ALTER TABLE hub.entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.entries FORCE ROW LEVEL SECURITY;
ALTER TABLE hub.evidence ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.evidence FORCE ROW LEVEL SECURITY;
CREATE POLICY every ON hub.entries TO hub_importer USING (true);
CREATE POLICY every ON hub.evidence TO hub_importer USING (true);

REVOKE ALL ON SCHEMA hub FROM PUBLIC;
GRANT USAGE ON SCHEMA hub TO hub_importer;
REVOKE TRUNCATE, TRIGGER, REFERENCES ON hub.entries, hub.evidence FROM yizhan_owner;
GRANT SELECT ON hub.entries TO hub_importer;
GRANT INSERT (org, log_id, seq, kind, kind_version, hlc, wall, actor, entity, base, body,
    body_hash, hash) ON hub.entries TO hub_importer;
GRANT SELECT ON hub.evidence TO hub_importer;
GRANT INSERT (org, log_id, seq, mine, theirs, kind, kind_version, hlc, wall, actor, entity, base,
    body, body_hash) ON hub.evidence TO hub_importer;
