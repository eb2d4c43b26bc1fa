//! The close lock (销号锁): what something that was registered needs before it is closed.
//!
//! It is the same for all that is registered and closed out, and knows nothing of what that is: who
//! saw to it left evidence, another person called back, and whoever it is about is satisfied; or a
//! leader signed that it was explained, which is an end of its own and never counts as solved.
//! Reopening begins a new round under the same number; the rounds before it stay.
//!
//! Source: rules A11, A14, B3, B4 and B6 of the hall (不满意不得销号；谁办理谁负责，回访另由他人).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ids::StaffNo;

/// How it was seen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// It was put right.
    Solved,
    /// It has no basis or cannot be done, and that was explained.
    Explained,
}

/// What whoever it is about said when called back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is right now.
    Satisfied,
    /// It is not.
    Unhappy,
}

/// Whether there is anybody who can be called back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// Somebody is named.
    Named,
    /// Nobody is named; a leader signs in their stead, and it does not count as solved.
    Nobody,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Put right, and whoever it is about said so.
    Solved,
    /// Explained, and signed by a leader; never counted as solved.
    Explained,
    /// Seen to and signed by a leader, as nobody could be asked; never counted as solved.
    Unheard,
}

impl Ending {
    /// Returns the word used in tables, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Ending::Solved => "solved",
            Ending::Explained => "explained",
            Ending::Unheard => "unheard",
        }
    }

    /// Returns whether it counts as solved.
    pub fn is_solved(self) -> bool {
        self == Ending::Solved
    }
}

/// What is missing before it is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lack {
    /// Nobody noted, with evidence, what was done.
    Evidence,
    /// Nobody called back.
    CallBack,
    /// Whoever saw to it called back; another person has to.
    AnotherCaller,
    /// Whoever it is about has not said that it is right.
    Satisfied,
    /// No leader signed.
    Signature,
    /// Whoever saw to it signed; another person has to.
    AnotherSigner,
}

impl Lack {
    /// All of them, in the order in which they are told.
    pub const ALL: [Lack; 6] = [
        Lack::Evidence,
        Lack::CallBack,
        Lack::AnotherCaller,
        Lack::Satisfied,
        Lack::Signature,
        Lack::AnotherSigner,
    ];

    /// Returns the word; `refusal.lack_<word>` says it.
    pub fn word(self) -> &'static str {
        match self {
            Lack::Evidence => "evidence",
            Lack::CallBack => "call_back",
            Lack::AnotherCaller => "another_caller",
            Lack::Satisfied => "satisfied",
            Lack::Signature => "signature",
            Lack::AnotherSigner => "another_signer",
        }
    }
}

/// Who did something, and on which local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hand {
    /// Who.
    pub by: StaffNo,
    /// The local day.
    pub day: NaiveDate,
}

/// What was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixed {
    /// Who saw to it, and when.
    pub hand: Hand,
    /// How.
    pub way: Way,
    /// What shows it.
    pub evidence: String,
}

/// A call-back that reached somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Who called, and when.
    pub hand: Hand,
    /// What was said.
    pub answer: Answer,
}

/// One round from opening, or reopening, to closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The local day it began.
    pub since: NaiveDate,
    /// What was done.
    pub fixed: Option<Fixed>,
    /// The call-back.
    pub called: Option<Called>,
    /// The leader who signed.
    pub signed: Option<Hand>,
    /// How it was closed.
    pub ending: Option<Ending>,
}

impl Round {
    fn new(since: NaiveDate) -> Round {
        Round {
            since,
            fixed: None,
            called: None,
            signed: None,
            ending: None,
        }
    }

    fn is_fixer(&self, who: StaffNo) -> bool {
        self.fixed.as_ref().is_some_and(|f| f.hand.by == who)
    }

    fn is_explained(&self) -> bool {
        matches!(&self.fixed, Some(fixed) if fixed.way == Way::Explained)
    }
}

/// What is registered under one number, round by round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseLock {
    /// Whether anybody can be called back.
    pub whom: Whom,
    /// The rounds before the one that goes on.
    pub before: Vec<Round>,
    /// The round that goes on, or that was the last.
    pub round: Round,
}

impl CloseLock {
    /// Opens the first round.
    pub fn new(whom: Whom, day: NaiveDate) -> CloseLock {
        CloseLock {
            whom,
            before: Vec::new(),
            round: Round::new(day),
        }
    }

    /// Returns the number of the round, from 1.
    pub fn round_no(&self) -> usize {
        self.before.len() + 1
    }

    /// Returns how it ended; none while it goes on.
    pub fn ending(&self) -> Option<Ending> {
        self.round.ending
    }

    /// Returns whether somebody saw to it in this round.
    pub fn is_fixer(&self, who: StaffNo) -> bool {
        self.round.is_fixer(who)
    }

    /// Returns whether only a leader's signature can close this round.
    pub fn wants_signature(&self) -> bool {
        self.round.fixed.is_some() && (self.whom == Whom::Nobody || self.round.is_explained())
    }

    /// Notes what was done.
    pub fn fix(&mut self, fixed: Fixed) {
        self.round.fixed = Some(fixed);
    }

    /// Notes a call-back. Whoever is unhappy reopens it, unless a leader had signed that it was
    /// explained.
    pub fn call_back(&mut self, called: Called) {
        self.round.called = Some(called);
        let stands = self.round.is_explained() && self.round.signed.is_some();
        if called.answer == Answer::Unhappy && !stands {
            self.reopen(called.hand.day);
        }
    }

    /// Notes that a leader signed.
    pub fn sign(&mut self, hand: Hand) {
        self.round.signed = Some(hand);
    }

    /// Begins a new round under the same number.
    pub fn reopen(&mut self, day: NaiveDate) {
        let over = std::mem::replace(&mut self.round, Round::new(day));
        self.before.push(over);
    }

    /// Notes that it was closed.
    pub fn close(&mut self, ending: Ending) {
        self.round.ending = Some(ending);
    }

    /// Returns how it may be closed now.
    ///
    /// # Errors
    /// Everything that is missing, in the order of [`Lack::ALL`]; never an empty list.
    pub fn check(&self) -> Result<Ending, Vec<Lack>> {
        let round = &self.round;
        let by_leader = self.whom == Whom::Nobody || round.is_explained();
        let is_missing = |lack: Lack| match lack {
            Lack::Evidence => !matches!(&round.fixed, Some(f) if !f.evidence.trim().is_empty()),
            Lack::CallBack => self.whom == Whom::Named && round.called.is_none(),
            Lack::AnotherCaller => round.called.is_some_and(|c| round.is_fixer(c.hand.by)),
            Lack::Satisfied => {
                !by_leader && !matches!(round.called, Some(c) if c.answer == Answer::Satisfied)
            }
            Lack::Signature => by_leader && round.signed.is_none(),
            Lack::AnotherSigner => round.signed.is_some_and(|s| round.is_fixer(s.by)),
        };
        let lacks: Vec<Lack> = Lack::ALL.into_iter().filter(|l| is_missing(*l)).collect();
        match (lacks.is_empty(), self.whom) {
            (false, _) => Err(lacks),
            (true, _) if round.is_explained() => Ok(Ending::Explained),
            (true, Whom::Nobody) => Ok(Ending::Unheard),
            (true, Whom::Named) => Ok(Ending::Solved),
        }
    }
}

#[cfg(test)]
mod tests;
