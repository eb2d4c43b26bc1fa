//! An errand ends without a case: a question answered, or papers missing.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::Outcome;
use crate::domain::ids::ErrandId;
use crate::domain::ids::WindowNo;
use crate::domain::visit::Accuracy;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::ErrandEnd;
use crate::ops::intake;

/// Ends the errand at a window without a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishErrand {
    /// The window.
    pub window: WindowNo,
    /// How: advice or papers missing.
    pub outcome: PlainOutcome,
    /// The matter's code.
    #[serde(default)]
    pub matter: Option<String>,
}

/// The ends of an errand that leave no case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlainOutcome {
    /// A question answered.
    Advice,
    /// Sent home for papers.
    PapersMissing,
}

/// An errand ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrandDone {
    /// The errand.
    pub errand: ErrandId,
    /// The number as people say it.
    pub ticket: String,
}

impl Verb for FinishErrand {
    type Done = ErrandDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ErrandDone, Error> {
        let live = act.live()?;
        let (visit, errand, staff) = intake::serving(act, &live, self.window)?;
        let code = self.matter.as_ref().or(errand.matter.as_ref());
        let matter = code.map(|code| act.matter(code)).transpose()?;
        let end = ErrandEnd {
            outcome: match self.outcome {
                PlainOutcome::Advice => Outcome::Advice,
                PlainOutcome::PapersMissing => Outcome::PapersMissing,
            },
            matter: matter.as_ref(),
            centre: matter.as_ref().map_or(visit.centre, |m| m.centre),
            accuracy: Accuracy::Exact,
        };
        act.end_errand(errand, staff, end)?;
        Ok(ErrandDone {
            errand: errand.id,
            ticket: visit.label(),
        })
    }
}
