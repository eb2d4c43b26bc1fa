//! Takes in papers a case waits for.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Takes in papers a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplyPapers {
    /// The case number.
    pub case: String,
    /// The papers by name, parted by commas, or all.
    pub papers: String,
    /// The window the applicant came to.
    #[serde(default)]
    pub window: Option<WindowNo>,
}

impl Verb for SupplyPapers {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Supply)?;
        let wanted = file.still_missing();
        let papers = if self.papers.trim() == "all" {
            wanted.clone()
        } else {
            intake::names(&self.papers)
        };
        for paper in &papers {
            let (case, paper) = (row.number.clone(), paper.clone());
            if file.papers.contains(&paper) && !wanted.contains(&paper) {
                return Err(Refusal::PaperAlreadyIn { paper }.into());
            }
            if !wanted.contains(&paper) {
                return Err(Refusal::PaperNotWanted { case, paper }.into());
            }
        }
        if papers.is_empty() {
            return Err(Refusal::NothingMissing.into());
        }
        let visit = intake::visit_at(&live, self.window)?;
        let (case, day) = (row.id, act.today());
        act.emit(
            case.0,
            event::CaseSupplied {
                case,
                papers,
                visit,
                day,
            },
        )?;
        intake::moved(act, &row.number)
    }
}
