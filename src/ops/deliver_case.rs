//! Hands the result of a case over.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Hands the result of a case over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliverCase {
    /// The case number.
    pub case: String,
    /// Who signed for it.
    pub to: String,
    /// The result document; the matter’s own when left out.
    #[serde(default)]
    pub result: String,
    /// The window it was fetched at.
    #[serde(default)]
    pub window: Option<WindowNo>,
}

impl Verb for DeliverCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Deliver)?;
        let to = optional_text("name", &self.to, MAX_NAME)?;
        if to.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        let mut result = optional_text("name", &self.result, MAX_NAME)?;
        if result.is_empty() {
            result = act
                .matter(&row.matter)
                .map(|m| m.result)
                .unwrap_or_default();
        }
        let visit = intake::visit_at(&live, self.window)?;
        let (case, day) = (row.id, act.today());
        act.emit(
            case.0,
            event::CaseDelivered {
                case,
                result,
                to,
                visit,
                day,
            },
        )?;
        intake::moved(act, &row.number)
    }
}
