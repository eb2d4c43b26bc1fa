//! What happens to a registered problem or criticism, from the day it is registered on.

use serde::{Deserialize, Serialize};

use crate::domain::close_lock::Hand;
use crate::domain::event::Event;
use crate::domain::ids::ProblemId;
use crate::domain::problem::ProblemClass;
use crate::domain::problem::ProblemDeed;
use crate::domain::site::Org;

/// A problem or a criticism is registered (挂号). Nothing takes it back: there is no entry that does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemRegistered {
    /// The problem.
    pub problem: ProblemId,
    /// Its number for people.
    pub number: String,
    /// Who registered it, and when: from that day its limits are counted.
    pub hand: Hand,
    /// What kind it is.
    pub class: ProblemClass,
    /// What was said, as it was said.
    pub text: String,
    /// Who raised it; empty for nobody who is named.
    #[serde(default)]
    pub name: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// Which village it is from.
    #[serde(default)]
    pub village: String,
    /// The unit that is criticised, or that is to see to it.
    #[serde(default)]
    pub unit: String,
    /// The day of the month on which the township consults (会诊), 1 to 31, as it was set then.
    #[serde(default)]
    pub consult_day: u32,
}

/// Something was done about a registered problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemDone {
    /// The problem.
    pub problem: ProblemId,
    /// Who and when.
    pub hand: Hand,
    /// What.
    #[serde(flatten)]
    pub deed: ProblemDeed,
}

/// What a site below said about one of its problems goes on to the site above, which has no line to
/// that one: its words to the letter, and nothing of who raised it that is not masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemPassed {
    /// The site below.
    pub org: Org,
    /// What it is called.
    pub site: String,
    /// The code of its entry, by which its own ledger can be asked.
    pub entry: String,
    /// What it said.
    pub told: ProblemTold,
}

/// What a site said about a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemTold {
    /// It was registered.
    Registered(ProblemRegistered),
    /// Something was done about it.
    Done(ProblemDone),
}

impl From<ProblemTold> for Event {
    fn from(told: ProblemTold) -> Event {
        match told {
            ProblemTold::Registered(said) => said.into(),
            ProblemTold::Done(done) => done.into(),
        }
    }
}
