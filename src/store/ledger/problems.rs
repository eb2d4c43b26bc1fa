//! What the logs of other sites say about the problems that are registered there, and at the sites
//! below those.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::domain::entry::Hash;
use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::entry::unhex;
use crate::domain::event::Event;
use crate::domain::event::Kind;
use crate::domain::problem;
use crate::domain::problem::Problem;
use crate::domain::receipt::Receipt;
use crate::domain::site::Org;
use crate::store::Writer;
use crate::store::error::StoreError;
use crate::store::far;
use crate::store::ledger::FAR_COLUMNS;
use crate::store::ledger::Stored;
use crate::store::ledger::stored;
use crate::store::view;

const LOOK: &str = "read the problems of a site";
/// Which entries may say something; to the letter as in the index, else it is not used.
const ABOUT: &str = "(kind = 8 OR (kind >= 240 AND kind <= 249))";

/// What an entry says, with its code.
type Said = (String, Event);

/// A site's word about a problem: when, the code of the entry, and what it says.
pub(crate) type Word = (Hlc, String, Event);

/// What a site said about its problems, and up to which entry of which log that is.
pub(crate) struct ToPass {
    pub(crate) words: Vec<Word>,
    pub(crate) marks: Vec<(LogId, u64)>,
}

/// Reads the problems of another site as its own logs tell them, and those of the sites below it that
/// it passed on, each with what that site is called; in the order in which they were registered. The
/// text is the one that was typed there, and nothing is left out.
///
/// Source: rule A12 of the hall: the county sees what the villages wrote.
///
/// # Errors
/// The store's own error; nothing that the other site said is one.
pub fn problems(db: &Connection, org: Org) -> Result<Vec<(Option<String>, Problem)>, StoreError> {
    let sql = format!("SELECT {FAR_COLUMNS} FROM far_entries WHERE {ABOUT} AND fno = ?1");
    let mut found = Vec::new();
    for log in far::logs(db, org)? {
        let rows = view::rows(db, LOOK, &sql, [log.fno], stored)?;
        found.extend(rows.iter().filter_map(told));
    }
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut whose: BTreeMap<Option<Org>, (Option<String>, Vec<Said>)> = BTreeMap::new();
    for (_, entry, event) in found {
        let (org, site, word) = match event {
            Event::ProblemPassed(e) => (Some(e.org), Some(e.site), (e.entry, e.told.into())),
            event => (None, None, (entry, event)),
        };
        let words = whose.entry(org).or_default();
        words.0 = site.or(words.0.take());
        words.1.push(word);
    }
    let of_site = |(site, words): (Option<String>, Vec<Said>)| {
        let problems = problem::fold(words).into_iter();
        problems.map(move |problem| (site.clone(), problem))
    };
    Ok(whose.into_values().flat_map(of_site).collect())
}

/// Reads what a site's own logs said about its problems behind what was passed on before, the oldest
/// first and at most so many of each log, and up to where each was read now.
///
/// # Errors
/// The store's own error.
pub(crate) fn to_pass(db: &Connection, org: Org, most: usize) -> Result<ToPass, StoreError> {
    let sql = format!(
        "SELECT {FAR_COLUMNS} FROM far_entries
         WHERE {ABOUT} AND fno = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3"
    );
    let (mut words, mut marks) = (Vec::new(), Vec::new());
    for log in far::logs(db, org)? {
        let from = passed(db, log.log)?;
        let limits = (log.fno, from as i64, most as i64);
        let rows = view::rows(db, LOOK, &sql, limits, stored)?;
        if let Some(last) = rows.last() {
            marks.push((log.log, last.envelope.seq));
        }
        let said = rows.iter().filter_map(told);
        words.extend(said.filter(|word| !matches!(word.2, Event::ProblemPassed(_))));
    }
    words.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    Ok(ToPass { words, marks })
}

fn key(log: LogId) -> String {
    format!("passed {log}")
}

fn passed(db: &Connection, log: LogId) -> Result<u64, StoreError> {
    let sql = "SELECT v FROM meta WHERE k = ?1";
    let found = view::rows(db, LOOK, sql, [key(log)], |row| row.get::<_, String>(0))?;
    let mark = found.first().and_then(|text| text.parse().ok());
    Ok(mark.unwrap_or(0))
}

impl Writer<'_> {
    /// Notes up to which entry what a log said about problems was passed on.
    pub(crate) fn mark_passed(&self, (log, seq): (LogId, u64)) -> Result<(), StoreError> {
        let sql = "INSERT INTO meta (k, v) VALUES (?1, ?2) ON CONFLICT (k) DO UPDATE SET v = ?2";
        let what = "note what was passed on";
        view::run(self.db(), what, sql, (key(log), seq.to_string())).map(drop)
    }
}

/// Reads what one entry says, with its code; one that was told again says it as it did. What cannot be
/// read, and what is about something else, says nothing.
fn told(stored: &Stored) -> Option<Word> {
    let about = |kind: Kind| Kind::PROBLEMS.contains(&kind.0);
    let (envelope, body, hash) = match stored.event() {
        Ok(Some(Event::EntryRehomed(again))) => {
            let (envelope, body) = again.told()?;
            (envelope, body, Hash(unhex(&again.hash)?))
        }
        _ => (stored.envelope.clone(), stored.body.clone()?, stored.hash),
    };
    let event = Some(envelope.kind).filter(|kind| about(*kind));
    let event = Event::decode(event?, &body).ok().flatten()?;
    let entry = Receipt::of(envelope.seq, &hash).to_string();
    Some((envelope.hlc, entry, event))
}
