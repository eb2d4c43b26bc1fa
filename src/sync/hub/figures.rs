//! The county's figures, counted from its tables or from what its store received.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use postgres::Client;
use postgres::IsolationLevel;
use postgres::Row;
use postgres::Transaction;

use crate::domain::county::CaseFigure;
use crate::domain::county::End;
use crate::domain::county::Figures;
use crate::domain::county::RatingFigure;
use crate::domain::county::VisitFigure;
use crate::domain::county::posted::Counted;
use crate::domain::county::summary::Days;
use crate::domain::county::summary::summarise;
use crate::domain::entry::Hash;
use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::results::Mark;
use crate::domain::site::Org;
use crate::domain::visit::VisitEnd;
use crate::store::Store;
use crate::store::StoreError;
use crate::sync::hub;
use crate::sync::hub::HubError;
use crate::sync::hub::fill;
use crate::sync::hub::fill::Source;

mod rows;

pub(super) use rows::add;

/// Each organisation with what was counted of it.
pub type Halls = BTreeMap<Org, Counted>;

// An organisation that had nothing in the span has its line all the same.
const MARKS: &str = "SELECT c.org, c.log_id, c.seq, e.hash
    FROM hub.counted c JOIN hub.entries e ON (e.org, e.log_id, e.seq) = (c.org, c.log_id, c.seq)
    WHERE EXISTS (SELECT FROM hub.visits v WHERE v.org = c.org)
        OR EXISTS (SELECT FROM hub.ratings r WHERE r.org = c.org)
        OR EXISTS (SELECT FROM hub.cases k WHERE k.org = c.org)
    ORDER BY c.org, c.log_id";

const READ_VISITS: &str = "SELECT org, ended, count(*) FROM hub.visits WHERE day BETWEEN $1 AND $2
    GROUP BY org, ended";

const READ_RATINGS: &str = "SELECT org, level, unrated, left_score, count(*) FROM hub.ratings
    WHERE day BETWEEN $1 AND $2 GROUP BY org, level, unrated, left_score";

const READ_CASES: &str = "SELECT org, came, accepted, due, paused, ended, how FROM hub.cases
    WHERE ended IS NULL OR ended >= $1 OR due BETWEEN $1 AND $2 OR came BETWEEN $1 AND $2";

/// Counts some days from the hub's tables, as they stand at one moment.
///
/// # Errors
/// [`HubError`].
pub fn of_tables(client: &mut Client, days: Days) -> Result<Halls, HubError> {
    hub::is_hub(client)?;
    let moment = client.build_transaction().read_only(true);
    let mut moment = moment
        .isolation_level(IsolationLevel::RepeatableRead)
        .start()?;
    let mut halls = marks(&mut moment)?;
    let span: [&(dyn postgres::types::ToSql + Sync); 2] = [&days.from, &days.to];
    // Within the span every day counts alike.
    let day = Some(days.from);
    for row in moment.query(READ_VISITS, &span)? {
        let ended: Option<&str> = row.try_get(1)?;
        let ended = ended.and_then(VisitEnd::from_word);
        let ended = ended.map(|end| (Hlc(0), end));
        let n = row.try_get::<_, i64>(2)?.unsigned_abs();
        let hall = halls.entry(org_of(&row)?).or_default();
        hall.sum.visit(&VisitFigure { day, ended }, n, &days);
    }
    for row in moment.query(READ_RATINGS, &span)? {
        let level: Option<i16> = row.try_get(1)?;
        let level = level.and_then(|level| u8::try_from(level).ok());
        let rating = RatingFigure {
            day,
            given: level.map(|level| (Hlc(0), level)),
            unrated: row.try_get(2)?,
            excluded: row.try_get(3)?,
        };
        let n = row.try_get::<_, i64>(4)?.unsigned_abs();
        let hall = halls.entry(org_of(&row)?).or_default();
        hall.sum.rating(&rating, n, &days);
    }
    for row in moment.query(READ_CASES, &span)? {
        let hall = halls.entry(org_of(&row)?).or_default();
        hall.sum.case(&case_of(&row)?, &days);
    }
    Ok(halls)
}

fn marks(moment: &mut Transaction<'_>) -> Result<Halls, HubError> {
    let mut halls = Halls::new();
    for row in moment.query(MARKS, &[])? {
        let (log, hash): (&[u8], &[u8]) = (row.try_get(1)?, row.try_get(3)?);
        let log = log.try_into().map(LogId);
        if let (Ok(log), Some(hash)) = (log, Hash::from_slice(hash)) {
            let hall = halls.entry(org_of(&row)?).or_default();
            hall.marks.push(Mark {
                log,
                seq: row.try_get::<_, i64>(2)?.unsigned_abs(),
                hash: hash.to_string(),
            });
        }
    }
    Ok(halls)
}

fn org_of(row: &Row) -> Result<Org, HubError> {
    let code: i64 = row.try_get(0)?;
    Org::new(code).ok_or(HubError::Range(code.unsigned_abs()))
}

/// Reads what counts of a case; of several facts the table kept the one that holds.
fn case_of(row: &Row) -> Result<CaseFigure, HubError> {
    let (due, ended): (Option<NaiveDate>, Option<NaiveDate>) = (row.try_get(3)?, row.try_get(5)?);
    let paused: Option<bool> = row.try_get(4)?;
    let how: Option<&str> = row.try_get(6)?;
    Ok(CaseFigure {
        came: row.try_get(1)?,
        accepted: row.try_get(2)?,
        due: due.map(|due| (Hlc(0), due)),
        paused: paused.map(|still| (Hlc(0), still)),
        ended: ended
            .zip(how.and_then(End::from_word))
            .map(|(day, end)| (Hlc(0), day, end)),
        ..CaseFigure::default()
    })
}

/// Counts some days from what this store received of its children and told them: the same figures
/// without a server. One organisation after another, so that it takes no more memory than one.
///
/// # Errors
/// The store's own error.
pub fn of_store(store: &Store, days: Days) -> Result<Halls, StoreError> {
    count(store, days, &|_, _| u64::MAX)
}

/// Counts some days up to some entries: of each organisation only the logs that are marked.
///
/// # Errors
/// The store's own error.
pub fn up_to(store: &Store, days: Days, marks: &[(Org, Mark)]) -> Result<Halls, StoreError> {
    count(store, days, &|org, log| {
        let mark = marks
            .iter()
            .find(|(of, mark)| (*of, mark.log) == (org, log));
        mark.map_or(0, |(_, mark)| mark.seq)
    })
}

/// Returns the first mark whose entry is not in this store, or is another one.
///
/// # Errors
/// The store's own error.
pub fn missing<'m>(
    store: &Store,
    marks: &'m [(Org, Mark)],
) -> Result<Option<&'m (Org, Mark)>, StoreError> {
    let sources = fill::sources(store)?;
    for known in marks {
        let (org, mark) = known;
        let holds = |source: &&Source| {
            (source.org, source.log) == (*org, mark.log)
                && source.base < mark.seq
                && mark.seq <= source.seq
        };
        let hash = match sources.iter().find(holds) {
            Some(source) => source.hash_at(store, mark.seq)?,
            None => None,
        };
        if hash.is_none_or(|hash| hash.to_string() != mark.hash) {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

/// Returns the logs of some organisations that are in this store and that no mark names.
///
/// # Errors
/// The store's own error.
pub fn unmarked(
    store: &Store,
    orgs: &[Org],
    marks: &[(Org, Mark)],
) -> Result<Vec<(Org, LogId)>, StoreError> {
    let mut logs: Vec<(Org, LogId)> = fill::sources(store)?
        .into_iter()
        .filter(|source| source.seq > source.base && orgs.contains(&source.org))
        .map(|source| (source.org, source.log))
        .collect();
    logs.retain(|(org, log)| {
        let mut known = marks.iter();
        !known.any(|(of, mark)| (*of, mark.log) == (*org, *log))
    });
    logs.sort_unstable();
    logs.dedup();
    Ok(logs)
}

fn count(
    store: &Store,
    days: Days,
    last_of: &dyn Fn(Org, LogId) -> u64,
) -> Result<Halls, StoreError> {
    let mut sources: BTreeMap<Org, Vec<Source>> = BTreeMap::new();
    for source in fill::sources(store)? {
        sources.entry(source.org).or_default().push(source);
    }
    let mut halls = Halls::new();
    for (org, sources) in sources {
        let mut figures = Figures::default();
        let mut marks: BTreeMap<LogId, Mark> = BTreeMap::new();
        for source in &sources {
            let last = last_of(org, source.log);
            if let Some(mark) = fold(store, source, last, &mut figures)? {
                let known = marks.entry(source.log).or_insert_with(|| mark.clone());
                if known.seq < mark.seq {
                    *known = mark;
                }
            }
        }
        if !figures.is_empty() {
            let sum = summarise(&figures, &days);
            let marks = marks.into_values().collect();
            halls.insert(org, Counted { sum, marks });
        }
    }
    Ok(halls)
}

/// Counts a log up to an entry, and returns the last that was counted.
fn fold(
    store: &Store,
    source: &Source,
    last: u64,
    figures: &mut Figures,
) -> Result<Option<Mark>, StoreError> {
    let mut counted = None;
    let mut next = source.base + 1;
    while next <= last {
        let run = source.run(store, next)?;
        let Some(end) = run.last() else { break };
        next = end.envelope.seq + 1;
        for entry in run.iter().filter(|entry| entry.envelope.seq <= last) {
            figures.count(entry);
            counted = Some((entry.envelope.seq, entry.hash));
        }
    }
    Ok(counted.map(|(seq, hash)| Mark {
        log: source.log,
        seq,
        hash: hash.to_string(),
    }))
}
