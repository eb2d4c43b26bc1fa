-- Where a case is that went from one township to another. The organisation leads the key as
-- everywhere: each that ever had the case has a row, and the greatest custody has it now.

CREATE TABLE hub.case_directory (
    org bigint NOT NULL,
    case_id uuid NOT NULL,
    custody bigint NOT NULL,
    -- The logical time of the word that gave it.
    since bigint NOT NULL,
    PRIMARY KEY (org, case_id)
);
CREATE INDEX case_directory_case ON hub.case_directory (case_id);

ALTER TABLE hub.case_directory ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.case_directory FORCE ROW LEVEL SECURITY;
CREATE POLICY every ON hub.case_directory TO hub_importer USING (true);
REVOKE TRUNCATE, TRIGGER, REFERENCES ON hub.case_directory FROM yizhan_owner;
GRANT SELECT, INSERT, DELETE ON hub.case_directory TO hub_importer;
GRANT UPDATE (custody, since) ON hub.case_directory TO hub_importer;

-- Each side reads back its own newest note, so as not to lay the same one out again.
GRANT SELECT (bytes) ON yizhan.notes_up TO yizhan_hall;
GRANT SELECT (bytes) ON yizhan.notes_down TO hub_importer;
