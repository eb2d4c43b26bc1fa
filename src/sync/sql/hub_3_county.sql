-- The county's figures, folded from the entries as they come in.

CREATE TABLE hub.cases (
    org bigint NOT NULL,
    case_id uuid NOT NULL,
    number text,
    matter text,
    centre text,
    accepted date,
    -- Of several promises and several ends the one told last by the logical clock.
    due date,
    due_at bigint NOT NULL DEFAULT 0,
    ended date,
    how text,
    ended_at bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (org, case_id)
);
CREATE INDEX cases_accepted ON hub.cases (org, accepted);

CREATE TABLE hub.days (
    org bigint NOT NULL,
    day date NOT NULL,
    tickets bigint NOT NULL DEFAULT 0,
    served bigint NOT NULL DEFAULT 0,
    invited bigint NOT NULL DEFAULT 0,
    level5 bigint NOT NULL DEFAULT 0,
    level4 bigint NOT NULL DEFAULT 0,
    level3 bigint NOT NULL DEFAULT 0,
    level2 bigint NOT NULL DEFAULT 0,
    level1 bigint NOT NULL DEFAULT 0,
    unrated bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (org, day)
);

ALTER TABLE hub.cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.cases FORCE ROW LEVEL SECURITY;
ALTER TABLE hub.days ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.days FORCE ROW LEVEL SECURITY;
CREATE POLICY every ON hub.cases TO hub_importer USING (true);
CREATE POLICY every ON hub.days TO hub_importer USING (true);
REVOKE TRUNCATE, TRIGGER, REFERENCES ON hub.cases, hub.days FROM yizhan_owner;

-- They are views of the entries and may be folded anew.
GRANT SELECT, INSERT, DELETE ON hub.cases, hub.days TO hub_importer;
GRANT UPDATE (number, matter, centre, accepted, due, due_at, ended, how, ended_at)
    ON hub.cases TO hub_importer;
GRANT UPDATE (tickets, served, invited, level5, level4, level3, level2, level1, unrated)
    ON hub.days TO hub_importer;
