//! Takes a case over by name (首问负责 ends here).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Takes a case over by name (首问负责 ends here).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeCase {
    /// The case number.
    pub case: String,
}

impl Verb for TakeCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Take)?;
        let staff = intake::by_name(act, &live)?;
        let case = row.id;
        act.emit(case.0, event::CaseTaken { case, staff })?;
        intake::moved(act, &row.number)
    }
}
