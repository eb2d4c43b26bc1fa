-- The figures as each hall counts its own: a visit counts for the day it began, a rating for the day it
-- was asked for, whenever its end is told. Each row keeps the first or the latest of its facts, so that
-- an entry that is counted again changes nothing.
--
-- What was counted before goes: the next import counts every entry anew.

DROP TABLE hub.cases, hub.days, hub.told_again;

CREATE TABLE hub.cases (
    org bigint NOT NULL,
    case_id uuid NOT NULL,
    number text,
    matter text,
    centre text,
    -- The day its papers came, for which its acceptance counts.
    came date,
    accepted date,
    -- Of several promises, stops of the clock and ends the one told last by the logical clock.
    due date,
    due_at bigint NOT NULL DEFAULT 0,
    paused boolean,
    paused_at bigint NOT NULL DEFAULT 0,
    ended date,
    how text,
    ended_at bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (org, case_id)
);
CREATE INDEX cases_accepted ON hub.cases (org, accepted);

CREATE TABLE hub.visits (
    org bigint NOT NULL,
    visit uuid NOT NULL,
    day date,
    -- Of several ends the one told first.
    ended text,
    ended_at bigint NOT NULL DEFAULT 9223372036854775807,
    PRIMARY KEY (org, visit)
);
CREATE INDEX visits_day ON hub.visits (org, day);

-- Never who gave one.
CREATE TABLE hub.ratings (
    org bigint NOT NULL,
    errand uuid NOT NULL,
    day date,
    -- Of several levels the one told first.
    level smallint,
    level_at bigint NOT NULL DEFAULT 9223372036854775807,
    unrated boolean NOT NULL DEFAULT false,
    -- Whether it left the score after an appeal.
    left_score boolean NOT NULL DEFAULT false,
    PRIMARY KEY (org, errand)
);
CREATE INDEX ratings_day ON hub.ratings (org, day);

-- Up to which entry of each log the figures are counted.
CREATE TABLE hub.counted (
    org bigint NOT NULL,
    log_id bytea NOT NULL CHECK (octet_length(log_id) = 16),
    seq bigint NOT NULL CHECK (seq >= 1),
    PRIMARY KEY (org, log_id)
);

ALTER TABLE hub.cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.cases FORCE ROW LEVEL SECURITY;
ALTER TABLE hub.visits ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.visits FORCE ROW LEVEL SECURITY;
ALTER TABLE hub.ratings ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.ratings FORCE ROW LEVEL SECURITY;
ALTER TABLE hub.counted ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.counted FORCE ROW LEVEL SECURITY;
CREATE POLICY every ON hub.cases TO hub_importer USING (true);
CREATE POLICY every ON hub.visits TO hub_importer USING (true);
CREATE POLICY every ON hub.ratings TO hub_importer USING (true);
CREATE POLICY every ON hub.counted TO hub_importer USING (true);
REVOKE TRUNCATE, TRIGGER, REFERENCES ON hub.cases, hub.visits, hub.ratings, hub.counted
    FROM yizhan_owner;

-- They are views of the entries and may be folded anew.
GRANT SELECT, INSERT, DELETE ON hub.cases, hub.visits, hub.ratings, hub.counted TO hub_importer;
GRANT UPDATE (number, matter, centre, came, accepted, due, due_at, paused, paused_at, ended, how,
    ended_at) ON hub.cases TO hub_importer;
GRANT UPDATE (day, ended, ended_at) ON hub.visits TO hub_importer;
GRANT UPDATE (day, level, level_at, unrated, left_score) ON hub.ratings TO hub_importer;
GRANT UPDATE (seq) ON hub.counted TO hub_importer;
