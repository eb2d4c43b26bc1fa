//! The county's figures: what an entry adds to them, wherever they are kept.
//!
//! Entries come in night by night, of many logs, in any order. So a case keeps for each of its
//! facts the latest by logical time, and a day only counts up: whatever the order, the same entries
//! give the same figures, as long as each is counted once.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::entry::Entry;
use crate::domain::entry::Envelope;
use crate::domain::entry::Hlc;
use crate::domain::event::EntryRehomed;
use crate::domain::event::Event;
use crate::domain::event::Kind;
use crate::domain::event::Promise;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::domain::visit::VisitEnd;

pub mod summary;

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    /// Done.
    Done,
    /// Refused with a reason.
    Refused,
    /// Withdrawn by the applicant.
    Withdrawn,
    /// Lapsed, as deferred papers never came.
    Lapsed,
}

impl End {
    /// All ends.
    pub const ALL: [End; 4] = [End::Done, End::Refused, End::Withdrawn, End::Lapsed];

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<End> {
        End::ALL.into_iter().find(|end| end.word() == word)
    }

    /// Returns the word kept in tables.
    pub fn word(self) -> &'static str {
        match self {
            End::Done => "done",
            End::Refused => "refused",
            End::Withdrawn => "withdrawn",
            End::Lapsed => "lapsed",
        }
    }
}

/// A case as the county sees it: no name, no number of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFigure {
    /// Its number for people.
    pub number: Option<String>,
    /// The matter's code.
    pub matter: Option<String>,
    /// The centre that does the work.
    pub centre: Option<Centre>,
    /// The local day of acceptance.
    pub accepted: Option<NaiveDate>,
    /// The promised day with the time it was given; none when done on the spot. No day with a time: from
    /// then on the clock stands still (rule L6).
    pub due: Option<(Hlc, Option<NaiveDate>)>,
    /// The local day of its end and how, with the time it was told.
    pub ended: Option<(Hlc, NaiveDate, End)>,
}

impl CaseFigure {
    /// Adds what another part of its entries says; the order does not matter.
    pub fn merge(&mut self, other: CaseFigure) {
        self.number = self.number.take().max(other.number);
        self.matter = self.matter.take().max(other.matter);
        self.centre = self.centre.max(other.centre);
        self.accepted = self.accepted.max(other.accepted);
        self.due = self.due.max(other.due);
        self.ended = self.ended.max(other.ended);
    }

    /// Returns whether it was done by the promised day; `None` while it is not done.
    pub fn on_time(&self) -> Option<bool> {
        let (_, day, end) = self.ended?;
        let due = self.due.and_then(|(_, due)| due);
        (end == End::Done).then(|| due.is_none_or(|due| day <= due))
    }
}

/// What is counted for each day of an organisation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayFigure {
    /// Numbers taken, and residents served without one.
    pub tickets: i64,
    /// Visits that ended served.
    pub served: i64,
    /// Ratings asked for.
    pub invited: i64,
    /// Ratings given, from level 5 down to 1.
    pub levels: [i64; 5],
    /// Ratings nobody gave in time.
    pub unrated: i64,
    /// Ratings that left the score after an appeal, in no level.
    pub excluded: i64,
}

impl DayFigure {
    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &DayFigure) {
        self.tickets += other.tickets;
        self.served += other.served;
        self.invited += other.invited;
        self.unrated += other.unrated;
        self.excluded += other.excluded;
        for (mine, theirs) in self.levels.iter_mut().zip(other.levels) {
            *mine += theirs;
        }
    }

    /// Returns how many ratings were given: the number beside any share of them.
    pub fn rated(&self) -> i64 {
        self.levels.iter().sum()
    }
}

/// Whose a case became: later ones by custody number, then by logical time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Custody {
    /// The number of the change.
    pub no: u32,
    /// When it was told.
    pub at: Hlc,
    /// Whose it is now; `None` for whoever told it.
    pub to: Option<Org>,
}

/// What some entries add to the figures of one organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Cases by name.
    pub cases: BTreeMap<CaseId, CaseFigure>,
    /// Days.
    pub days: BTreeMap<NaiveDate, DayFigure>,
    /// The last change of custody of cases that had one.
    pub custody: BTreeMap<CaseId, Custody>,
    /// Entries that may say something and that this version cannot read; they count for nothing
    /// until it can.
    pub unread: u64,
}

impl Figures {
    /// Counts an entry; each may be counted only once. `again` says of an entry that was told again
    /// whether it counts here: a site that was put back more than once may tell it more than once.
    pub fn count(
        &mut self,
        entry: &Entry,
        zone: Zone,
        again: &mut dyn FnMut(&EntryRehomed) -> bool,
    ) {
        if let Some(body) = &entry.body {
            self.count_body(&entry.envelope, body, zone, again);
        }
    }

    fn count_body(
        &mut self,
        envelope: &Envelope,
        body: &[u8],
        zone: Zone,
        again: &mut dyn FnMut(&EntryRehomed) -> bool,
    ) {
        if says_nothing(envelope.kind) {
            return;
        }
        match Event::decode(envelope.kind, body) {
            // What a copied site tells again counts as it would have the first time.
            Ok(Some(Event::EntryRehomed(told))) => match told.told() {
                Some((envelope, body)) if again(&told) => {
                    self.count_body(&envelope, &body, zone, &mut |_| false);
                }
                Some(_) => {}
                None => self.unread += 1,
            },
            Ok(Some(event)) => self.event(event, envelope.hlc, envelope.wall, zone),
            Ok(None) | Err(_) => self.unread += 1,
        }
    }

    fn event(&mut self, event: Event, at: Hlc, wall: UtcMs, zone: Zone) {
        let today = zone.day(wall);
        match event {
            Event::TicketIssued(e) => self.day(e.day).tickets += 1,
            Event::VisitEnded(e) if e.end == VisitEnd::Served => self.day(today).served += 1,
            Event::RatingInvited(e) => self.day(e.day).invited += 1,
            Event::RatingTimeout(_) => self.day(today).unrated += 1,
            Event::RatingGiven(e) => {
                // Of a rating given some days later the question was noted as unrated before.
                if let Some(noted) = e.late {
                    self.day(noted).unrated -= 1;
                }
                let place = usize::from(5_u8.wrapping_sub(e.level));
                if let Some(level) = self.day(today).levels.get_mut(place) {
                    *level += 1;
                }
            }
            Event::AppealDecided(e) => {
                let Some(rated) = e.rated.filter(|_| e.excluded) else {
                    return;
                };
                let day = self.day(rated.day);
                day.excluded += 1;
                let place = usize::from(5_u8.wrapping_sub(rated.level));
                if let Some(level) = day.levels.get_mut(place) {
                    *level -= 1;
                }
            }
            other => self.case_event(other, at),
        }
    }

    fn case_event(&mut self, event: Event, at: Hlc) {
        let (case, no, to) = match event {
            Event::CaseShared(e) => (e.case, e.custody, Some(e.custodian)),
            Event::CustodyHanded(e) => (e.case, e.custody, Some(e.to)),
            Event::CustodyTaken(e) => (e.case, e.custody, None),
            other => return self.case_fact(other, at),
        };
        let new = Custody { no, at, to };
        let known = self.custody.entry(case).or_insert(new);
        *known = (*known).max(new);
    }

    fn case_fact(&mut self, event: Event, at: Hlc) {
        let due = |promise: &Promise| Some((at, Some(real(promise.due))));
        let (case, figure) = match event {
            Event::CaseAccepted(e) => {
                // Without a promise it was done on the spot.
                let on_the_spot = e.promise.is_none().then_some((at, real(e.day), End::Done));
                let figure = CaseFigure {
                    number: Some(plain(e.number)),
                    matter: Some(plain(e.matter)),
                    centre: Some(e.centre),
                    accepted: Some(real(e.day)),
                    due: e.promise.as_ref().and_then(due),
                    ended: on_the_spot,
                };
                (e.case, figure)
            }
            Event::CaseReceived(e) => {
                let figure = CaseFigure {
                    number: Some(plain(e.number)),
                    matter: Some(plain(e.matter)),
                    centre: Some(e.centre),
                    ..CaseFigure::default()
                };
                (e.case, figure)
            }
            Event::CaseDeemed(e) => {
                let figure = CaseFigure {
                    accepted: Some(real(e.received)),
                    due: due(&e.promise),
                    ..CaseFigure::default()
                };
                (e.case, figure)
            }
            Event::CasePaused(e) => (e.case, promised(Some((at, None)))),
            Event::CaseResumed(e) => (e.case, promised(due(&e.promise))),
            Event::CaseExtended(e) => (e.case, promised(due(&e.promise))),
            Event::CaseJoined(e) => (e.case, promised(due(&e.promise))),
            Event::CaseRedated(e) => (e.case, promised(due(&e.promise))),
            Event::CaseDone(e) => (e.case, ended(at, e.day, End::Done)),
            Event::CaseRefused(e) => (e.case, ended(at, e.day, End::Refused)),
            Event::CaseWithdrawn(e) => (e.case, ended(at, e.day, End::Withdrawn)),
            Event::CaseLapsed(e) => (e.case, ended(at, e.day, End::Lapsed)),
            _ => return,
        };
        self.cases.entry(case).or_default().merge(figure);
    }

    fn day(&mut self, day: NaiveDate) -> &mut DayFigure {
        self.days.entry(real(day)).or_default()
    }
}

/// Returns a text as every database keeps it: no program of ours writes a NUL, and whoever does must
/// not keep the county from its figures.
fn plain(text: String) -> String {
    match text.contains('\0') {
        true => text.replace('\0', ""),
        false => text,
    }
}

/// Returns a day as every database keeps it; one outside becomes the first or the last.
fn real(day: NaiveDate) -> NaiveDate {
    let year = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    match (year(1), year(9_999)) {
        (Some(first), Some(last)) => day.clamp(first, last),
        _ => day,
    }
}

fn promised(due: Option<(Hlc, Option<NaiveDate>)>) -> CaseFigure {
    CaseFigure {
        due,
        ..CaseFigure::default()
    }
}

fn ended(at: Hlc, day: NaiveDate, end: End) -> CaseFigure {
    CaseFigure {
        ended: Some((at, real(day), end)),
        ..CaseFigure::default()
    }
}

/// Whether entries of a kind are many and never count: they need not be read. The ways of a ticket
/// and of an errand, and the register of people.
fn says_nothing(kind: Kind) -> bool {
    matches!(kind.0, 31..=41 | 50..=51 | 62..=65)
}

#[cfg(test)]
mod tests;
