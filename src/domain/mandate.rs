//! An errand by proxy (代办): who asked for what, how far it is, and which hand holds each original.
//!
//! It is folded with the shared case it belongs to, from the entries of both sites: what is done is
//! done and unites; papers go from hand to hand, and where two say different things about one paper
//! nothing is guessed: it is disputed until somebody counts it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::custody::Mark;
use crate::domain::deadline::Lamp;
use crate::domain::event::Applicant;
use crate::domain::matter::PaperForm;
use crate::domain::time::UtcMs;

pub mod asking;
pub mod holding;
pub mod number;

/// By when the papers are at the hall, working days after the mandate.
///
/// Source: rule D3 of the hall, from a public policy page on village agents.
pub const HAND_IN_WORKING_DAYS: u16 = 3;
/// The longest it may take on any account, natural days.
///
/// Source: as above.
pub const HAND_IN_MOST_DAYS: u64 = 7;

/// How an errand is run.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The assistant does it alone (代办).
    #[default]
    Alone,
    /// The assistant does it together with the resident (联办).
    Together,
    /// The assistant does it over the net (网办).
    Online,
}

impl Mode {
    /// All modes.
    pub const ALL: [Mode; 3] = [Mode::Alone, Mode::Together, Mode::Online];

    /// Returns the word used in commands, locales and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Alone => "alone",
            Mode::Together => "together",
            Mode::Online => "online",
        }
    }
}

/// The steps of an errand, none of which is skipped.
///
/// Source: the seven steps of a county's village agents (委托→受理→办理→送达→归档→上报→回访).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The resident signed the mandate (委托).
    Given,
    /// The assistant looked the papers through and took them over (受理).
    Accepted,
    /// The hall has decided (办理).
    Handled,
    /// Result and originals are in the resident's hands, who signed for them (送达).
    Delivered,
    /// The file is closed (归档).
    Filed,
    /// The hall has it in its books (上报).
    Reported,
    /// The hall asked the resident how it was (回访).
    CalledBack,
}

impl Step {
    /// All steps in their order.
    pub const ALL: [Step; 7] = [
        Step::Given,
        Step::Accepted,
        Step::Handled,
        Step::Delivered,
        Step::Filed,
        Step::Reported,
        Step::CalledBack,
    ];

    /// Returns the word used in commands, locales and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Step::Given => "given",
            Step::Accepted => "accepted",
            Step::Handled => "handled",
            Step::Delivered => "delivered",
            Step::Filed => "filed",
            Step::Reported => "reported",
            Step::CalledBack => "called_back",
        }
    }

    /// Returns the step after it.
    pub fn next(self) -> Option<Step> {
        Step::ALL.get(self as usize + 1).copied()
    }
}

/// Whose hands a paper is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keeper {
    /// The resident's.
    Resident,
    /// The assistant's, at the village.
    Village,
    /// The hall's.
    Hall,
    /// An office's outside.
    Office(String),
}

impl Keeper {
    /// Returns whether whoever it is signs on paper, as they have no store to say so in.
    pub fn signs(&self) -> bool {
        matches!(self, Keeper::Resident | Keeper::Office(_))
    }

    /// Returns the word used in tables and locales.
    pub fn word(&self) -> &'static str {
        match self {
            Keeper::Resident => "resident",
            Keeper::Village => "village",
            Keeper::Hall => "hall",
            Keeper::Office(_) => "office",
        }
    }
}

/// A paper that was given and not yet taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// Who is to take it.
    pub to: Keeper,
    /// Who said so.
    pub by: Mark,
}

/// A paper that is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Who answers for it.
    pub owner: String,
    /// By when.
    pub until: NaiveDate,
    /// Who said so.
    pub by: Mark,
}

/// A paper of a mandate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its place on the mandate, from 1.
    pub no: u16,
    /// What it is.
    pub name: String,
    /// Original or copy.
    pub form: PaperForm,
    /// The number on it.
    pub number: String,
    /// Its condition when it was given.
    pub condition: String,
    /// Whose hands it is in.
    pub keeper: Keeper,
    /// Since when.
    pub since: UtcMs,
    /// Whether the resident has signed for getting it back.
    pub signed: bool,
    /// On its way to another.
    pub moving: Option<Moving>,
    /// Lost, until it is found or replaced.
    pub lost: Option<Lost>,
    /// What was said of it that does not fit; counting it ends this.
    pub disputed: Vec<Mark>,
}

impl Paper {
    /// Returns whether it is a thing that must come back: an original, or one to be looked at.
    pub fn comes_back(&self) -> bool {
        self.form != PaperForm::Copy
    }

    /// Returns whether nobody knows for certain where it is: it is lost, or disputed.
    pub fn is_odd(&self) -> bool {
        self.lost.is_some() || !self.disputed.is_empty()
    }

    /// Returns whether nothing more is to be done about it.
    pub fn is_settled(&self) -> bool {
        let home = self.keeper == Keeper::Resident && self.signed && self.moving.is_none();
        (home || !self.comes_back()) && !self.is_odd()
    }
}

/// What the hall last told of its case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromHall {
    /// By when it is promised.
    pub due: Option<NaiveDate>,
    /// From which day on it is amber.
    pub amber_from: Option<NaiveDate>,
    /// The papers that are wanted.
    pub wanted: Vec<String>,
    /// Who said so; the text is what is to be known.
    pub by: Mark,
}

/// An official charge that was paid for the resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// How much, in fen.
    pub fen: u64,
    /// Who paid it when; the text is the receipt's number.
    pub by: Mark,
}

/// The resident was asked in the village how the errand was. What they said is in the entry alone: who
/// sees the errand does not see that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Whether they rated it.
    pub answered: bool,
    /// Who said so, in which entry.
    pub by: Mark,
}

/// An errand by proxy as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// Who asked for it.
    pub applicant: Applicant,
    /// The assistant's name.
    pub assistant: String,
    /// How it is run.
    pub mode: Mode,
    /// The day it was given.
    pub day: NaiveDate,
    /// By when the papers are to be at the hall.
    pub hand_in: NaiveDate,
    /// After which day they may on no account come there.
    pub latest: NaiveDate,
    /// Until when it holds.
    pub until: NaiveDate,
    /// The steps that are done, in their order and without a gap.
    pub steps: Vec<Mark>,
    /// Steps that were said to be done before those ahead of them: they do not count yet.
    pub early: Vec<Mark>,
    /// Whether the resident was content; `None` before the call-back.
    pub content: Option<bool>,
    /// The resident was asked in the village how it was; `None` before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// The resident ended it; the text is the slip's number. `None` while it holds.
    pub stopped: Option<Mark>,
    /// How often it was given again.
    pub renewed: u32,
    /// The papers.
    pub papers: Vec<Paper>,
    /// What the hall last told.
    pub from_hall: Option<FromHall>,
    /// Official charges.
    pub charges: Vec<Charge>,
    /// The times the village brought papers of it to the hall.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub brought: Vec<Mark>,
}

impl Mandate {
    /// Returns how far it is.
    pub fn step(&self) -> Step {
        let last = self.steps.len().saturating_sub(1);
        Step::ALL.get(last).copied().unwrap_or(Step::CalledBack)
    }

    /// Returns whether nothing more is to be done: a paper may come in doubt after the last step too.
    pub fn is_over(&self) -> bool {
        (self.step() == Step::CalledBack || self.stopped.is_some())
            && self.papers.iter().all(Paper::is_settled)
    }

    /// Returns the mark of the step by which result and originals are with the resident; `None` before
    /// that.
    pub fn delivered(&self) -> Option<&Mark> {
        self.steps.get(Step::Delivered as usize)
    }

    /// Returns the papers that keep the file from being closed.
    pub fn unsettled(&self) -> impl Iterator<Item = &Paper> {
        self.papers.iter().filter(|paper| !paper.is_settled())
    }

    /// Returns the lamp of the way to the hall while the papers are not there; `handed` says whether
    /// they are.
    pub fn hand_in_lamp(&self, handed: bool, today: NaiveDate) -> Option<Lamp> {
        if handed || self.stopped.is_some() {
            return None;
        }
        Some(match today {
            day if day > self.hand_in => Lamp::Red,
            day if day >= self.hand_in.pred_opt().unwrap_or(self.hand_in) => Lamp::Amber,
            _ => Lamp::Green,
        })
    }

    /// Returns the lamp of what the hall promised.
    pub fn lamp(&self, today: NaiveDate) -> Option<Lamp> {
        let told = self.from_hall.as_ref()?;
        let due = told.due?;
        Some(match today {
            day if day > due => Lamp::Red,
            day if told.amber_from.is_some_and(|from| day >= from) => Lamp::Amber,
            _ => Lamp::Green,
        })
    }
}
