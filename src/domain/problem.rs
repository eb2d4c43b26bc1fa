//! The problem register (挂号/销号): problems of residents and criticism of units, one noun for both.
//!
//! Whatever is registered is seen to: there is no entry that deletes or refuses one. It is closed by
//! the [close lock](crate::domain::close_lock) and by what its class wants beyond that. Its limits are
//! counted by the deadline engine from the day it was registered, so that each can be explained. How it
//! stood on a day in the past is folded from what was known that day ([`Problem::as_of`]).
//!
//! Source: rules A11 (有奖批评: 登记了就得受理，不满意不得销号), A12 (挂号/销号), A14 (亮晒评) and B6 of the
//! hall.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::close_lock::Answer;
use crate::domain::close_lock::Called;
use crate::domain::close_lock::CloseLock;
use crate::domain::close_lock::Ending;
use crate::domain::close_lock::Fixed;
use crate::domain::close_lock::Hand;
use crate::domain::close_lock::Lack;
use crate::domain::close_lock::Way;
use crate::domain::close_lock::Whom;
use crate::domain::event::Event;
use crate::domain::event::ProblemRegistered;
use crate::domain::ids::ProblemId;
use crate::domain::ids::StaffNo;

mod count;
mod deed;
mod due;

pub use count::ClassCount;
pub use count::Count;
pub use deed::Kept;
pub use deed::ProblemDeed;
pub use due::CONSULT_DAY;
pub use due::Clock;
pub use due::ProblemRules;
pub use due::REPLY_LIMIT;
pub use due::Since;
pub use due::Step;
pub use due::VISIT_LIMIT;

/// What kind of problem it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemClass {
    /// Criticism of a unit (批评), which is to be replied to.
    Criticism,
    /// What many share, and what becomes a project (民生).
    Common,
    /// One person's hardship (民困).
    Hardship,
    /// A dispute (民访).
    Dispute,
}

impl ProblemClass {
    /// All classes, in the order in which they are offered.
    pub const ALL: [ProblemClass; 4] = [
        ProblemClass::Criticism,
        ProblemClass::Common,
        ProblemClass::Hardship,
        ProblemClass::Dispute,
    ];

    /// Returns the word used in tables, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            ProblemClass::Criticism => "criticism",
            ProblemClass::Common => "common",
            ProblemClass::Hardship => "hardship",
            ProblemClass::Dispute => "dispute",
        }
    }

    /// Returns whether a leader takes it as their own (领导包案) before it can be closed.
    ///
    /// Source: rule A14 of the hall.
    pub fn wants_leader(self) -> bool {
        matches!(self, ProblemClass::Hardship | ProblemClass::Dispute)
    }
}

/// How a problem was seen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemEnd {
    /// It was put right (办结).
    Solved,
    /// It is against policy or cannot be done, and that was explained in writing (解释到位).
    Explained,
    /// It is another office's, which was named (不属).
    NotOurs,
}

impl ProblemEnd {
    /// Returns the word used in tables, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            ProblemEnd::Solved => "solved",
            ProblemEnd::Explained => "explained",
            ProblemEnd::NotOurs => "not_ours",
        }
    }

    /// Returns how the close lock takes it: only what was put right is ever solved.
    pub fn way(self) -> Way {
        match self {
            ProblemEnd::Solved => Way::Solved,
            ProblemEnd::Explained | ProblemEnd::NotOurs => Way::Explained,
        }
    }
}

/// How a problem was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemEnding {
    /// Put right, and whoever raised it said so.
    Solved,
    /// Explained, and signed by a leader; never counted as solved.
    Explained,
    /// Seen to and signed by a leader, as nobody could be asked; never counted as solved.
    Unheard,
    /// Another office was named and a leader signed; never counted as solved.
    NotOurs,
    /// Closed with the one that it repeats; never counted as solved.
    Repeat,
}

impl ProblemEnding {
    /// All endings, in the order in which they are told.
    pub const ALL: [ProblemEnding; 5] = [
        ProblemEnding::Solved,
        ProblemEnding::Explained,
        ProblemEnding::Unheard,
        ProblemEnding::NotOurs,
        ProblemEnding::Repeat,
    ];

    /// Returns the word used in tables, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            ProblemEnding::Solved => "solved",
            ProblemEnding::Explained => "explained",
            ProblemEnding::Unheard => "unheard",
            ProblemEnding::NotOurs => "not_ours",
            ProblemEnding::Repeat => "repeat",
        }
    }

    /// Returns whether it counts as solved.
    pub fn is_solved(self) -> bool {
        self == ProblemEnding::Solved
    }

    fn of_lock(self) -> Ending {
        match self {
            ProblemEnding::Solved => Ending::Solved,
            ProblemEnding::Unheard => Ending::Unheard,
            ProblemEnding::Explained | ProblemEnding::NotOurs | ProblemEnding::Repeat => {
                Ending::Explained
            }
        }
    }
}

/// The consultation about a problem (会诊): who answers for it, and by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consulted {
    /// Who noted it, and on which day it was.
    pub hand: Hand,
    /// The last day for it.
    pub until: NaiveDate,
}

/// The problem that one repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatOf {
    /// The one it repeats.
    pub problem: ProblemId,
    /// Its number.
    pub number: String,
}

/// A registered problem and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What was registered.
    #[serde(flatten)]
    pub said: ProblemRegistered,
    /// The code of the entry that registered it.
    pub entry: String,
    /// Who answers for it first and last (首办责任人).
    pub owner: Option<StaffNo>,
    /// The leader who took it as their own (包案).
    pub leader: Option<StaffNo>,
    /// The last consultation; of this round.
    pub consulted: Option<Consulted>,
    /// The first reply to whoever raised it; of this round.
    pub replied: Option<Hand>,
    /// What remains to be done after a part of it was; of this round, empty for nothing.
    pub left: String,
    /// How it was seen to; of this round.
    pub end: Option<ProblemEnd>,
    /// The one it repeats.
    pub repeat_of: Option<RepeatOf>,
    /// How it was closed; none while it goes on.
    pub ending: Option<ProblemEnding>,
    /// Visits that met nobody; of all rounds.
    pub tries: u32,
    /// Rounds, and what each needs to be closed.
    pub lock: CloseLock,
    /// All that was done, in order.
    pub history: Vec<Kept>,
}

impl Problem {
    /// Returns a problem as it is registered by an entry.
    pub fn new(said: ProblemRegistered, entry: String) -> Problem {
        let whom = match said.name.trim().is_empty() {
            true => Whom::Nobody,
            false => Whom::Named,
        };
        Problem {
            lock: CloseLock::new(whom, said.hand.day),
            said,
            entry,
            owner: None,
            leader: None,
            consulted: None,
            replied: None,
            left: String::new(),
            end: None,
            repeat_of: None,
            ending: None,
            tries: 0,
            history: Vec::new(),
        }
    }

    /// Returns its number for people.
    pub fn number(&self) -> &str {
        &self.said.number
    }

    /// Returns whether it goes on.
    pub fn is_open(&self) -> bool {
        self.ending.is_none()
    }

    /// Returns whether somebody is named who raised it and can be asked.
    pub fn is_named(&self) -> bool {
        self.lock.whom == Whom::Named
    }

    /// Returns whether somebody sees to it or answers for it, and so does not check it.
    ///
    /// Source: rule B6 of the hall.
    pub fn is_handler(&self, who: StaffNo) -> bool {
        let worked = |kept: &Kept| {
            kept.hand.by == who && matches!(kept.deed, ProblemDeed::Progressed { .. })
        };
        self.lock.is_fixer(who) || self.owner == Some(who) || self.history.iter().any(worked)
    }

    /// Returns whether whoever raised it is to be replied to in this round and was not: each critic,
    /// and whoever raised what was registered as a repeat.
    ///
    /// Source: rule A11 of the hall.
    pub fn is_reply_owed(&self) -> bool {
        let repeat = self.repeat_of.is_some() && self.is_named();
        self.replied.is_none() && (self.said.class == ProblemClass::Criticism || repeat)
    }

    /// Returns whether the last who was asked about it was not satisfied, and nothing was done since.
    pub fn is_unhappy(&self) -> bool {
        let last = self.lock.before.last().and_then(|round| round.called);
        let unhappy = last.is_some_and(|called| called.answer == Answer::Unhappy);
        unhappy && self.lock.round.fixed.is_none()
    }

    /// Returns how it stood on a local day, from what was known that day; none before it was registered.
    pub fn as_of(&self, day: NaiveDate) -> Option<Problem> {
        (self.said.hand.day <= day).then(|| {
            let mut then = Problem::new(self.said.clone(), self.entry.clone());
            for kept in self.history.iter().filter(|kept| kept.hand.day <= day) {
                then.apply(kept.clone());
            }
            then
        })
    }

    /// Returns the day it was closed; none while it goes on.
    pub fn closed_on(&self) -> Option<NaiveDate> {
        self.ending?;
        let closed = |kept: &&Kept| matches!(kept.deed, ProblemDeed::Closed { .. });
        self.history.iter().rfind(closed).map(|kept| kept.hand.day)
    }

    /// Returns how it may be closed now; `told` says whether all who raised the same were replied to.
    ///
    /// # Errors
    /// The words of everything that is missing; `refusal.lack_<word>` says each.
    pub fn check_close(&self, told: bool) -> Result<ProblemEnding, Vec<&'static str>> {
        if self.repeat_of.is_some() {
            return Err(vec!["first"]);
        }
        let mut lacks = Vec::new();
        if self.is_unhappy() {
            lacks.push("unhappy");
        }
        let ending = match self.lock.check() {
            Ok(ending) => Some(ending),
            Err(more) => {
                lacks.extend(more.into_iter().map(Lack::word));
                None
            }
        };
        if self.is_reply_owed() {
            lacks.push("reply");
        }
        if self.said.class.wants_leader() && self.leader.is_none() {
            lacks.push("leader");
        }
        if !told {
            lacks.push("repeats");
        }
        match (ending.filter(|_| lacks.is_empty()), self.end) {
            (None, _) => Err(lacks),
            (Some(_), Some(ProblemEnd::NotOurs)) => Ok(ProblemEnding::NotOurs),
            (Some(Ending::Solved), _) => Ok(ProblemEnding::Solved),
            (Some(Ending::Explained), _) => Ok(ProblemEnding::Explained),
            (Some(Ending::Unheard), _) => Ok(ProblemEnding::Unheard),
        }
    }

    /// Folds what was done into it.
    pub fn apply(&mut self, kept: Kept) {
        let hand = kept.hand;
        match &kept.deed {
            ProblemDeed::Taken { owner, leads } => match leads {
                true => self.leader = Some(*owner),
                false => self.owner = Some(*owner),
            },
            ProblemDeed::Consulted { owner, until } => {
                self.owner = Some(*owner);
                let until = *until;
                self.consulted = Some(Consulted { hand, until });
            }
            ProblemDeed::Progressed { left, .. } => self.left.clone_from(left),
            ProblemDeed::Replied { .. } => self.replied = self.replied.or(Some(hand)),
            ProblemDeed::Fixed { end, evidence, .. } => {
                self.end = Some(*end);
                self.left.clear();
                // Who sees to it first answers for it (首办责任制).
                self.owner = self.owner.or(Some(hand.by));
                self.lock.fix(Fixed {
                    hand,
                    way: end.way(),
                    evidence: evidence.clone(),
                });
            }
            ProblemDeed::Visited { answer: None, .. } => self.tries = self.tries.saturating_add(1),
            ProblemDeed::Visited {
                answer: Some(answer),
                ..
            } => {
                let (answer, before) = (*answer, self.lock.round_no());
                self.lock.call_back(Called { hand, answer });
                // No signature of a leader stands against a critic (不满意不得销号).
                if answer == Answer::Unhappy
                    && self.said.class == ProblemClass::Criticism
                    && self.lock.round_no() == before
                {
                    self.lock.reopen(hand.day);
                }
                if self.lock.round_no() > before {
                    self.begin_anew();
                }
            }
            ProblemDeed::Signed { agreed: true, .. } => self.lock.sign(hand),
            ProblemDeed::Signed { .. } => {
                self.repeat_of = None;
                self.lock.reopen(hand.day);
                self.begin_anew();
            }
            ProblemDeed::Linked { of, number } => {
                if self.ending.is_some() {
                    self.lock.reopen(hand.day);
                    self.begin_anew();
                }
                self.repeat_of = Some(RepeatOf {
                    problem: *of,
                    number: number.clone(),
                });
            }
            ProblemDeed::Closed { ending } => {
                self.ending = Some(*ending);
                self.lock.close(ending.of_lock());
            }
            ProblemDeed::Later => {}
        }
        self.history.push(kept);
    }

    fn begin_anew(&mut self) {
        (self.consulted, self.replied) = (None, None);
        (self.end, self.ending) = (None, None);
        self.left.clear();
    }
}

/// Folds what a site said about problems, in order, each with the code of its entry, into the problems
/// as they stand, in the order in which they were registered. An entry that comes twice counts once.
pub fn fold(told: impl IntoIterator<Item = (String, Event)>) -> Vec<Problem> {
    let mut all: Vec<Problem> = Vec::new();
    let mut places: BTreeMap<ProblemId, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (entry, event) in told {
        if !seen.insert(entry.clone()) {
            continue;
        }
        match event {
            Event::ProblemRegistered(said) if !places.contains_key(&said.problem) => {
                places.insert(said.problem, all.len());
                all.push(Problem::new(said, entry));
            }
            Event::ProblemDone(done) => {
                let place = places.get(&done.problem);
                if let Some(problem) = place.and_then(|at| all.get_mut(*at)) {
                    let (hand, deed) = (done.hand, done.deed);
                    problem.apply(Kept { entry, hand, deed });
                }
            }
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests;
