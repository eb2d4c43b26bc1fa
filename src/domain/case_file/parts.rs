//! What the file of a case is made of.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::deadline::Cause;
use crate::domain::deadline::Lamp;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::matter::MatterStep;
use crate::domain::time::UtcMs;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Papers were taken in; nothing is promised yet (已收件).
    Received,
    /// Accepted and worked on (办理中).
    Working,
    /// Waiting for the applicant to put papers right (退回补正); the clock runs on.
    Returned,
    /// The clock stands still on a legal ground (暂停计时).
    Paused,
    /// Done (办结).
    Done,
    /// Refused (不予许可).
    Refused,
    /// Withdrawn by the applicant (撤回).
    Withdrawn,
    /// Deferred papers did not come in time (容缺逾期, 视为撤回).
    Lapsed,
}

impl Stage {
    /// Returns the word used in files, tables and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Received => "received",
            Stage::Working => "working",
            Stage::Returned => "returned",
            Stage::Paused => "paused",
            Stage::Done => "done",
            Stage::Refused => "refused",
            Stage::Withdrawn => "withdrawn",
            Stage::Lapsed => "lapsed",
        }
    }

    /// Reads a stage from its word.
    pub fn from_word(word: &str) -> Option<Stage> {
        use Stage::*;
        [
            Received, Working, Returned, Paused, Done, Refused, Withdrawn, Lapsed,
        ]
        .into_iter()
        .find(|stage| stage.word() == word)
    }

    /// Returns whether nothing more can happen but reading.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Stage::Done | Stage::Refused | Stage::Withdrawn | Stage::Lapsed
        )
    }
}

/// Who holds a case now.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "at", content = "who", rename_all = "snake_case")]
pub enum Holder {
    /// A member of staff, by name.
    Staff(StaffNo),
    /// A centre to which it was routed; nobody there has taken it yet.
    Centre(Centre),
    /// A department outside the hall.
    Office(String),
    /// The leader's tray, for signature.
    Leader,
    /// The applicant.
    Resident,
    /// Nobody: it is over.
    Nobody,
}

impl Holder {
    /// Returns the word of its kind.
    pub fn word(&self) -> &'static str {
        match self {
            Holder::Staff(_) => "staff",
            Holder::Centre(_) => "centre",
            Holder::Office(_) => "office",
            Holder::Leader => "leader",
            Holder::Resident => "resident",
            Holder::Nobody => "nobody",
        }
    }

    /// Returns on whom waiting there counts; only [`Cause::Us`] counts against the window.
    pub fn cause(&self) -> Cause {
        match self {
            Holder::Staff(_) | Holder::Centre(_) | Holder::Nobody => Cause::Us,
            Holder::Office(_) => Cause::OtherOffice,
            Holder::Leader => Cause::Leader,
            Holder::Resident => Cause::Resident,
        }
    }
}

/// A step of the case, as it was when the case was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The step.
    #[serde(flatten)]
    pub plan: MatterStep,
    /// When it was done, and by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<(NaiveDate, StaffNo)>,
}

/// A department's part of a joint case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The department.
    pub office: String,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<NaiveDate>,
    /// What it found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Deferred papers (容缺).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferred {
    /// The papers still to come.
    pub papers: Vec<String>,
    /// The last day on which they are in time.
    pub until: NaiveDate,
}

/// The result as it was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// The result document; empty when the matter names none.
    pub result: String,
    /// Who signed for it.
    pub to: String,
    /// The local day.
    pub day: NaiveDate,
}

/// One thing that happened to the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// When.
    pub at: UtcMs,
    /// Who did it; 0 is the program.
    pub by: u32,
    /// The kind, as `case.taken`.
    pub kind: String,
    /// What there is to say about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A lamp as it stood at the close of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The case.
    pub case: CaseId,
    /// Its number for people.
    pub number: String,
    /// The lamp: amber or red.
    pub lamp: Lamp,
    /// On whom it waits.
    pub cause: Cause,
    /// Who answered for it.
    #[serde(default)]
    pub staff: Option<StaffNo>,
    /// Whether it is decided and the result waits to be handed over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delivery: bool,
}

/// What somebody wants to do with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Take it over by name.
    Take,
    /// Send it back as wrongly routed.
    SendBack,
    /// Pass it to another holder.
    Pass,
    /// Do a step, a part, or ask for a signature.
    Work,
    /// Sign it.
    Sign,
    /// Stop the clock.
    Pause,
    /// Let the clock run again.
    Resume,
    /// Extend the limit.
    Extend,
    /// Ask the applicant for papers.
    Return,
    /// Take papers in.
    Supply,
    /// Accept what was only received.
    Accept,
    /// Finish it.
    Finish,
    /// Refuse it, or note that it was withdrawn.
    End,
    /// Hand over the result.
    Deliver,
    /// Note something about it: urgent, follow-up.
    Mark,
}
