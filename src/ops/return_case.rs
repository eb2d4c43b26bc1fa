//! Returns a case to the applicant for papers of its guide (退回补正).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Returns a case to the applicant for papers of its guide (退回补正).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnCase {
    /// The case number.
    pub case: String,
    /// The papers by name, parted by commas.
    pub papers: String,
    /// Why.
    pub reason: String,
}

impl Verb for ReturnCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Return)?;
        intake::held_by(act, &live, &row.number, &file)?;
        let reason = reason(&self.reason)?;
        let papers = intake::names(&self.papers);
        let matter = act.matter(&row.matter)?;
        for paper in &papers {
            if !matter.materials.iter().any(|m| m.name == *paper) {
                return Err(Refusal::PaperNotInGuide {
                    paper: paper.clone(),
                }
                .into());
            }
        }
        if papers.is_empty() {
            return Err(Refusal::NothingMissing.into());
        }
        let case = row.id;
        act.emit(
            case.0,
            event::CaseReturned {
                case,
                papers,
                reason,
            },
        )?;
        intake::moved(act, &row.number)
    }
}
