//! The tables `shared_cases` and `shared_conflicts`: cases two sites see to, folded from the
//! entries of both. The jobs of the hotline are gathered with them ([`jobs`]).
//!
//! Unlike the other views a row does not follow from one entry after the other: whenever an entry
//! about a case is appended or received, all entries about it are gathered and folded anew. They
//! are tens; of a site that says more than counts ([`MOST_TOLD`]) the first are taken, and nobody
//! changes the case any more.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use uuid::Uuid;

use crate::domain::custody;
use crate::domain::custody::MOST_TOLD;
use crate::domain::custody::SharedCase;
use crate::domain::custody::Told;
use crate::domain::entry::Entry;
use crate::domain::entry::EntryRef;
use crate::domain::entry::Envelope;
use crate::domain::entry::LogId;
use crate::domain::event::EntryRehomed;
use crate::domain::event::Event;
use crate::domain::event::Kind;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::ids::ErrandId;
use crate::domain::ids::JobId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::ledger;
use crate::store::ledger::Left;
use crate::store::view::held;
use crate::store::view::jobs;
use crate::store::view::odd;
use crate::store::view::parse_day;
use crate::store::view::rows;
use crate::store::view::run;
use crate::store::view::sites;
use crate::store::view::tasks;

const KEEP: &str = "keep a shared case";
const LOOK: &str = "read a shared case";
/// Which entries are about shared cases; to the letter as in the indexes, else they are not used.
const ABOUT: &str = "(kind = 8 OR (kind >= 180 AND kind <= 189) OR (kind >= 192 AND kind <= 199))";

/// Those of them that share a case or open a job: without one there is neither.
const SHARES: &str = "(kind = 180 OR kind = 192 OR kind = 193)";

/// Returns the cases and jobs that entries say something about, each once.
pub fn touched(entries: &[Entry]) -> Vec<CaseId> {
    let case = |entry: &Entry| case_in(entry.envelope.kind, entry.envelope.entity);
    let cases: BTreeSet<CaseId> = entries.iter().filter_map(case).collect();
    cases.into_iter().collect()
}

/// The kind of an entry that tells another again.
pub(crate) const REHOMED: Kind = Kind(8);

/// Folds one case anew from what this site and the other have said.
///
/// # Errors
/// The store's own error; nothing that was said is one.
pub fn refold(db: &Connection, case: CaseId) -> Result<(), StoreError> {
    refold_into(db, db, case)
}

/// Folds all shared cases of one database into the views of another (or the same).
///
/// # Errors
/// The store's own error.
pub(crate) fn refold_all(from: &Connection, into: &Connection) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT entity FROM entries WHERE {ABOUT} UNION SELECT entity FROM far_entries WHERE {ABOUT}"
    );
    for case in rows(from, LOOK, &sql, [], |row| row.get(0).map(CaseId))? {
        refold_into(from, into, case)?;
    }
    Ok(())
}

fn refold_into(from: &Connection, into: &Connection, case: CaseId) -> Result<(), StoreError> {
    let own = sites::own(into)?.map(|own| own.org);
    let (told, whole) = gather(from, case, own)?;
    jobs::keep(into, JobId(case.0), &told, whole)?;
    let Some(mut shared) = custody::fold(&told) else {
        return Ok(());
    };
    shared.crowded |= !whole;
    let mandate = shared.mandate.as_deref();
    run(
        into,
        KEEP,
        "INSERT INTO shared_cases (id, number, matter_name, applicant, what, until, giver, taker,
             custodian, custody, stage, over, clashes, body, raised_of, raised, steps, papers_out)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
             ?16, ?17, ?18)
         ON CONFLICT (id) DO UPDATE SET number = ?2, matter_name = ?3, applicant = ?4, what = ?5,
             until = ?6, giver = ?7, taker = ?8, custodian = ?9, custody = ?10, stage = ?11,
             over = ?12, clashes = ?13, body = ?14, raised_of = ?15,
             raised = ?16, steps = ?17, papers_out = ?18",
        rusqlite::params![
            case.0,
            shared.number,
            shared.matter_name,
            shared.applicant,
            shared.what,
            shared.until.map(|day| day.to_string()),
            shared.giver.code(),
            shared.taker.code(),
            shared.custodian.code(),
            shared.custody,
            shared.stage.word(),
            shared.is_over(),
            shared.open().count() as i64,
            serde_json::to_string(&shared).map_err(|error| bad(&error))?,
            shared.of.map(|of| of.0),
            shared.raised,
            mandate.map(|mandate| mandate.steps.len() as i64),
            mandate.map_or(0, |mandate| mandate.unsettled().count() as i64),
        ],
    )?;
    conflicts(into, &shared)?;
    tasks::follow(into, &shared)
}

fn conflicts(db: &Connection, shared: &SharedCase) -> Result<(), StoreError> {
    run(
        db,
        KEEP,
        "DELETE FROM shared_conflicts WHERE case_id = ?1",
        [shared.case.0],
    )?;
    for clash in &shared.clashes {
        run(
            db,
            KEEP,
            "INSERT INTO shared_conflicts (case_id, kind, a, b, said_a, said_b, closed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            (
                shared.case.0,
                clash.kind.word(),
                clash.a.at.to_string(),
                clash.b.at.to_string(),
                &clash.a.text,
                &clash.b.text,
                clash.closed.as_ref().map(|mark| mark.at.to_string()),
            ),
        )?;
    }
    Ok(())
}

/// An entry as it is read for a fold.
struct Found {
    log: LogId,
    org: Option<Org>,
    stored: ledger::Stored,
}

/// The most that counts of what one site says about a case: half of what counts at all, as two sites
/// share it. What is said in one entry is a reason or a remark, so their bodies are short.
const OF_ONE: Left = Left {
    entries: MOST_TOLD / 2,
    bytes: 2 << 20,
};

/// Gathers what was said about a case, here and there; returns whether that is all of it.
fn gather(
    db: &Connection,
    case: CaseId,
    own: Option<Org>,
) -> Result<(Vec<Told>, bool), StoreError> {
    let mine = ledger::about(db, case.0, ABOUT, OF_ONE)?;
    let far = ledger::far_about(db, own, (case.0, ABOUT, SHARES), OF_ONE)?;
    let whole = mine.whole && far.whole;
    let (mut mine, mut far) = (mine.found, far.found);
    // What came back may begin before the place where both logs went different ways.
    far.retain(|(log, _, back)| {
        let same = |(l, own): &(LogId, ledger::Stored)| l == log && own.hash == back.hash;
        !mine.iter().any(same)
    });
    let again = retold(mine.iter().map(|(_, stored)| stored));
    // Where the parent keeps another entry under the number, ours counts where it was told again.
    mine.retain(|(log, stored)| {
        !again.contains(&EntryRef {
            log: *log,
            seq: stored.envelope.seq,
        })
    });
    let mine = mine.into_iter().map(|(log, stored)| Found {
        log,
        // A hall that has no place yet tells nobody, and has a hotline all the same.
        org: own.or(Some(Org::UNPLACED)),
        stored,
    });
    let far = far.into_iter().map(|(log, org, stored)| Found {
        log,
        org: Org::new(org),
        stored,
    });
    Ok((mine.chain(far).filter_map(told).collect(), whole))
}

/// Returns the entries that were told again in a new log.
fn retold<'s>(stored: impl Iterator<Item = &'s ledger::Stored>) -> Vec<EntryRef> {
    stored
        .filter_map(|stored| match stored.event() {
            Ok(Some(Event::EntryRehomed(e))) => Some(EntryRef {
                log: e.log.0,
                seq: e.seq,
            }),
            _ => None,
        })
        .collect()
}

/// Reads what one entry says; an entry told again speaks as it did, under its new number.
fn told(found: Found) -> Option<Told> {
    let at = EntryRef {
        log: found.log,
        seq: found.stored.envelope.seq,
    };
    let event = found.stored.event();
    let (envelope, event) = match event {
        Ok(Some(Event::EntryRehomed(e))) => rehomed(&e)?,
        // A body that cannot be read is one of a later version, as far as this one can know.
        event => (found.stored.envelope, event.ok().flatten()),
    };
    Some(Told {
        at,
        org: found.org?,
        hlc: envelope.hlc,
        wall: envelope.wall,
        actor: envelope.actor.0,
        base: envelope.base,
        event,
    })
}

fn rehomed(e: &EntryRehomed) -> Option<(Envelope, Option<Event>)> {
    let (envelope, body) = e.inner()?;
    if !envelope.kind.is_shared() {
        return None;
    }
    let event = Event::decode(envelope.kind, &body?);
    Some((envelope, event.ok().flatten()))
}

/// Loads a shared case.
///
/// # Errors
/// The store's own error.
pub fn load(db: &Connection, case: CaseId) -> Result<Option<SharedCase>, StoreError> {
    let body: Option<String> = db
        .prepare_cached("SELECT body FROM shared_cases WHERE id = ?1")
        .and_then(|mut statement| statement.query_row([case.0], |row| row.get(0)).optional())
        .attempt(LOOK)?;
    body.map(|body| read(&body)).transpose()
}

/// Finds shared cases by their number; two sites may have given the same one.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, number: &str) -> Result<Vec<SharedCase>, StoreError> {
    let sql = "SELECT body FROM shared_cases WHERE number = ?1 ORDER BY id";
    bodies(db, sql, [number])
}

/// Returns what a matter from below was raised on as, if it was.
///
/// # Errors
/// The store's own error.
pub fn raised_on(db: &Connection, below: CaseId) -> Result<Option<SharedCase>, StoreError> {
    let sql = "SELECT body FROM shared_cases WHERE raised_of = ?1 ORDER BY id";
    Ok(bodies(db, sql, [below.0])?.into_iter().next())
}

/// Loads the matters that were raised on and are not over.
///
/// # Errors
/// The store's own error.
pub fn raised_open(db: &Connection) -> Result<Vec<SharedCase>, StoreError> {
    let sql = "SELECT body FROM shared_cases WHERE raised_of IS NOT NULL AND over = 0 ORDER BY id";
    bodies(db, sql, [])
}

/// Returns the last number that begins so, of what a site shared: the longest, then the greatest.
/// What another site calls its cases does not count.
///
/// # Errors
/// The store's own error.
pub fn last_number(
    db: &Connection,
    giver: Org,
    begins: &str,
) -> Result<Option<String>, StoreError> {
    // Numbers stand with their groups: the next after all that begin so ends the span.
    let end = format!("{begins}~");
    let sql = "SELECT number FROM shared_cases WHERE number >= ?1 AND number < ?2 AND giver = ?3
               ORDER BY length(number) DESC, number DESC LIMIT 1";
    let found = rows(db, LOOK, sql, (begins, &end, giver.code()), |row| {
        row.get(0)
    })?;
    Ok(found.into_iter().next())
}

/// Loads the shared cases that go on or contradict, the most pressing first.
///
/// # Errors
/// The store's own error.
pub fn open(db: &Connection) -> Result<Vec<SharedCase>, StoreError> {
    let sql = "SELECT body FROM shared_cases WHERE over = 0 OR clashes > 0
               ORDER BY until IS NULL, until, id";
    bodies(db, sql, [])
}

/// Loads the errands by proxy that nobody has asked the resident about yet, and those that have a
/// paper which is not settled, by number.
///
/// # Errors
/// The store's own error.
pub fn mandates(db: &Connection) -> Result<Vec<SharedCase>, StoreError> {
    let sql = "SELECT body FROM shared_cases WHERE steps < 7 OR papers_out > 0 ORDER BY number, id";
    bodies(db, sql, [])
}

/// Loads the errands by proxy that have a paper which is not settled.
///
/// # Errors
/// The store's own error.
pub fn papers_out(db: &Connection) -> Result<Vec<SharedCase>, StoreError> {
    let sql = "SELECT body FROM shared_cases WHERE papers_out > 0 ORDER BY id";
    bodies(db, sql, [])
}

/// Which errands lie at a site as they were handed in and are no case there yet.
const INCOMING: &str = "FROM shared_cases s WHERE steps = 2 AND custodian = ?1 AND taker = ?1
     AND json_extract(body, '$.mandate.stopped') IS NULL
     AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = s.id)";

/// Loads the errands that were handed in at a site and are no case there yet, by number.
///
/// # Errors
/// The store's own error.
pub fn incoming(db: &Connection, own: Org) -> Result<Vec<SharedCase>, StoreError> {
    let sql = format!("SELECT body {INCOMING} ORDER BY number, id");
    bodies(db, &sql, [own.code()])
}

/// Counts them.
///
/// # Errors
/// The store's own error.
pub fn count_incoming(db: &Connection, own: Org) -> Result<u64, StoreError> {
    db.prepare_cached(&format!("SELECT count(*) {INCOMING}"))
        .and_then(|mut statement| statement.query_row([own.code()], |row| row.get(0)))
        .map(|count: i64| count.unsigned_abs())
        .attempt(LOOK)
}

/// Loads the matters that were raised and are not over, the oldest first.
///
/// # Errors
/// The store's own error.
pub fn raised(db: &Connection) -> Result<Vec<SharedCase>, StoreError> {
    let sql = "SELECT body FROM shared_cases WHERE raised = 1 AND over = 0 ORDER BY id";
    bodies(db, sql, [])
}

/// Returns the day of the first errand by proxy that a village was given: since then at least it is
/// at work.
///
/// # Errors
/// The store's own error.
pub fn first_mandate(db: &Connection, village: Org) -> Result<Option<NaiveDate>, StoreError> {
    // They begin with the end of its code and go on with the day.
    let begins = format!("{:03}-", village.code() % 1_000);
    let end = format!("{begins}~");
    let sql =
        "SELECT body FROM shared_cases WHERE number >= ?1 AND number < ?2 AND steps IS NOT NULL
               AND json_extract(body, '$.giver') = ?3 ORDER BY number LIMIT 1";
    let first = bodies(db, sql, (begins, end, village.code()))?;
    Ok(first
        .into_iter()
        .find_map(|shared| Some(shared.mandate?.day)))
}

/// Loads all errands by proxy that villages gave, by number, those that are over too.
///
/// # Errors
/// The store's own error.
pub fn all_mandates(db: &Connection) -> Result<Vec<SharedCase>, StoreError> {
    let sql = "SELECT body FROM shared_cases WHERE json_type(body, '$.mandate') = 'object'
               ORDER BY number, id";
    bodies(db, sql, [])
}

/// Finds errands by proxy by the end of their number as people say it, as `007-41`; the newest first
/// and at most fifty.
///
/// # Errors
/// The store's own error.
pub fn mandates_ending(db: &Connection, end: &str) -> Result<Vec<SharedCase>, StoreError> {
    let sql = "SELECT body FROM shared_cases WHERE substr(number, -6) = ?1
               AND steps IS NOT NULL ORDER BY id DESC LIMIT 50";
    bodies(db, sql, [end])
}

/// An errand by proxy of this hall whose resident is asked elsewhere than at the pad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedBelow {
    /// The errand at the window that took it.
    pub errand: ErrandId,
    /// The window.
    pub window: WindowNo,
    /// Who took it.
    pub staff: StaffNo,
    /// The centre.
    pub centre: Centre,
    /// The number of its case.
    pub number: String,
    /// What for, as the hall calls it.
    pub matter_name: String,
    /// The local day the case was accepted.
    pub day: NaiveDate,
    /// How the hall has its rating.
    pub kept: Kept,
}

/// How a hall has the rating of an errand by proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Nothing is noted.
    Nothing,
    /// It is noted as unrated, since when.
    Unrated(UtcMs),
    /// It is rated in another way than in the village.
    Otherwise,
}

/// Loads this hall's errands by proxy of which it has noted neither that they are rated nor that nobody
/// rated them; also those noted as unrated or rated otherwise of which the village has a rating.
///
/// # Errors
/// The store's own error.
pub fn asked_below(db: &Connection, own: Org) -> Result<Vec<(SharedCase, AskedBelow)>, StoreError> {
    let sql = "SELECT s.body, e.id, e.window, e.staff, c.centre, c.number, c.matter_name, c.day,
             r.state, r.done
         FROM shared_cases s JOIN cases c ON c.id = s.id JOIN errands e ON e.id = c.errand
             LEFT JOIN ratings r ON r.errand = e.id
         WHERE s.taker = ?1 AND s.steps IS NOT NULL AND (r.errand IS NULL
             OR ((r.state = 'timeout' OR (r.state = 'given' AND r.channel <> 'village'))
                 AND json_extract(s.body, '$.mandate.asked.answered')))
         ORDER BY s.number, s.id";
    let found = rows(db, LOOK, sql, [own.code()], |row| {
        let centre: String = row.get(4)?;
        let day: String = row.get(7)?;
        let state: Option<String> = row.get(8)?;
        let done: Option<i64> = row.get(9)?;
        let errand = AskedBelow {
            errand: ErrandId(row.get(1)?),
            window: WindowNo(row.get(2)?),
            staff: StaffNo(row.get(3)?),
            centre: centre.parse().map_err(|_| odd(4, &centre))?,
            number: row.get(5)?,
            matter_name: row.get(6)?,
            day: parse_day(7, &day)?,
            kept: match state.as_deref() {
                None => Kept::Nothing,
                Some("timeout") => Kept::Unrated(UtcMs(done.unwrap_or_default())),
                Some(_) => Kept::Otherwise,
            },
        };
        Ok((row.get::<_, String>(0)?, errand))
    })?;
    let mut asked = Vec::new();
    for (body, errand) in found {
        let shared = read(&body)?;
        if !shared.newer && !shared.crowded && !held::is_held(db, errand.errand.0)? {
            asked.push((shared, errand));
        }
    }
    Ok(asked)
}

/// Returns what one entry says about a shared case; `None` where it is not known here.
///
/// # Errors
/// The store's own error.
pub fn said(db: &Connection, case: CaseId, at: EntryRef) -> Result<Option<Event>, StoreError> {
    let own = sites::own(db)?.map(|own| own.org);
    let (told, _) = gather(db, case, own)?;
    let found = told.into_iter().find(|told| told.at == at);
    Ok(found.and_then(|told| told.event))
}

fn bodies(
    db: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<SharedCase>, StoreError> {
    let bodies = rows(db, LOOK, sql, values, |row| row.get::<_, String>(0))?;
    bodies.iter().map(|body| read(body)).collect()
}

fn read(body: &str) -> Result<SharedCase, StoreError> {
    serde_json::from_str(body).map_err(|error| bad(&error))
}

fn bad(error: &serde_json::Error) -> StoreError {
    StoreError::BadView {
        table: "shared_cases",
        value: error.to_string(),
    }
}

/// Returns the shared case an entry of a kind may be about.
pub(crate) fn case_in(kind: Kind, entity: Uuid) -> Option<CaseId> {
    let about = kind.is_shared() || kind == REHOMED;
    (about && !entity.is_nil()).then_some(CaseId(entity))
}
