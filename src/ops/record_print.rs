//! Notes what became of a print of a paper.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::event::SlipResult;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::intake;
use crate::store::view;

/// Notes what became of a print of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordPrint {
    /// The number of the case, notice or answer.
    pub about: String,
    /// Which paper, as acceptance.
    pub paper: String,
    /// Printed, no_paper or failed.
    pub result: SlipResult,
}

/// A print noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintRecorded {
    /// What it is about.
    pub about: String,
    /// 1 for the first print; more is a reprint.
    pub copy: u32,
}

impl Verb for RecordPrint {
    type Done = PrintRecorded;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<PrintRecorded, Error> {
        let about = intake::what(&self.about)?.to_ascii_uppercase();
        let paper = intake::what(&self.paper)?;
        let copy = view::prints::about(act.db(), &about)?
            .iter()
            .filter(|print| print.paper == paper)
            .count();
        let copy = u32::try_from(copy).unwrap_or(u32::MAX).saturating_add(1);
        act.emit(
            uuid::Uuid::nil(),
            event::PaperPrinted {
                about: about.clone(),
                paper,
                result: self.result,
                copy,
            },
        )?;
        Ok(PrintRecorded { about, copy })
    }
}
