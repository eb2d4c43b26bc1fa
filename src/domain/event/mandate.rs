//! An errand by proxy: the mandate, its steps, and which hand holds which original.
//!
//! The bodies belong to the kinds of shared cases: the errand is the case, under one id, at the
//! village and at its hall.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::event::Applicant;
use crate::domain::ids::CaseId;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Mode;
use crate::domain::mandate::Step;
use crate::domain::matter::PaperForm;
use crate::domain::rating::Level;

/// A resident gives a village assistant an errand to run (委托).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MandateGiven {
    /// The errand, which is the case.
    pub case: CaseId,
    /// The custody number, 1.
    pub custody: u32,
    /// Who asks for it.
    pub applicant: Applicant,
    /// The assistant's name, as it stands on the mandate.
    pub assistant: String,
    /// How it is run.
    pub mode: Mode,
    /// What the resident gives for it.
    pub papers: Vec<MandatePaper>,
    /// The day.
    pub day: NaiveDate,
    /// By when the papers are to be at the hall.
    pub hand_in: NaiveDate,
    /// After which day they may on no account come there.
    pub latest: NaiveDate,
    /// Until when the mandate holds.
    pub until: NaiveDate,
    /// What the assistant gets for it: nothing. It stands on the slip, so that everybody sees it.
    #[serde(default)]
    pub fee: u32,
}

/// A paper a resident gives into an assistant's hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandatePaper {
    /// What it is.
    pub name: String,
    /// Original or copy.
    pub form: PaperForm,
    /// The number on it; empty where it has none.
    #[serde(default)]
    pub number: String,
    /// In what condition it is.
    #[serde(default)]
    pub condition: String,
}

/// Something happened on an errand's way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MandateDone {
    /// The errand.
    pub case: CaseId,
    /// The custody number known then.
    pub custody: u32,
    /// What.
    pub deed: MandateDeed,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

/// What can happen on an errand's way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum MandateDeed {
    /// A step is done.
    Stepped {
        /// Which.
        step: Step,
        /// The number of the slip the resident signed; empty for a step that needs none.
        #[serde(default)]
        slip: String,
        /// Whether the resident is content; only at the call-back.
        #[serde(default)]
        content: Option<bool>,
    },
    /// The resident ends the mandate with a slip of its own.
    Stopped {
        /// The slip's number.
        slip: String,
    },
    /// The resident gives it again, or for longer, with a slip of its own.
    Renewed {
        /// The slip's number.
        slip: String,
        /// Until when it holds now.
        until: NaiveDate,
    },
    /// The hall tells where its case stands.
    Told {
        /// By when it is promised.
        #[serde(default)]
        due: Option<NaiveDate>,
        /// From which day on it is amber.
        #[serde(default)]
        amber_from: Option<NaiveDate>,
        /// The papers that are wanted.
        #[serde(default)]
        wanted: Vec<String>,
    },
    /// The resident was told the answer to a matter that was raised; the note says how.
    ToldResident,
    /// The resident who has the result in hands was asked how it was.
    Rated {
        /// What they said; none where they did not answer.
        #[serde(default)]
        said: Option<Said>,
    },
    /// An official charge was paid for the resident.
    Charged {
        /// How much, in fen.
        fen: u64,
        /// The number of the receipt.
        receipt: String,
    },
}

/// What a resident said who rated an errand in the village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// 5 to 1.
    pub level: Level,
    /// Codes of the reasons.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Own words.
    #[serde(default)]
    pub remark: String,
}

/// Originals change hands, or somebody says where they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OriginalMoved {
    /// The errand.
    pub case: CaseId,
    /// The custody number known then.
    pub custody: u32,
    /// Which papers, by their place on the mandate, from 1.
    pub papers: Vec<u16>,
    /// What with them.
    pub deed: OriginalDeed,
    /// What is to be said about it.
    #[serde(default)]
    pub note: String,
}

/// What can happen to a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum OriginalDeed {
    /// One gives it to another. Where a resident or an office is one of the two it stands with the
    /// number of the slip they signed; between two sites the other one says that it came.
    Handed {
        /// Who gives.
        from: Keeper,
        /// Who takes.
        to: Keeper,
        /// The slip's number.
        #[serde(default)]
        slip: String,
    },
    /// The other site has it.
    Confirmed,
    /// The other site did not find it with the rest.
    Missed,
    /// It is lost: somebody answers for it until a day.
    Lost {
        /// Who answers for it.
        owner: String,
        /// By when it is found or replaced.
        until: NaiveDate,
    },
    /// It is found or replaced, or a leader counted the papers: it is there now.
    Found {
        /// Where it is.
        at: Keeper,
    },
}
