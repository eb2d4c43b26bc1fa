//! A job, folded from what its sites have said.

use std::cmp::Reverse;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::custody::Mark;
use crate::domain::custody::Told;
use crate::domain::custody::mark;
use crate::domain::custody::once;
use crate::domain::entry::EntryRef;
use crate::domain::entry::Hlc;
use crate::domain::event::Event;
use crate::domain::event::JobDone;
use crate::domain::event::JobMissed;
use crate::domain::event::JobOpened;
use crate::domain::event::JobSent;
use crate::domain::event::JobTold;
use crate::domain::hotline::Nearness;
use crate::domain::hotline::Spot;
use crate::domain::hotline::Station;
use crate::domain::hotline::door;
use crate::domain::hotline::may_tell;
use crate::domain::ids::StaffNo;
use crate::domain::rating::Level;
use crate::domain::site::Org;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;

/// For how long a visit may go on, or be late, before it counts as late, seconds.
///
/// Source: a default of the program; the rules name no number.
const VISIT_GRACE: Seconds = Seconds(3600);

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// Nobody was sent yet.
    Open,
    /// Somebody goes.
    Sent,
    /// It is done; the caller is to be told.
    Done,
    /// Nothing is left to do.
    Over,
}

impl Stand {
    /// Returns the word used in tables and locales.
    pub fn word(self) -> &'static str {
        match self {
            Stand::Open => "open",
            Stand::Sent => "sent",
            Stand::Done => "done",
            Stand::Over => "over",
        }
    }
}

/// A visit that met nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Miss {
    /// Who noted it; the text is the reason.
    #[serde(flatten)]
    pub by: Mark,
    /// For when it was agreed anew.
    pub when: UtcMs,
}

/// One sending to a station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// Which one, from 1; a station knows those in which it came or went.
    pub turn: u32,
    /// Who sent it; the text is why it was sent anew, empty the first time.
    #[serde(flatten)]
    pub by: Mark,
    /// Where to.
    pub to: Station,
    /// Why there.
    pub why: Nearness,
    /// Who goes, as agreed last.
    pub person: String,
    /// When, as agreed last.
    pub when: UtcMs,
    /// At the caller's home, or elsewhere.
    pub spot: Spot,
    /// The visits that met nobody.
    pub missed: Vec<Miss>,
}

/// How a job was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finish {
    /// Who noted it; the text is what came of it.
    #[serde(flatten)]
    pub by: Mark,
    /// The sending it belongs to; 0 for an answer on the phone.
    pub turn: u32,
    /// Who did it.
    pub person: String,
}

/// The caller was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Who told it; the text is how.
    #[serde(flatten)]
    pub by: Mark,
    /// What the caller said.
    pub level: Option<Level>,
    /// In the caller's words.
    pub note: String,
}

/// An official charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Who noted it; the text is the receipt.
    #[serde(flatten)]
    pub by: Mark,
    /// How much, in fen.
    pub fen: u64,
    /// What for.
    pub note: String,
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// What was asked, by whom, and by when it is to be done.
    #[serde(flatten)]
    pub call: JobOpened,
    /// Who took the call.
    pub opened: Mark,
    /// Where it was sent, in order.
    pub sent: Vec<Sending>,
    /// How it was done first.
    pub done: Option<Finish>,
    /// What was done again, by a station that did not know.
    pub again: Vec<Finish>,
    /// The caller was told.
    pub told: Option<Word>,
    /// Official charges.
    pub charges: Vec<Charge>,
    /// Whether a later version wrote about it: this one may read it and not change it.
    pub newer: bool,
    /// Whether more was said about it than counts: it may be read, and not changed.
    #[serde(default)]
    pub crowded: bool,
}

impl Job {
    /// Returns how far it is. An answer on the phone tells the caller by itself.
    pub fn stand(&self) -> Stand {
        let by_phone = self.done.as_ref().is_some_and(|done| done.turn == 0);
        match (&self.told, &self.done) {
            (Some(_), _) => Stand::Over,
            (None, Some(_)) if by_phone => Stand::Over,
            (None, Some(_)) => Stand::Done,
            (None, None) if self.sent.is_empty() => Stand::Open,
            (None, None) => Stand::Sent,
        }
    }

    /// Returns the last sending.
    pub fn now(&self) -> Option<&Sending> {
        self.sent.last()
    }

    /// Returns which sending holds; 0 before the first.
    pub fn turn(&self) -> u32 {
        self.now().map_or(0, |sending| sending.turn)
    }

    /// Returns the site that took the call.
    pub fn opener(&self) -> Org {
        self.opened.org
    }

    /// Returns the site whose people see to it now: the station's where it has a store.
    pub fn holder(&self) -> Org {
        let there = self.now().and_then(|sending| sending.to.site);
        there.unwrap_or(self.opener())
    }

    /// Returns whether it is late: its last day is over, or an hour has passed since the time agreed for
    /// the visit.
    pub fn is_late(&self, today: NaiveDate, now: UtcMs) -> bool {
        match self.stand() {
            Stand::Open => today > self.call.due,
            Stand::Sent => {
                today > self.call.due || self.now().is_some_and(|s| s.when.plus(VISIT_GRACE) < now)
            }
            Stand::Done | Stand::Over => false,
        }
    }

    /// Returns whether a site has to do with it: it took the call, is to tell the caller, or was sent to.
    pub fn concerns(&self, site: Org) -> bool {
        may_tell(site, self.opener()) || self.sent.iter().any(|s| s.to.site == Some(site))
    }

    /// Returns whether somebody of a site did it, or noted that it was done, and so is not the one to
    /// ask the caller how it was.
    pub fn is_by(&self, site: Org, staff: StaffNo, name: &str) -> bool {
        self.done.as_ref().is_some_and(|done| {
            (done.by.org == site && done.by.actor == staff.0) || done.person == name
        })
    }
}

/// What orders the entries about a job: along its sendings, then by logical time and name.
type Key = (u32, u8, Hlc, EntryRef);

fn key(told: &Told) -> Key {
    let (turn, rank) = match &told.event {
        Some(Event::JobOpened(_)) => (0, 0),
        Some(Event::JobSent(e)) => (e.turn, 1),
        Some(Event::JobMissed(e)) => (e.turn, 2),
        Some(Event::JobDone(e)) => (e.turn, 2),
        _ => (u32::MAX, 3),
    };
    (turn, rank, told.hlc, told.at)
}

/// Folds everything that was said about one job; `None` when nobody opened it.
///
/// The same set gives the same job, in whatever order and however often its entries are given.
pub fn fold(told: &[Told]) -> Option<Job> {
    let mut line = once(told);
    line.sort_by_key(|told| key(told));
    let mut job = opened(&line)?;
    for told in line {
        match &told.event {
            Some(Event::JobSent(e)) => sent(&mut job, told, e),
            Some(Event::JobMissed(e)) => missed(&mut job, told, e),
            Some(Event::JobDone(e)) => done(&mut job, told, e),
            Some(Event::JobTold(e)) => said(&mut job, told, e),
            Some(Event::JobCharged(e)) if job.concerns(told.org) && !e.receipt.is_empty() => {
                job.charges.push(Charge {
                    by: mark(told, &e.receipt),
                    fen: e.fen,
                    note: e.note.clone(),
                });
            }
            None => job.newer = true,
            _ => {}
        }
    }
    Some(job)
}

/// Returns the job as it was opened. Where two sites say they opened it, the higher one did: a village
/// knows of a hall's job only what it was sent.
fn opened(line: &[&Told]) -> Option<Job> {
    let calls = line.iter().filter_map(|told| match &told.event {
        Some(Event::JobOpened(call)) => Some((*told, call, 0)),
        Some(Event::JobSent(e)) => Some((*told, &e.call, e.turn)),
        _ => None,
    });
    let first = |(told, _, turn): &(&Told, &JobOpened, u32)| {
        (Reverse(told.org.level()), *turn, told.hlc, told.at)
    };
    let (told, call, _) = calls.min_by_key(first)?;
    Some(Job {
        call: call.clone(),
        opened: mark(told, ""),
        sent: Vec::new(),
        done: None,
        again: Vec::new(),
        told: None,
        charges: Vec::new(),
        newer: false,
        crowded: false,
    })
}

fn sent(job: &mut Job, told: &Told, e: &JobSent) {
    // The same sending stands in the log of the station it leaves and of the one it comes to.
    if told.org != job.opener() || e.turn <= job.turn() {
        return;
    }
    job.sent.push(Sending {
        turn: e.turn,
        by: mark(told, &e.reason),
        to: e.to.clone(),
        why: e.why,
        person: e.person.clone(),
        when: e.at,
        spot: e.spot,
        missed: Vec::new(),
    });
}

/// Returns the sending that an entry of a site belongs to, where that site may speak about it.
fn sending(job: &mut Job, org: Org, turn: u32) -> Option<&mut Sending> {
    let opener = job.opener();
    let last = job.sent.last_mut()?;
    let speaks = org == opener || last.to.site == Some(org);
    (last.turn == turn && speaks).then_some(last)
}

fn missed(job: &mut Job, told: &Told, e: &JobMissed) {
    if job.done.is_some() {
        return;
    }
    if let Some(sending) = sending(job, told.org, e.turn) {
        sending.when = e.at;
        sending.person.clone_from(&e.person);
        sending.missed.push(Miss {
            by: mark(told, &e.reason),
            when: e.at,
        });
    }
}

fn done(job: &mut Job, told: &Told, e: &JobDone) {
    let counts = match e.turn {
        0 => told.org == job.opener() && job.call.kind.is_asked(),
        turn => sending(job, told.org, turn).is_some_and(|sending| {
            // Source: rule A6 of the hall: with a line open a visit is not done, whoever says so.
            !sending.spot.is_home() || door::missing(&e.door).is_empty()
        }),
    };
    if !counts {
        return;
    }
    let finish = Finish {
        by: mark(told, &e.outcome),
        turn: e.turn,
        person: e.person.clone(),
    };
    match &job.done {
        None => job.done = Some(finish),
        Some(_) => job.again.push(finish),
    }
}

fn said(job: &mut Job, told: &Told, e: &JobTold) {
    let done = job.done.as_ref();
    let same = done.is_some_and(|done| (done.by.org, done.by.actor) == (told.org, told.actor));
    if job.told.is_none() && may_tell(told.org, job.opener()) && !same {
        job.told = Some(Word {
            by: mark(told, &e.how),
            level: e.level,
            note: e.note.clone(),
        });
    }
}
