//! The county's figures: what an entry adds to them, wherever they are kept.
//!
//! Entries come in night by night, of many logs, in any order, some of them told again. So each visit,
//! rating and case keeps for each of its facts the first or the latest by logical time: whatever the
//! order, and however often one comes, the same entries give the same figures. What is made of them is
//! [`summary::Summary`], with the hall's own definitions.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::entry::Entry;
use crate::domain::entry::Envelope;
use crate::domain::entry::Hlc;
use crate::domain::event::Event;
use crate::domain::event::Kind;
use crate::domain::event::Promise;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::ids::ErrandId;
use crate::domain::ids::VisitId;
use crate::domain::rating::Level;
use crate::domain::site::Org;
use crate::domain::visit::VisitEnd;

pub mod posted;
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
    /// The local day its papers came, for which its acceptance counts.
    pub came: Option<NaiveDate>,
    /// The local day of acceptance; none while its papers were only taken in.
    pub accepted: Option<NaiveDate>,
    /// The promised day with the time it was given; none when done on the spot.
    pub due: Option<(Hlc, NaiveDate)>,
    /// Whether its clock stands still (rule L6), with the time that was told.
    pub paused: Option<(Hlc, bool)>,
    /// The local day of its end and how, with the time it was told.
    pub ended: Option<(Hlc, NaiveDate, End)>,
}

impl CaseFigure {
    /// Adds what another part of its entries says; the order does not matter.
    pub fn merge(&mut self, other: CaseFigure) {
        self.number = self.number.take().max(other.number);
        self.matter = self.matter.take().max(other.matter);
        self.centre = self.centre.max(other.centre);
        self.came = first(self.came, other.came);
        self.accepted = self.accepted.max(other.accepted);
        self.due = self.due.max(other.due);
        self.paused = self.paused.max(other.paused);
        self.ended = self.ended.max(other.ended);
    }
}

/// A visit as the county sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VisitFigure {
    /// The local day it began; none while only its end is known.
    pub day: Option<NaiveDate>,
    /// How it ended, with the time that was told; the first end stands.
    pub ended: Option<(Hlc, VisitEnd)>,
}

impl VisitFigure {
    /// Adds what another part of its entries says; the order does not matter.
    pub fn merge(&mut self, other: VisitFigure) {
        self.day = first(self.day, other.day);
        let key = |ended: &(Hlc, VisitEnd)| (ended.0, ended.1.word());
        let both = [self.ended, other.ended].into_iter().flatten();
        self.ended = both.min_by_key(key);
    }
}

/// A rating as the county sees it: never who gave it (rule R6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RatingFigure {
    /// The local day it was asked for, for which it counts whenever it is given; none while only what
    /// became of it is known.
    pub day: Option<NaiveDate>,
    /// Its level, with the time it was given; the first stands (rule R2).
    pub given: Option<(Hlc, u8)>,
    /// Whether nobody gave it in time; one given some days later is rated all the same (rule R3).
    pub unrated: bool,
    /// Whether it left the score after an appeal (rule B5).
    pub excluded: bool,
}

impl RatingFigure {
    /// Adds what another part of its entries says; the order does not matter.
    pub fn merge(&mut self, other: RatingFigure) {
        self.day = first(self.day, other.day);
        self.given = first(self.given, other.given);
        self.unrated |= other.unrated;
        self.excluded |= other.excluded;
    }
}

/// Returns the lesser of two, where there are two.
fn first<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    one.into_iter().chain(other).min()
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
    /// Visits by name.
    pub visits: BTreeMap<VisitId, VisitFigure>,
    /// Ratings by the errand that was rated.
    pub ratings: BTreeMap<ErrandId, RatingFigure>,
    /// The last change of custody of cases that had one.
    pub custody: BTreeMap<CaseId, Custody>,
    /// Entries that may say something and that this version cannot read; they count for nothing
    /// until it can.
    pub unread: u64,
}

impl Figures {
    /// Returns whether there is nothing to tell of.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.visits.is_empty() && self.ratings.is_empty()
    }

    /// Counts an entry; one that is counted again changes nothing.
    pub fn count(&mut self, entry: &Entry) {
        if let Some(body) = &entry.body {
            self.count_body(&entry.envelope, body);
        }
    }

    fn count_body(&mut self, envelope: &Envelope, body: &[u8]) {
        if says_nothing(envelope.kind) {
            return;
        }
        match Event::decode(envelope.kind, body) {
            // What a copied site tells again counts as it would have the first time.
            Ok(Some(Event::EntryRehomed(told))) => match told.told() {
                Some((envelope, body)) => self.count_body(&envelope, &body),
                None => self.unread += 1,
            },
            Ok(Some(event)) => self.event(event, envelope.hlc),
            Ok(None) | Err(_) => self.unread += 1,
        }
    }

    fn event(&mut self, event: Event, at: Hlc) {
        match event {
            Event::TicketIssued(e) => self.visit(e.visit, |v| v.day = Some(real(e.day))),
            Event::VisitEnded(e) => self.visit(e.visit, |v| v.ended = Some((at, e.end))),
            Event::RatingInvited(e) => self.rating(e.errand, |r| r.day = Some(real(e.day))),
            Event::RatingTimeout(e) => self.rating(e.errand, |r| r.unrated = true),
            Event::RatingGiven(e) if Level::of(e.level).is_some() => {
                self.rating(e.errand, |r| r.given = Some((at, e.level)));
            }
            Event::AppealDecided(e) if e.excluded => self.rating(e.errand, |r| r.excluded = true),
            other => self.case_event(other, at),
        }
    }

    fn visit(&mut self, visit: VisitId, says: impl FnOnce(&mut VisitFigure)) {
        let mut said = VisitFigure::default();
        says(&mut said);
        self.visits.entry(visit).or_default().merge(said);
    }

    fn rating(&mut self, errand: ErrandId, says: impl FnOnce(&mut RatingFigure)) {
        let mut said = RatingFigure::default();
        says(&mut said);
        self.ratings.entry(errand).or_default().merge(said);
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
        let due = |promise: &Promise| Some((at, real(promise.due)));
        let goes_on = |promise: &Promise| CaseFigure {
            due: due(promise),
            ..CaseFigure::default()
        };
        let (case, figure) = match event {
            Event::CaseAccepted(e) => {
                // Without a promise it was done on the spot.
                let on_the_spot = e.promise.is_none().then_some((at, real(e.day), End::Done));
                let figure = CaseFigure {
                    number: Some(plain(e.number)),
                    matter: Some(plain(e.matter)),
                    centre: Some(e.centre),
                    came: Some(real(e.day)),
                    accepted: Some(real(e.day)),
                    due: e.promise.as_ref().and_then(due),
                    paused: None,
                    ended: on_the_spot,
                };
                (e.case, figure)
            }
            Event::CaseReceived(e) => {
                let figure = CaseFigure {
                    number: Some(plain(e.number)),
                    matter: Some(plain(e.matter)),
                    centre: Some(e.centre),
                    came: Some(real(e.day)),
                    ..CaseFigure::default()
                };
                (e.case, figure)
            }
            Event::CaseDeemed(e) => {
                let figure = CaseFigure {
                    came: Some(real(e.received)),
                    accepted: Some(real(e.received)),
                    ..goes_on(&e.promise)
                };
                (e.case, figure)
            }
            Event::CasePaused(e) => (e.case, clock_stands(at, true)),
            Event::CaseResumed(e) => {
                let figure = CaseFigure {
                    due: due(&e.promise),
                    ..clock_stands(at, false)
                };
                (e.case, figure)
            }
            Event::CaseExtended(e) => (e.case, goes_on(&e.promise)),
            Event::CaseJoined(e) => (e.case, goes_on(&e.promise)),
            // By when the result is handed over is no promise of when it is decided.
            Event::CaseRedated(e) if e.deliver => return,
            Event::CaseRedated(e) => (e.case, goes_on(&e.promise)),
            Event::CaseDone(e) => (e.case, ended(at, e.day, End::Done)),
            Event::CaseRefused(e) => (e.case, ended(at, e.day, End::Refused)),
            Event::CaseWithdrawn(e) => (e.case, ended(at, e.day, End::Withdrawn)),
            Event::CaseLapsed(e) => (e.case, ended(at, e.day, End::Lapsed)),
            _ => return,
        };
        self.cases.entry(case).or_default().merge(figure);
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

fn clock_stands(at: Hlc, still: bool) -> CaseFigure {
    CaseFigure {
        paused: Some((at, still)),
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
