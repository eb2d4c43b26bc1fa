//! A case shared between a village and its hall, and the tasks of a duty leader.
//!
//! Every body names the custody number it acts under: each change of custody has the next one, so
//! that what a former custodian does late is known as late.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case_file::Stage;
use crate::domain::ids::CaseId;
use crate::domain::ids::TaskId;
use crate::domain::site::Org;
use crate::domain::task::TaskKind;

/// A site gives another a case to see to, or lets it follow one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseShared {
    /// The case.
    pub case: CaseId,
    /// The custody number, 1.
    pub custody: u32,
    /// The other site.
    pub with: Org,
    /// Which of the two moves it.
    pub custodian: Org,
    /// The case's number for people.
    pub number: String,
    /// The matter's code where it was accepted.
    pub matter: String,
    /// Its name.
    pub matter_name: String,
    /// The applicant.
    pub applicant: String,
    /// The phone to call; empty when the other site need not call.
    #[serde(default)]
    pub phone: String,
    /// What is to be done.
    pub what: String,
    /// By when.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// Whether it is a matter that a resident brought up and the lower site raises to the higher one
    /// (四级联动).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub raised: bool,
    /// The matter of the level below that it is raised on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<CaseId>,
}

/// The custodian moves the case on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedMoved {
    /// The case.
    pub case: CaseId,
    /// The custody number it is done under.
    pub custody: u32,
    /// Where the case stands now.
    pub to: Stage,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

/// A paper came in, or something is to be known; either site may say so, and nothing contradicts it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedNoted {
    /// The case.
    pub case: CaseId,
    /// The custody number known then.
    pub custody: u32,
    /// The paper; empty when none came.
    #[serde(default)]
    pub paper: String,
    /// What is to be known; empty when only a paper came.
    #[serde(default)]
    pub note: String,
}

/// What both sites may put right about a shared case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SharedKey {
    /// The phone to call.
    Phone,
    /// Where the applicant lives, or the thing lies.
    Address,
}

impl SharedKey {
    /// Returns the word used in commands, tables and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            SharedKey::Phone => "phone",
            SharedKey::Address => "address",
        }
    }
}

/// A phone or an address is put right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedField {
    /// The case.
    pub case: CaseId,
    /// The custody number known then.
    pub custody: u32,
    /// What is put right.
    pub key: SharedKey,
    /// The value.
    pub value: String,
}

/// The custodian passes custody to the other site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustodyHanded {
    /// The case.
    pub case: CaseId,
    /// The custody number from now on.
    pub custody: u32,
    /// Whose it is now.
    pub to: Org,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

/// The higher site takes custody without being given it: the lower one cannot be reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustodyTaken {
    /// The case.
    pub case: CaseId,
    /// The custody number from now on; what is done under a lower one comes too late.
    pub custody: u32,
    /// Why.
    pub reason: String,
}

/// A leader says which of two contradicting entries holds; the entry's `base` begins with the two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedResolved {
    /// The case.
    pub case: CaseId,
    /// The custody number known then.
    pub custody: u32,
    /// Where the case stands.
    pub stage: Stage,
    /// Why.
    pub reason: String,
}

/// Something a duty leader has to look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskRaised {
    /// The task.
    pub task: TaskId,
    /// What kind of thing.
    pub kind: TaskKind,
    /// What it is about: a log, a number, a site.
    pub about: String,
    /// What is known, as it was found.
    #[serde(default)]
    pub words: String,
}

/// A leader has seen to a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskClosed {
    /// The task.
    pub task: TaskId,
    /// What came of it.
    pub outcome: String,
}
