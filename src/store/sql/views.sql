-- The tables that screens read. All of it can be dropped and folded again from the ledger;
-- a store whose views were made from another text than this is refolded when it is opened.

CREATE TABLE staff (
    no         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    posted     TEXT,
    away_place TEXT,
    away_until INTEGER
) STRICT;

CREATE TABLE windows (
    no           INTEGER PRIMARY KEY,
    centres      TEXT NOT NULL,
    regular      INTEGER,
    stand_in     INTEGER,
    state        TEXT NOT NULL,
    pause_reason TEXT NOT NULL DEFAULT '',
    pause_until  INTEGER,
    staff        INTEGER,
    stands_in    INTEGER NOT NULL DEFAULT 0,
    since        INTEGER NOT NULL
) STRICT;

CREATE TABLE matters (
    code  TEXT PRIMARY KEY,
    body  TEXT NOT NULL,
    saved INTEGER NOT NULL
) STRICT;

-- A post holds the catalogue in memory and asks only whether the last one saved is another.
CREATE INDEX matters_by_saved ON matters (saved);

-- A case keeps the matter as it was when it was accepted, whatever the hall changes later.
CREATE TABLE matter_versions (
    code  TEXT NOT NULL,
    saved INTEGER NOT NULL,
    body  TEXT NOT NULL,
    PRIMARY KEY (code, saved)
) STRICT, WITHOUT ROWID;

CREATE TABLE visits (
    id            BLOB PRIMARY KEY,
    band          TEXT,
    count         INTEGER,
    day           TEXT NOT NULL,
    entrance      TEXT NOT NULL,
    booked        INTEGER,
    centre        TEXT NOT NULL,
    target_window INTEGER,
    matter        TEXT,
    state         TEXT NOT NULL,
    since         INTEGER NOT NULL,
    issued        INTEGER NOT NULL,
    place         INTEGER NOT NULL,
    priority      TEXT,
    calls         INTEGER NOT NULL DEFAULT 0,
    last_called   INTEGER,
    window        INTEGER,
    staff         INTEGER,
    parked_until  INTEGER,
    come_back     INTEGER,
    returned      INTEGER NOT NULL DEFAULT 0,
    rejoined      INTEGER NOT NULL DEFAULT 0,
    periods       INTEGER NOT NULL DEFAULT 0,
    end           TEXT,
    accuracy      TEXT,
    ended         INTEGER
) STRICT, WITHOUT ROWID;

-- The number of the day is taken as max + 1 within the write, so it must be one look-up. No printed
-- number is unique in any table: a copied machine prints some twice, and both of each are kept.
CREATE INDEX visits_by_number ON visits (day, band, count) WHERE band IS NOT NULL;
CREATE INDEX visits_by_day ON visits (day, end);
CREATE INDEX visits_by_call ON visits (day, last_called);
-- Every verb and every refresh reads the visits that are not over: some dozens of a million.
-- By its end and not by its state: a change of state leaves this index alone.
CREATE INDEX visits_live ON visits (day) WHERE ended IS NULL;

-- Clustered by day: the day's figures are one walk, and keeping a period touches one page.
CREATE TABLE periods (
    day      TEXT NOT NULL,
    visit    BLOB NOT NULL,
    n        INTEGER NOT NULL,
    state    TEXT NOT NULL,
    centre   TEXT NOT NULL,
    window   INTEGER,
    staff    INTEGER,
    start    INTEGER NOT NULL,
    end      INTEGER NOT NULL,
    accuracy TEXT NOT NULL,
    PRIMARY KEY (day, visit, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE errands (
    id       BLOB PRIMARY KEY,
    visit    BLOB NOT NULL,
    day      TEXT NOT NULL,
    matter   TEXT,
    window   INTEGER NOT NULL,
    staff    INTEGER NOT NULL,
    start    INTEGER NOT NULL,
    end      INTEGER,
    outcome  TEXT,
    accuracy TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX errands_open ON errands (visit) WHERE end IS NULL;
CREATE INDEX errands_by_day ON errands (day, staff, outcome);
CREATE INDEX errands_by_visit ON errands (visit);

CREATE TABLE cases (
    n           INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    number      TEXT NOT NULL,
    matter      TEXT NOT NULL,
    matter_name TEXT NOT NULL,
    centre      TEXT NOT NULL,
    department  TEXT NOT NULL DEFAULT '',
    person      BLOB NOT NULL,
    name        TEXT NOT NULL,
    phone       TEXT NOT NULL DEFAULT '',
    errand      BLOB NOT NULL,
    day         TEXT NOT NULL,
    due         TEXT,
    limit_text  TEXT,
    provisional INTEGER NOT NULL DEFAULT 0,
    amber_from  TEXT,
    state       TEXT NOT NULL,
    stage       TEXT NOT NULL,
    holder      TEXT NOT NULL,
    who         TEXT NOT NULL DEFAULT '',
    cause       TEXT NOT NULL,
    answers     INTEGER,
    done_day    TEXT,
    papers      TEXT NOT NULL,
    missing     TEXT NOT NULL,
    warnings    TEXT NOT NULL,
    deferred    TEXT,
    notice_due  TEXT,
    -- Decided, and the result is not handed over yet; null when it is, or nothing is.
    deliver_due         TEXT,
    deliver_amber       TEXT,
    deliver_provisional INTEGER NOT NULL DEFAULT 0,
    trips       INTEGER NOT NULL DEFAULT 1,
    urgent      TEXT NOT NULL DEFAULT '',
    accepted    INTEGER NOT NULL,
    staff       INTEGER NOT NULL,
    -- Which version of the matter: matter_versions.saved; null when the matter is unknown.
    matter_saved INTEGER
) STRICT;

CREATE INDEX cases_by_day ON cases (day);
CREATE INDEX cases_by_number ON cases (number);
CREATE INDEX cases_by_person ON cases (person, n);
CREATE INDEX cases_by_errand ON cases (errand);
-- The lamps count open cases by date: never a walk over the done ones.
CREATE INDEX cases_open_by_due ON cases (due, amber_from, centre) WHERE state = 'open';
-- Whose tray a case lies in, and who answers for it: only what is not over.
CREATE INDEX cases_by_holder ON cases (holder, who, due) WHERE done_day IS NULL;
CREATE INDEX cases_by_answers ON cases (answers, due) WHERE done_day IS NULL;
-- What was promised for a span of days, and what ended in it.
CREATE INDEX cases_by_due ON cases (due) WHERE due IS NOT NULL;
CREATE INDEX cases_by_end ON cases (done_day) WHERE done_day IS NOT NULL;
CREATE INDEX cases_deferred ON cases (deferred) WHERE deferred IS NOT NULL;
CREATE INDEX cases_unnoticed ON cases (notice_due) WHERE notice_due IS NOT NULL;
CREATE INDEX cases_provisional ON cases (due) WHERE provisional = 1 AND done_day IS NULL;
CREATE INDEX cases_deliver_provisional ON cases (deliver_due) WHERE deliver_provisional = 1;
CREATE INDEX cases_undelivered ON cases (deliver_amber) WHERE deliver_amber IS NOT NULL;
CREATE INDEX cases_undelivered_by_answers ON cases (answers, deliver_due)
    WHERE deliver_due IS NOT NULL;

-- The whole file of a case that takes longer than a visit, as the domain folds it.
CREATE TABLE case_files (
    id   BLOB PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
    id          BLOB PRIMARY KEY,
    number      TEXT NOT NULL,
    day         TEXT NOT NULL,
    person      BLOB NOT NULL,
    name        TEXT NOT NULL,
    matter      TEXT NOT NULL,
    matter_name TEXT NOT NULL,
    case_id     BLOB,
    received    TEXT NOT NULL,
    has         TEXT NOT NULL,
    lacking     TEXT NOT NULL,
    untold      TEXT NOT NULL DEFAULT '',
    remark      TEXT NOT NULL DEFAULT '',
    visit       BLOB,
    staff       INTEGER NOT NULL,
    open        INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

CREATE INDEX notices_by_day ON notices (day);
CREATE INDEX notices_by_number ON notices (number);
CREATE INDEX notices_by_person ON notices (person, matter) WHERE open = 1;
CREATE INDEX notices_by_case ON notices (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE noes (
    id      BLOB PRIMARY KEY,
    number  TEXT NOT NULL,
    day     TEXT NOT NULL,
    window  INTEGER,
    matter  TEXT NOT NULL,
    what    TEXT NOT NULL,
    reason  TEXT NOT NULL,
    clause  TEXT NOT NULL,
    instead TEXT NOT NULL,
    case_id BLOB,
    staff   INTEGER NOT NULL,
    seen    INTEGER,
    seen_by INTEGER,
    agreed  INTEGER,
    note    TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE INDEX noes_by_day ON noes (day);
CREATE INDEX noes_by_number ON noes (number);
CREATE INDEX noes_unseen ON noes (day) WHERE seen IS NULL;

CREATE TABLE places_told (
    errand  BLOB PRIMARY KEY,
    number  TEXT NOT NULL DEFAULT '',
    day     TEXT NOT NULL,
    window  INTEGER NOT NULL,
    what    TEXT NOT NULL,
    office  TEXT NOT NULL,
    address TEXT NOT NULL,
    staff   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX places_told_by_day ON places_told (day);
CREATE INDEX places_told_by_number ON places_told (number) WHERE number <> '';

CREATE TABLE hards (
    id      BLOB PRIMARY KEY,
    number  TEXT NOT NULL,
    day     TEXT NOT NULL,
    due     TEXT NOT NULL,
    window  INTEGER NOT NULL,
    staff   INTEGER NOT NULL,
    name    TEXT NOT NULL,
    phone   TEXT NOT NULL,
    what    TEXT NOT NULL,
    blocked TEXT NOT NULL,
    size    TEXT NOT NULL,
    case_id BLOB,
    calls   TEXT NOT NULL DEFAULT '',
    end     TEXT,
    outcome TEXT NOT NULL DEFAULT '',
    ended   TEXT,
    by      INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX hards_open ON hards (due) WHERE ended IS NULL;
CREATE INDEX hards_by_day ON hards (day);
CREATE INDEX hards_by_number ON hards (number);
-- A case that lies at window 1 is not passed back: asked at each passing.
CREATE INDEX hards_by_case ON hards (case_id) WHERE ended IS NULL;

CREATE TABLE bookings (
    id     BLOB PRIMARY KEY,
    number TEXT NOT NULL,
    day    TEXT NOT NULL,
    at     INTEGER NOT NULL,
    matter TEXT NOT NULL,
    staff  INTEGER NOT NULL,
    name   TEXT NOT NULL,
    phone  TEXT NOT NULL,
    made   TEXT NOT NULL,
    end    TEXT,
    visit  BLOB,
    reason TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE INDEX bookings_by_time ON bookings (at);
CREATE INDEX bookings_by_number ON bookings (number);
CREATE INDEX bookings_by_made ON bookings (made);

CREATE TABLE prints (
    about  TEXT NOT NULL,
    paper  TEXT NOT NULL,
    copy   INTEGER NOT NULL,
    result TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (about, paper, copy)
) STRICT, WITHOUT ROWID;

-- The lamps as they stood at each night close; never written again.
CREATE TABLE judged (
    day     TEXT NOT NULL,
    case_id BLOB NOT NULL,
    number  TEXT NOT NULL,
    lamp    TEXT NOT NULL,
    cause   TEXT NOT NULL,
    staff   INTEGER,
    -- Decided, and the result waited to be handed over.
    delivery INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (day, case_id)
) STRICT, WITHOUT ROWID;

-- Dates that moved because the days off of their year became known.
CREATE TABLE redated (
    day     TEXT NOT NULL,
    case_id BLOB NOT NULL,
    number  TEXT NOT NULL,
    before  TEXT NOT NULL,
    due     TEXT NOT NULL,
    PRIMARY KEY (day, case_id)
) STRICT, WITHOUT ROWID;

-- Two-character Chinese names are the commonest query and a trigram index answers none of them,
-- so the program cuts text into single characters and pairs itself.
CREATE VIRTUAL TABLE case_grams USING fts5(
    grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

CREATE TABLE people (
    n          INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    number     TEXT NOT NULL,
    phone      TEXT NOT NULL,
    village    TEXT NOT NULL,
    place      TEXT NOT NULL,
    spelled    TEXT NOT NULL,
    merged     BLOB,
    bad_credit INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX people_by_number ON people (number) WHERE number <> '';
CREATE INDEX people_by_phone ON people (phone, name) WHERE phone <> '';
CREATE INDEX people_by_name ON people (name, village);
CREATE INDEX people_by_merged ON people (merged) WHERE merged IS NOT NULL;

-- What a clerk types instead of a name or a whole number: initials and pinyin in all readings, the
-- last four of number and phone. The newest first within a key, so that a common one ends early.
CREATE TABLE person_keys (
    key    TEXT NOT NULL,
    person INTEGER NOT NULL,
    PRIMARY KEY (key, person DESC)
) STRICT, WITHOUT ROWID;

-- Names and villages in single characters and pairs, as in case_grams.
CREATE VIRTUAL TABLE person_grams USING fts5(
    grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

CREATE TABLE reveals (
    n       INTEGER PRIMARY KEY,
    day     TEXT NOT NULL,
    at      INTEGER NOT NULL,
    staff   INTEGER NOT NULL,
    person  BLOB NOT NULL,
    case_id BLOB,
    reason  TEXT NOT NULL
) STRICT;

CREATE INDEX reveals_by_day ON reveals (day);

CREATE TABLE ratings (
    errand      BLOB PRIMARY KEY,
    window      INTEGER NOT NULL,
    staff       INTEGER NOT NULL,
    centre      TEXT NOT NULL,
    matter_name TEXT NOT NULL,
    day         TEXT NOT NULL,
    invited     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    level       INTEGER,
    reasons     TEXT NOT NULL DEFAULT '',
    remark      TEXT NOT NULL DEFAULT '',
    done        INTEGER,
    receipt     TEXT,
    -- The way it came.
    channel     TEXT NOT NULL DEFAULT 'pad',
    -- How often somebody called because it was unrated.
    calls       INTEGER NOT NULL DEFAULT 0,
    -- Whether it left the score after an appeal; it stays visible (复核排除).
    excluded    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX ratings_open ON ratings (window, invited) WHERE state = 'invited';
CREATE INDEX ratings_by_day ON ratings (day, state, level, excluded);

-- Forms that residents rated on, keyed twice by two people; counted once (评议表、意见箱).
CREATE TABLE rating_forms (
    paper   TEXT PRIMARY KEY,
    day     TEXT NOT NULL,
    counted INTEGER NOT NULL,
    body    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX rating_forms_waiting ON rating_forms (day) WHERE counted = 0;

-- What was done about each bad rating: opened by the rating itself.
CREATE TABLE followups (
    errand   BLOB PRIMARY KEY,
    number   TEXT NOT NULL,
    day      TEXT NOT NULL,
    staff    INTEGER NOT NULL,
    round    INTEGER NOT NULL,
    -- What it waits for; none when it is closed.
    step     TEXT,
    end      TEXT,
    ending   TEXT,
    excluded INTEGER NOT NULL,
    -- Whether it goes on, or an appeal or the resident still waits.
    waits    INTEGER NOT NULL,
    body     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX followups_waiting ON followups (day, number) WHERE waits = 1;
CREATE INDEX followups_by_day ON followups (day);
CREATE INDEX followups_by_number ON followups (number);

-- Results as they were judged on the day they were posted.
CREATE TABLE posted (
    n      INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    length TEXT NOT NULL,
    period TEXT NOT NULL,
    day    TEXT NOT NULL,
    at     INTEGER NOT NULL,
    staff  INTEGER NOT NULL,
    body   TEXT NOT NULL
) STRICT;

CREATE INDEX posted_by_period ON posted (period, n);
CREATE INDEX posted_by_length ON posted (length, period, n);

-- Score sheets: one for each person, profile and period.
CREATE TABLE score_sheets (
    id       BLOB PRIMARY KEY,
    number   TEXT NOT NULL,
    day      TEXT NOT NULL,
    -- The name as names are compared.
    person   TEXT NOT NULL,
    -- The badge number; null for who has none.
    staff    INTEGER,
    profile  TEXT NOT NULL,
    period   TEXT NOT NULL,
    state    TEXT NOT NULL,
    body     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX score_sheets_by_staff ON score_sheets (staff) WHERE staff IS NOT NULL;
CREATE INDEX score_sheets_waiting ON score_sheets (profile, number)
    WHERE state IN ('open', 'appealed');
CREATE INDEX score_sheets_by_number ON score_sheets (number);
CREATE INDEX score_sheets_by_day ON score_sheets (day);
CREATE INDEX score_sheets_by_period ON score_sheets (period, profile);
CREATE INDEX score_sheets_by_person ON score_sheets (person);

-- Registered problems and criticism, each with all that was done about it.
CREATE TABLE problems (
    id        BLOB PRIMARY KEY,
    number    TEXT NOT NULL,
    -- The local day it was registered.
    day       TEXT NOT NULL,
    class     TEXT NOT NULL,
    -- The one it repeats.
    repeat_of BLOB,
    -- The local day on which something was done last.
    last      TEXT NOT NULL,
    -- How it was closed; none while it goes on.
    ending    TEXT,
    -- Whether it was opened anew at least once.
    reopened  INTEGER NOT NULL,
    body      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- What is closed is counted from the index alone.
CREATE INDEX problems_closed ON problems (day, class, ending, reopened) WHERE ending IS NOT NULL;
CREATE INDEX problems_open ON problems (day, number) WHERE ending IS NULL;
CREATE INDEX problems_by_day ON problems (day, number);
CREATE INDEX problems_by_last ON problems (last);
CREATE INDEX problems_by_number ON problems (number);
CREATE INDEX problems_by_first ON problems (repeat_of) WHERE repeat_of IS NOT NULL;
-- Meetings that judge. Nothing here is about a ballot but the sums of a count.
CREATE TABLE meetings (
    id      BLOB PRIMARY KEY,
    number  TEXT NOT NULL,
    -- The local day of the notice.
    called  TEXT NOT NULL,
    -- The local day it is held.
    day     TEXT NOT NULL,
    profile TEXT NOT NULL,
    state   TEXT NOT NULL,
    body    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX meetings_by_number ON meetings (number);
CREATE INDEX meetings_by_call ON meetings (called);
CREATE INDEX meetings_by_day ON meetings (day);
CREATE INDEX meetings_by_profile ON meetings (profile, day);
CREATE INDEX meetings_voting ON meetings (day) WHERE state = 'voting';

CREATE TABLE emergencies (
    id     BLOB PRIMARY KEY,
    window INTEGER NOT NULL,
    staff  INTEGER NOT NULL,
    raised INTEGER NOT NULL,
    ended  INTEGER,
    reason TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE INDEX emergencies_open ON emergencies (raised) WHERE ended IS NULL;

CREATE TABLE days (
    day          TEXT PRIMARY KEY,
    doors_closed INTEGER,
    closed       INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sites (
    org      INTEGER PRIMARY KEY,
    relation TEXT NOT NULL CHECK (relation IN ('self', 'parent', 'child')),
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    card     TEXT,
    -- When two people vouched for it, and who; below, when a key last did, and which.
    enrolled INTEGER,
    actor    INTEGER,
    witness  INTEGER,
    renewed  INTEGER,
    voucher  BLOB
) STRICT;

-- Keys of other sites that are believed no more.
CREATE TABLE revoked_keys (
    org    INTEGER NOT NULL,
    key    BLOB NOT NULL,
    at     INTEGER NOT NULL,
    actor  INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (org, key)
) STRICT, WITHOUT ROWID;

-- Cases shared with another site, folded from what both have said; the body is the whole of it.
CREATE TABLE shared_cases (
    id          BLOB PRIMARY KEY,
    number      TEXT NOT NULL,
    matter_name TEXT NOT NULL,
    applicant   TEXT NOT NULL,
    what        TEXT NOT NULL,
    until       TEXT,
    giver       INTEGER NOT NULL,
    taker       INTEGER NOT NULL,
    custodian   INTEGER NOT NULL,
    custody     INTEGER NOT NULL,
    stage       TEXT NOT NULL,
    over        INTEGER NOT NULL,
    clashes     INTEGER NOT NULL,
    body        TEXT NOT NULL,
    -- The matter of the level below that it was raised on from.
    raised_of   BLOB,
    -- Whether a resident brought it up and a level raised it to the next.
    raised      INTEGER NOT NULL,
    -- The steps that are done of an errand by proxy; none of what is no such errand.
    steps       INTEGER,
    -- Papers of such an errand that are not settled.
    papers_out  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX shared_raised ON shared_cases (raised_of) WHERE raised_of IS NOT NULL;
CREATE INDEX shared_raised_open ON shared_cases (id) WHERE raised = 1 AND over = 0;
CREATE INDEX shared_papers_out ON shared_cases (id) WHERE papers_out > 0;
CREATE INDEX shared_errands ON shared_cases (number, id) WHERE steps < 7 OR papers_out > 0;
-- The digits people say over the phone.
CREATE INDEX shared_ending ON shared_cases (substr(number, -6)) WHERE steps IS NOT NULL;
CREATE INDEX shared_incoming ON shared_cases (custodian) WHERE steps = 2;
CREATE INDEX shared_by_number ON shared_cases (number);
CREATE INDEX shared_open ON shared_cases (until) WHERE over = 0 OR clashes > 0;

-- The jobs of the hotline, each folded from what its sites have said.
CREATE TABLE jobs (
    id        BLOB PRIMARY KEY,
    number    TEXT NOT NULL,
    day       TEXT NOT NULL,
    due       TEXT NOT NULL,
    phone     TEXT NOT NULL,
    -- The last four digits, as a caller says them.
    phone_end TEXT NOT NULL,
    stand     TEXT NOT NULL,
    -- What figures are counted from, so that no body is read for them.
    opener    INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    channel   TEXT NOT NULL,
    done      INTEGER,
    level     INTEGER,
    home      INTEGER NOT NULL,
    body      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX jobs_by_number ON jobs (number);
CREATE INDEX jobs_by_day ON jobs (day);
CREATE INDEX jobs_by_phone ON jobs (phone) WHERE phone <> '';
CREATE INDEX jobs_by_phone_end ON jobs (phone_end) WHERE phone_end <> '';
CREATE INDEX jobs_open ON jobs (due) WHERE stand <> 'over';

CREATE TABLE shared_conflicts (
    case_id BLOB NOT NULL,
    kind    TEXT NOT NULL,
    a       TEXT NOT NULL,
    b       TEXT NOT NULL,
    said_a  TEXT NOT NULL,
    said_b  TEXT NOT NULL,
    closed  TEXT,
    PRIMARY KEY (case_id, kind, a, b)
) STRICT, WITHOUT ROWID;

-- What waits for a duty leader: raised by an entry, or following from a shared case.
CREATE TABLE tasks (
    id        BLOB PRIMARY KEY,
    kind      TEXT NOT NULL,
    about     TEXT NOT NULL,
    words     TEXT NOT NULL,
    case_id   BLOB,
    raised    INTEGER NOT NULL,
    closed    INTEGER,
    closed_by INTEGER,
    outcome   TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE INDEX tasks_open ON tasks (raised) WHERE closed IS NULL;
CREATE INDEX tasks_of_case ON tasks (case_id) WHERE case_id IS NOT NULL;

-- When a leader found the clock right though the ledger's time was ahead of it.
CREATE TABLE corrections (
    after  INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    actor  INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;

-- What an entry is about that asks for a later program: it is shown, and not changed.
CREATE TABLE held (
    entity BLOB PRIMARY KEY,
    least  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where each log stood when another one of this site last noted it, and the entry that says so.
CREATE TABLE anchors (
    audience TEXT PRIMARY KEY,
    log      BLOB NOT NULL,
    seq      INTEGER NOT NULL,
    hash     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    by_seq   INTEGER NOT NULL,
    by_hash  BLOB NOT NULL
) STRICT, WITHOUT ROWID;
