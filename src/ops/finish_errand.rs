//! An errand ends without a case: a question was answered. Who lacks papers gets a notice instead.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::Outcome;
use crate::domain::ids::ErrandId;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
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
    /// How: advice; papers missing is refused, because it takes a notice.
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
    /// Sent home for papers: never without the one-time notice, which is a verb of its own.
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
        // Source: rule L1 of the hall: who goes home for papers takes a list of all of them along.
        if self.outcome == PlainOutcome::PapersMissing {
            let window = self.window;
            return Err(Refusal::NoticeWanted { window }.into());
        }
        let code = self.matter.as_ref().or(errand.matter.as_ref());
        let matter = code.map(|code| act.matter(code)).transpose()?;
        let end = ErrandEnd {
            outcome: Outcome::Advice,
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
