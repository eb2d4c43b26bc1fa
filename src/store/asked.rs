//! What the logs of a site say about ratings: what its pads asked, and what came of it.
//!
//! Read from the entries themselves and not from the views: an answer that is only in a table is none.

use rusqlite::Connection;

use crate::domain::entry::Envelope;
use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::event::Event;
use crate::domain::event::Kind;
use crate::domain::ids::ErrandId;
use crate::domain::missing::Asked;
use crate::domain::missing::Noted;
use crate::domain::missing::PadLine;
use crate::domain::missing::Place;
use crate::domain::missing::Told;
use crate::domain::missing::When;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::Writer;
use crate::store::error::StoreError;
use crate::store::far;
use crate::store::ledger;
use crate::store::view;

const LOOK: &str = "read what was asked";
/// The kind `log.anchored`.
const ANCHORED: Kind = Kind(9);

/// A log to be read.
struct Log {
    id: LogId,
    is_pad: bool,
    table: &'static str,
    number: i64,
    last: u64,
}

/// Reads what a site's logs say about ratings, its questions from behind those that were judged:
/// another site's, or `None` for this one's.
///
/// # Errors
/// The store's own error.
pub fn read(db: &Connection, whose: Option<Org>) -> Result<Told, StoreError> {
    let logs = logs(db, whose)?;
    let mut told = Told::default();
    for log in logs.iter().filter(|log| !log.is_pad) {
        questions(db, log, &mut told)?;
    }
    for log in logs.iter().filter(|log| log.is_pad) {
        let here = told.here.entry(log.id).or_default();
        *here = log.last.max(*here);
    }
    let Some(first) = told.asked.iter().map(|asked| asked.when.0).min() else {
        return Ok(told);
    };
    for log in logs.iter().filter(|log| log.is_pad) {
        answers(db, log, first, &mut told)?;
    }
    Ok(told)
}

/// Returns the marks behind which a site's questions are judged next, where they moved: before the
/// first that waits, else at the end of each log.
///
/// # Errors
/// The store's own error.
pub fn marks(
    db: &Connection,
    whose: Option<Org>,
    pending: &[Place],
) -> Result<Vec<Place>, StoreError> {
    let mut moved = Vec::new();
    for log in logs(db, whose)?.iter().filter(|log| !log.is_pad) {
        let waits = pending.iter().filter(|place| place.0 == log.id);
        let first = waits.map(|place| place.1).min();
        let mark = first.map_or(log.last, |first| first - 1);
        if mark > marked(db, log.id)? {
            moved.push((log.id, mark));
        }
    }
    Ok(moved)
}

fn key(log: LogId) -> String {
    format!("asked {log}")
}

fn marked(db: &Connection, log: LogId) -> Result<u64, StoreError> {
    let sql = "SELECT v FROM meta WHERE k = ?1";
    let found = view::rows(db, LOOK, sql, [key(log)], |row| row.get::<_, String>(0))?;
    let mark = found.first().and_then(|text| text.parse().ok());
    Ok(mark.unwrap_or(0))
}

impl Writer<'_> {
    /// Notes up to which entry of a log the questions are judged.
    ///
    /// # Errors
    /// The store's own error.
    pub fn mark_asked(&self, (log, seq): Place) -> Result<(), StoreError> {
        let sql = "INSERT INTO meta (k, v) VALUES (?1, ?2) ON CONFLICT (k) DO UPDATE SET v = ?2";
        let what = "note what was judged";
        view::run(self.db(), what, sql, (key(log), seq.to_string())).map(drop)
    }
}

/// The logs that go up, of a site or of this one; of this one also as they came back.
fn logs(db: &Connection, whose: Option<Org>) -> Result<Vec<Log>, StoreError> {
    let mut logs = Vec::new();
    let mut add = |id, audience: &str, table, number, last| {
        let is_pad = audience == Audience::Pad.word();
        if is_pad || audience == Audience::Up.word() {
            logs.push(Log {
                id,
                is_pad,
                table,
                number,
                last,
            });
        }
    };
    let own = match whose {
        Some(_) => None,
        None => {
            for head in ledger::heads(db)? {
                add(head.log, &head.audience, "entries", head.lno, head.seq);
            }
            view::sites::own(db)?.map(|own| own.org)
        }
    };
    if let Some(org) = whose.or(own) {
        for log in far::logs(db, org)? {
            if whose.is_some() || log.returned {
                add(log.log, &log.audience, "far_entries", log.fno, log.seq);
            }
        }
    }
    Ok(logs)
}

fn column(log: &Log) -> &'static str {
    match log.table {
        "entries" => "lno",
        _ => "fno",
    }
}

/// A row as far as it is needed here.
struct Line {
    seq: u64,
    kind: Kind,
    when: When,
    body: Option<Vec<u8>>,
}

impl Line {
    /// Returns what it says and when that was; what was told again speaks as it did.
    fn event(&self) -> Option<(Event, When)> {
        let body = self.body.as_ref()?;
        match Event::decode(self.kind, body).ok().flatten()? {
            Event::EntryRehomed(told) => {
                let (envelope, body) = told.told()?;
                let Envelope { hlc, wall, .. } = envelope;
                let event = Event::decode(envelope.kind, &body).ok().flatten()?;
                Some((event, (hlc, wall)))
            }
            event => Some((event, self.when)),
        }
    }
}

fn lines(db: &Connection, log: &Log, from: u64, kinds: &str) -> Result<Vec<Line>, StoreError> {
    let (table, column) = (log.table, column(log));
    let sql = format!(
        "SELECT seq, kind, hlc, wall_ms, CASE WHEN kind IN ({kinds}) THEN body END FROM {table}
         WHERE {column} = ?1 AND seq >= ?2 AND ({pads} OR kind IN ({kinds})) ORDER BY seq",
        pads = log.is_pad,
    );
    view::rows(db, LOOK, &sql, (log.number, from as i64), |row| {
        Ok(Line {
            seq: row.get::<_, i64>(0)? as u64,
            kind: Kind(row.get(1)?),
            when: (Hlc(row.get::<_, i64>(2)? as u64), UtcMs(row.get(3)?)),
            body: row.get(4)?,
        })
    })
}

/// Reads what was asked and what is noted of the pads' logs: the kinds `entry.rehomed`,
/// `log.anchored` and `rating.invited`.
fn questions(db: &Connection, log: &Log, told: &mut Told) -> Result<(), StoreError> {
    for line in lines(db, log, marked(db, log.id)? + 1, "8, 9, 70")? {
        let place = (log.id, line.seq);
        match line.event() {
            Some((Event::RatingInvited(e), when)) => told.asked.push(Asked {
                errand: e.errand,
                window: e.window,
                staff: e.staff,
                matter_name: e.matter_name,
                day: e.day,
                when,
                place,
            }),
            // One that was told again notes a log that went another way than the one that is here.
            Some((Event::LogAnchored(e), when))
                if e.audience == Audience::Pad.word() && line.kind == ANCHORED =>
            {
                told.noted.push(Noted {
                    log: e.log.0,
                    seq: e.seq,
                    when,
                    place,
                });
            }
            _ => {}
        }
    }
    let end = when_at(db, log, log.last)?;
    told.last = told.last.max(end);
    Ok(())
}

/// Reads the lines of a log of the pads from a logical time on.
fn answers(db: &Connection, log: &Log, first: Hlc, told: &mut Told) -> Result<(), StoreError> {
    let from = first_since(db, log, first)?;
    for line in lines(db, log, from, "8, 71, 72")? {
        let reached = PadLine {
            when: line.when,
            answers: None,
        };
        let answer = |errand: ErrandId, when| PadLine {
            when,
            answers: Some(errand),
        };
        told.pads.push(reached);
        match line.event() {
            Some((Event::RatingGiven(e), when)) => told.pads.push(answer(e.errand, when)),
            Some((Event::RatingTimeout(e), when)) => told.pads.push(answer(e.errand, when)),
            _ => {}
        }
    }
    Ok(())
}

fn when_at(db: &Connection, log: &Log, seq: u64) -> Result<Option<When>, StoreError> {
    let (table, column) = (log.table, column(log));
    let sql = format!(
        "SELECT hlc, wall_ms FROM {table} WHERE {column} = ?1 AND seq >= ?2 ORDER BY seq LIMIT 1"
    );
    let found = view::rows(db, LOOK, &sql, (log.number, seq as i64), |row| {
        Ok((Hlc(row.get::<_, i64>(0)? as u64), UtcMs(row.get(1)?)))
    })?;
    Ok(found.into_iter().next())
}

/// Returns the first entry of a log that is not before a logical time, which only grows within it.
fn first_since(db: &Connection, log: &Log, since: Hlc) -> Result<u64, StoreError> {
    let (mut low, mut high) = (1, log.last + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        match when_at(db, log, middle)? {
            Some((hlc, _)) if hlc < since => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}
