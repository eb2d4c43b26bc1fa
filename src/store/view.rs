//! The views: tables folded from the ledger, in the same transaction and rebuildable at any time.
//!
//! `apply` never refuses an event that was written once: an event about something unknown changes
//! nothing. Each table has one file with its SQL beside its row mapping.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::domain::entry::ActorNo;
use crate::domain::entry::Hash;
use crate::domain::entry::unhex;
use crate::domain::event::Event;
use crate::domain::event::Kind;
use crate::domain::event::READER;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::far;
use crate::store::ledger;

pub mod anchors;
pub mod as_of;
pub mod bookings;
pub mod case_files;
pub mod cases;
pub mod corrections;
pub mod days;
pub mod emergencies;
pub mod errands;
pub mod followups;
pub mod forms;
pub(crate) mod grams;
pub mod hards;
pub mod held;
pub mod jobs;
pub mod judged;
pub mod matters;
pub mod measured;
pub mod meetings;
pub mod noes;
pub mod notices;
pub mod people;
pub mod periods;
pub mod posted;
pub mod prints;
pub mod problems;
pub mod ratings;
pub mod redated;
pub mod reveals;
pub mod scores;
pub mod shared;
pub mod sites;
pub mod staff;
pub mod tasks;
pub mod visits;
pub mod windows;

const SCHEMA: &str = include_str!("sql/views.sql");

/// Raised whenever folding makes other rows of the same entries, so that stores are folded again.
const FOLD: u32 = 12;

/// When, by whom and as which entry something happened.
#[derive(Debug, Clone, Copy)]
pub struct At {
    /// The wall clock.
    pub wall: UtcMs,
    /// Who did it.
    pub actor: ActorNo,
    /// The entry's number in its log.
    pub seq: u64,
    /// The entry's hash.
    pub hash: Hash,
}

/// The tables, each with the columns that order its rows for comparison.
pub const TABLES: &[(&str, &str)] = &[
    ("staff", "no"),
    ("windows", "no"),
    ("matters", "code"),
    ("matter_versions", "code, saved"),
    ("visits", "id"),
    ("periods", "day, visit, n"),
    ("errands", "id"),
    ("cases", "n"),
    ("case_files", "id"),
    ("notices", "id"),
    ("noes", "id"),
    ("places_told", "errand"),
    ("hards", "id"),
    ("bookings", "id"),
    ("prints", "about, paper, copy"),
    ("judged", "day, case_id"),
    ("redated", "day, case_id"),
    ("people", "n"),
    ("person_keys", "key, person"),
    ("reveals", "n"),
    ("ratings", "errand"),
    ("followups", "errand"),
    ("posted", "id"),
    ("score_sheets", "id"),
    ("problems", "id"),
    ("rating_forms", "paper"),
    ("meetings", "id"),
    ("emergencies", "id"),
    ("days", "day"),
    ("sites", "org"),
    ("revoked_keys", "org, key"),
    ("shared_cases", "id"),
    ("jobs", "id"),
    ("shared_conflicts", "case_id, kind, a, b"),
    ("tasks", "id"),
    ("anchors", "audience"),
    ("corrections", "after"),
    ("held", "entity"),
];

/// Returns the fingerprint of the views' text and of how they are folded by this version.
pub fn fingerprint() -> String {
    fingerprint_of(Event::KINDS, READER)
}

/// Returns the fingerprint of a version that knows these kinds of entries and is that reader: one that
/// knows more folds again, as entries it could not read before may lie in the store.
pub fn fingerprint_of(kinds: &[(Kind, &str)], reader: u32) -> String {
    let known: Vec<String> = kinds.iter().map(|(kind, _)| kind.0.to_string()).collect();
    let text = format!("{FOLD} {reader}\n{}\n{SCHEMA}", known.join(" "));
    Hash::of(text.as_bytes()).to_string()
}

/// Makes the empty views.
///
/// # Errors
/// The store's own error.
pub fn create(db: &Connection) -> Result<(), StoreError> {
    db.execute_batch(SCHEMA).attempt("make the views")
}

/// Drops the views and folds them again from the whole ledger.
///
/// # Errors
/// [`StoreError::BadEntry`] when an entry cannot be read.
pub fn refold(db: &Connection) -> Result<(), StoreError> {
    let mut drop =
        String::from("DROP TABLE IF EXISTS case_grams; DROP TABLE IF EXISTS person_grams;");
    for (table, _) in TABLES {
        drop.push_str(&format!("DROP TABLE IF EXISTS {table};"));
    }
    db.execute_batch(&drop).attempt("drop the views")?;
    create(db)?;
    fold(db, db)?;
    db.execute(
        "INSERT INTO meta (k, v) VALUES ('views', ?1) ON CONFLICT (k) DO UPDATE SET v = ?1",
        [fingerprint()],
    )
    .attempt("keep the views")?;
    Ok(())
}

/// Folds the ledger of one database into the views of another (or the same).
///
/// # Errors
/// [`StoreError::BadEntry`] when an entry cannot be read.
pub fn fold(from: &Connection, into: &Connection) -> Result<(), StoreError> {
    fold_those(from, into, |_| true)?;
    shared::refold_all(from, into)
}

/// Folds those entries of a ledger that are wanted, but for the cases it shares with other sites.
fn fold_those(
    from: &Connection,
    into: &Connection,
    wanted: impl Fn(&ledger::Stored) -> bool,
) -> Result<(), StoreError> {
    let mut told = BTreeSet::new();
    ledger::walk(from, ledger::Order::Time, |entry| {
        if !wanted(&entry) {
            return Ok(true);
        }
        let entry = spoken(from, entry, &mut told)?;
        let event = match entry.event() {
            // What came back is kept as it is; what nobody can read must not stop this site.
            Err(_) if entry.came_back => None,
            read => read?,
        };
        if let Some(event) = event {
            let at = At {
                wall: entry.envelope.wall,
                actor: entry.envelope.actor,
                seq: entry.envelope.seq,
                hash: entry.hash,
            };
            apply(into, &at, &event)?;
        } else {
            held::keep(into, &entry)?;
        }
        Ok(true)
    })
}

/// Returns what another machine of this site told again in the place where it did, if it is not here
/// otherwise; any other entry as it is.
fn spoken(
    from: &Connection,
    entry: ledger::Stored,
    told: &mut BTreeSet<[u8; 32]>,
) -> Result<ledger::Stored, StoreError> {
    if entry.envelope.kind != shared::REHOMED {
        return Ok(entry);
    }
    let Ok(Some(Event::EntryRehomed(again))) = entry.event() else {
        return Ok(entry);
    };
    let (Some((envelope, body)), Some(hash)) = (again.told(), unhex(&again.hash).map(Hash)) else {
        return Ok(entry);
    };
    // Two machines may have told the same again.
    if far::has_own(from, again.log.0, (again.seq, hash))? || !told.insert(hash.0) {
        return Ok(entry);
    }
    Ok(ledger::Stored {
        lno: entry.lno,
        body_hash: Hash::of(&body),
        body: Some(body),
        envelope,
        hash,
        came_back: entry.came_back,
    })
}

/// Folds one event into the views.
///
/// # Errors
/// The store's own error.
pub fn apply(db: &Connection, at: &At, event: &Event) -> Result<(), StoreError> {
    match event {
        Event::SiteOpened(_)
        | Event::LogOpened(_)
        | Event::SiteKeyed(_)
        | Event::SiteRenewed(_)
        | Event::EntryRehomed(_)
        // Folded as whole cases, from what both sites have said.
        | Event::CaseShared(_)
        | Event::SharedMoved(_)
        | Event::SharedNoted(_)
        | Event::SharedField(_)
        | Event::CustodyHanded(_)
        | Event::CustodyTaken(_)
        | Event::SharedResolved(_)
        | Event::MandateGiven(_)
        | Event::MandateDone(_)
        | Event::OriginalMoved(_)
        | Event::ServicePlanned(_)
        | Event::PresenceBegun(_)
        | Event::PresenceEnded(_)
        | Event::ServiceMissed(_)
        | Event::JobOpened(_)
        | Event::JobSent(_)
        | Event::JobMissed(_)
        | Event::JobDone(_)
        | Event::JobTold(_)
        | Event::JobCharged(_)
        // What a site below said is that site's.
        | Event::ProblemPassed(_) => Ok(()),
        Event::TaskRaised(raised) => tasks::raise(db, at, raised),
        Event::TaskClosed(closed) => tasks::close(db, at, closed),
        Event::ClockCorrection(e) => corrections::keep(db, at, e),
        Event::LogAnchored(anchor) => anchors::keep(db, at, anchor),
        Event::SitePlaced(placed) => sites::place(db, placed),
        Event::SiteEnrolled(enrolled) => sites::enrol(db, at, enrolled),
        Event::KeyRevoked(revoked) => sites::revoke(db, at, revoked),
        Event::StaffSaved(_)
        | Event::StaffPosted(_)
        | Event::StaffUnposted(_)
        | Event::StaffAway(_)
        | Event::StaffBack(_) => staff::apply(db, event),
        Event::WindowSaved(_)
        | Event::WindowOpened(_)
        | Event::WindowPaused(_)
        | Event::WindowResumed(_)
        | Event::WindowClosed(_) => windows::apply(db, at, event),
        Event::MatterSaved(saved) => matters::save(db, at, &saved.matter),
        Event::TicketIssued(issued) => visits::issue(db, at, issued),
        Event::TicketSlip(_)
        | Event::TicketCalled(_)
        | Event::TicketRecalled(_)
        | Event::TicketMissed(_)
        | Event::TicketRejoined(_)
        | Event::ServiceStarted(_)
        | Event::TicketParked(_)
        | Event::TicketResumed(_)
        | Event::TicketTransferred(_)
        | Event::TicketPutBack(_)
        | Event::TicketPrioritised(_)
        | Event::VisitEnded(_) => visits::apply(db, at, event),
        Event::ErrandStarted(started) => errands::start(db, at, started),
        Event::ErrandEnded(ended) => errands::end(db, at, ended),
        Event::CaseAccepted(e) => {
            cases::accept(db, at, e)?;
            notices::answered(db, e)
        }
        Event::CaseReceived(e) => cases::receive(db, at, e),
        Event::NoticeGiven(e) => {
            notices::give(db, at, e)?;
            case_files::fold(db, at, e.case, event)
        }
        Event::NoGiven(e) => noes::give(db, at, e),
        Event::NoSeen(e) => noes::see(db, at, e),
        Event::PlaceTold(e) => noes::tell_place(db, at, e),
        Event::HardRaised(e) => hards::raise(db, e),
        Event::HardCalled(e) => hards::call(db, e),
        Event::HardSized(e) => hards::size(db, e),
        Event::HardClosed(e) => hards::close(db, e),
        Event::BookingMade(e) => bookings::make(db, at, e),
        Event::BookingEnded(e) => bookings::end(db, e),
        Event::PaperPrinted(e) => prints::keep(db, at, e),
        Event::DayJudged(e) => judged::keep(db, e),
        Event::CaseDeemed(e) => {
            case_files::fold(db, at, Some(e.case), event)?;
            notices::overtaken(db, e.case)
        }
        Event::CaseRedated(e) => {
            redated::keep(db, e)?;
            case_files::fold(db, at, Some(e.case), event)
        }
        Event::CaseDone(_)
        | Event::CaseTaken(_)
        | Event::CaseSentBack(_)
        | Event::CasePassed(_)
        | Event::CaseStepDone(_)
        | Event::CaseSigned(_)
        | Event::CasePaused(_)
        | Event::CaseResumed(_)
        | Event::CaseExtended(_)
        | Event::CaseReturned(_)
        | Event::CaseSupplied(_)
        | Event::CaseRefused(_)
        | Event::CaseWithdrawn(_)
        | Event::CaseLapsed(_)
        | Event::CaseJoined(_)
        | Event::PartDone(_)
        | Event::CaseUrged(_)
        | Event::CaseFollowed(_)
        | Event::CaseDelivered(_) => case_files::fold(db, at, event.case(), event),
        Event::PersonSaved(saved) => people::save(db, saved),
        Event::PersonMerged(merged) => people::merge(db, merged),
        Event::PersonRevealed(revealed) => reveals::add(db, at, revealed),
        Event::PersonCredit(credit) => people::credit(db, credit),
        Event::RatingInvited(invited) => ratings::invite(db, at, invited),
        Event::RatingGiven(given) => ratings::give(db, at, given),
        Event::RatingTimeout(timeout) => ratings::time_out(db, at, timeout),
        Event::RatingCalled(called) => ratings::call(db, called),
        Event::RatingKeyed(keyed) => forms::key(db, keyed),
        Event::RatingSettled(settled) => forms::settle(db, settled),
        Event::FollowupContacted(_)
        | Event::FollowupLedgered(_)
        | Event::FollowupFixed(_)
        | Event::FollowupCalled(_)
        | Event::FollowupSigned(_)
        | Event::FollowupClosed(_)
        | Event::RatingAppealed(_)
        | Event::AppealDecided(_)
        | Event::AppealTold(_)
        | Event::FollowupFlagged(_) => followups::fold(db, event),
        Event::ResultsPosted(posted) => posted::keep(db, at, posted),
        Event::ScoreOpened(opened) => scores::open(db, opened),
        Event::ScoreActed(_)
        | Event::ScoreKeyed(_)
        | Event::ScoreSettled(_)
        | Event::ScoreCorrected(_)
        | Event::ScoreClosed(_)
        | Event::ScoreAppealed(_)
        | Event::ScoreDecided(_) => scores::fold(db, event),
        Event::ProblemRegistered(e) => problems::register(db, at, e),
        Event::ProblemDone(e) => problems::fold(db, at, e),
        Event::MeetingCalled(called) => meetings::call(db, called),
        Event::MeetingCalledOff(_)
        | Event::MeetingOpened(_)
        | Event::RaterSignedIn(_)
        | Event::VotingOpened(_)
        | Event::MeetingCounted(_)
        | Event::MeetingSigned(_) => meetings::fold(db, event),
        Event::EmergencyRaised(raised) => emergencies::raise(db, at, raised),
        Event::EmergencyEnded(ended) => emergencies::end(db, at, ended),
        Event::DoorsClosed(doors) => days::close_doors(db, at, doors.day),
        Event::DayClosed(closed) => days::close(db, at, closed.day),
    }
}

/// Returns the last number given on a day in a table that has `day` and `number`, of those that
/// look so (SQL `GLOB`).
///
/// # Errors
/// The store's own error.
pub fn last_of_day(
    db: &Connection,
    table: &'static str,
    day: chrono::NaiveDate,
    pattern: &str,
) -> Result<Option<String>, StoreError> {
    let (column, day) = given_on(table, day);
    let sql = format!(
        "SELECT number FROM {table} WHERE {column} = ?1 AND number GLOB ?2
         ORDER BY length(number) DESC, number DESC LIMIT 1"
    );
    let found = rows(db, "read the last number", &sql, (day, pattern), |row| {
        row.get(0)
    })?;
    Ok(found.into_iter().next())
}

/// Returns the column of a table that says on which day a number was given, and a day as it is kept
/// there. A booking is for another day than the one it is made on.
fn given_on(table: &str, day: chrono::NaiveDate) -> (&'static str, String) {
    match table {
        "bookings" => ("made", day.format("%y%m%d").to_string()),
        "meetings" => ("called", day.to_string()),
        _ => ("day", day.to_string()),
    }
}

/// Runs one cached statement.
pub(crate) fn run(
    db: &Connection,
    what: &'static str,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<usize, StoreError> {
    db.prepare_cached(sql)
        .and_then(|mut statement| statement.execute(values))
        .attempt(what)
}

/// Reads all rows of one cached statement.
pub(crate) fn rows<T>(
    db: &Connection,
    what: &'static str,
    sql: &str,
    values: impl rusqlite::Params,
    map: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = db.prepare_cached(sql).attempt(what)?;
    let rows = statement.query_map(values, map).attempt(what)?;
    rows.collect::<rusqlite::Result<Vec<T>>>().attempt(what)
}

/// Turns a failed reading of a stored word into SQLite's conversion error.
pub(crate) fn odd(column: usize, value: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(
        column,
        rusqlite::types::Type::Text,
        format!("the program never writes {value:?} here").into(),
    )
}

/// Reads a local day written as `YYYY-MM-DD`.
pub(crate) fn parse_day(column: usize, text: &str) -> rusqlite::Result<chrono::NaiveDate> {
    text.parse().map_err(|_| odd(column, text))
}
