//! Score sheets (量化打分): what somebody is scored for in a period, and how the total came about.
//!
//! A sheet gathers daily entries and what was read from paper. What comes from paper counts once two
//! people keyed it alike ([`crate::domain::twice`]); nobody keys their own. Nothing is ever changed:
//! a correction names the line it corrects, and both stay. A closed sheet keeps its figures as they
//! were judged that day; the scored person appeals once, and somebody who had no hand in the sheet
//! decides. Every head is capped, then every block, so that no sum is over 100.
//!
//! Source: rules A1, A2, A3, A13 and S4 of the hall; section D: appeal, double keying and read-only
//! history are part of a score that touches a career.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event::Event;
use crate::domain::ids::SheetId;
use crate::domain::ids::StaffNo;
use crate::domain::twice::Difference;
use crate::domain::twice::Twice;

mod check;
mod outcome;
mod period;
mod points;
mod profile;
mod rules;

#[cfg(test)]
mod tests;

pub use check::JudgedBy;
pub use outcome::BlockSum;
pub use outcome::HeadSum;
pub use outcome::Line;
pub use outcome::Outcome;
pub use period::Period;
pub use period::Span;
pub use points::Points;
pub use profile::Band;
pub use profile::Block;
pub use profile::DEFAULT;
pub use profile::Fault;
pub use profile::Head;
pub use profile::Profile;
pub use profile::Profiles;
pub use profile::Way;
pub use profile::Weights;
pub use profile::Wrong;
pub use profile::read;
pub use profile::shipped;
pub use rules::ScoreRules;

/// Under which number and terms a sheet was begun; later changes of the settings change nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Its number for people.
    pub number: String,
    /// The local day it was begun.
    pub day: NaiveDate,
    /// How it is scored, own weights included.
    pub profile: Profile,
}

/// Who is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// The badge number of who is of the staff here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffNo>,
    /// The name.
    pub name: String,
}

/// How somebody took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// There and then.
    #[default]
    InPerson,
    /// From afar: who works elsewhere is scored all the same.
    Remote,
}

impl Channel {
    /// Returns the word used in tables, commands and locales.
    pub fn word(self) -> &'static str {
        match self {
            Channel::InPerson => "in_person",
            Channel::Remote => "remote",
        }
    }
}

/// One daily entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Its number on the sheet, from 1.
    pub n: u32,
    /// Who entered it, and when.
    pub hand: Hand,
    /// The local day of what was done.
    pub day: NaiveDate,
    /// The word of the head.
    pub head: String,
    /// What it brings.
    pub points: Points,
    /// What for.
    pub what: String,
    /// What shows it.
    pub evidence: String,
    /// How.
    #[serde(default)]
    pub channel: Channel,
}

/// A line of a paper in which two people differed, as a third settled it; what the two read stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The paper.
    pub paper: String,
    /// The line, and what each of the two read.
    pub differs: Difference<Points>,
    /// What the third read; none where the line is empty.
    pub points: Option<Points>,
    /// Who, and when.
    pub hand: Hand,
}

/// A line read anew, for a reason; what stood there before stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The line it corrects, as [`Line::reference`].
    pub line: String,
    /// What the line brings from then on.
    pub points: Points,
    /// Who, and when.
    pub hand: Hand,
    /// Why.
    pub reason: String,
    /// Whether it was decided after an appeal.
    #[serde(default)]
    pub appealed: bool,
}

/// How a sheet was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Who, and when; from then on it is public.
    pub hand: Hand,
    /// Why it counts for nothing; empty for a sheet that counts.
    #[serde(default)]
    pub void: String,
    /// What each head brought that day, capped.
    pub heads: BTreeMap<String, Points>,
    /// The total of that day.
    pub total: Points,
}

/// What an appeal came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Who decided, and when.
    pub hand: Hand,
    /// Whether a line was corrected; otherwise the sheet stands.
    pub corrected: bool,
    /// Why.
    pub reason: String,
}

/// The scored person's appeal (申诉), of which there is one at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// Who entered it, and when: the scored person, or for who has no badge whoever took the letter.
    pub hand: Hand,
    /// Why.
    pub reason: String,
    /// What it came to.
    pub verdict: Option<Verdict>,
}

/// Where a sheet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Entries are taken.
    Open,
    /// Closed and public.
    Closed,
    /// Closed, and an appeal waits.
    Appealed,
    /// Closed, and an appeal was decided.
    Decided,
    /// Counts for nothing.
    Void,
}

impl State {
    /// Returns the word used in tables and locales.
    pub fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Closed => "closed",
            State::Appealed => "appealed",
            State::Decided => "decided",
            State::Void => "void",
        }
    }
}

/// One person's sheet of one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// Its id.
    pub id: SheetId,
    /// Under which number and terms.
    pub terms: Terms,
    /// Who is scored.
    pub scored: Scored,
    /// Of which period.
    pub period: Period,
    /// What was signed at the beginning, and where it was made public (责任书).
    pub pledge: String,
    /// Who began it, and when.
    pub opened: Hand,
    /// The daily entries.
    pub acts: Vec<Act>,
    /// What was keyed of each paper, by its name.
    pub papers: BTreeMap<String, Twice<Points>>,
    /// The lines of papers that a third person settled, in their order.
    pub settled: Vec<Settled>,
    /// The corrections, in their order.
    pub corrections: Vec<Correction>,
    /// How it was closed.
    pub closed: Option<Closed>,
    /// The appeal.
    pub appeal: Option<Appeal>,
}

impl ScoreSheet {
    /// Begins a sheet.
    pub fn open(event: &crate::domain::event::ScoreOpened) -> ScoreSheet {
        ScoreSheet {
            id: event.sheet,
            terms: event.terms.clone(),
            scored: event.scored.clone(),
            period: event.period,
            pledge: event.pledge.clone(),
            opened: event.hand,
            acts: Vec::new(),
            papers: BTreeMap::new(),
            settled: Vec::new(),
            corrections: Vec::new(),
            closed: None,
            appeal: None,
        }
    }

    /// Returns where it stands.
    pub fn state(&self) -> State {
        match (&self.closed, &self.appeal) {
            (None, _) => State::Open,
            (Some(closed), _) if !closed.void.is_empty() => State::Void,
            (Some(_), None) => State::Closed,
            (Some(_), Some(appeal)) if appeal.verdict.is_none() => State::Appealed,
            (Some(_), Some(_)) => State::Decided,
        }
    }

    /// Folds what happened into it; what is about something else changes nothing.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::ScoreActed(e) if self.acts.iter().all(|act| act.n != e.act.n) => {
                self.acts.push(e.act.clone());
            }
            Event::ScoreKeyed(e) => {
                let paper = self.papers.entry(e.paper.clone()).or_default();
                paper.key(e.hand.by, e.lines.clone());
            }
            Event::ScoreSettled(e) => {
                if let Some(paper) = self.papers.get_mut(&e.paper)
                    && paper.check_settle(e.hand.by, &e.line).is_ok()
                {
                    let differs = paper.differences().into_iter();
                    let differs = differs.filter(|differs| differs.line == e.line);
                    self.settled.extend(differs.map(|differs| Settled {
                        paper: e.paper.clone(),
                        differs,
                        points: e.points,
                        hand: e.hand,
                    }));
                    paper.settle(e.hand.by, &e.line, e.points);
                }
            }
            Event::ScoreCorrected(e) => self.corrections.push(e.correction.clone()),
            Event::ScoreClosed(e) if self.closed.is_none() => self.closed = Some(e.closed.clone()),
            Event::ScoreAppealed(e) if self.appeal.is_none() => {
                self.appeal = Some(Appeal {
                    hand: e.hand,
                    reason: e.reason.clone(),
                    verdict: None,
                });
            }
            Event::ScoreDecided(e) => self.decided(e),
            _ => {}
        }
    }

    fn decided(&mut self, event: &crate::domain::event::ScoreDecided) {
        let Some(appeal) = self.appeal.as_mut().filter(|a| a.verdict.is_none()) else {
            return;
        };
        appeal.verdict = Some(Verdict {
            hand: event.hand,
            corrected: event.correction.is_some(),
            reason: event.reason.clone(),
        });
        self.corrections.extend(event.correction.clone());
        self.corrections.extend(event.more.iter().cloned());
    }
}
