//! Names who follows a case up (项目跟踪服务).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::domain::ids::StaffNo;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::intake;
use crate::ops::intake::CaseMoved;

/// Names who follows a case up (项目跟踪服务).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowCase {
    /// The case number.
    pub case: String,
    /// The badge number.
    pub staff: StaffNo,
}

impl Verb for FollowCase {
    type Done = CaseMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<CaseMoved, Error> {
        let live = act.live()?;
        act.staff(&live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Mark)?;
        live.staff(self.staff)?;
        let (case, staff) = (row.id, self.staff);
        act.emit(case.0, event::CaseFollowed { case, staff })?;
        intake::moved(act, &row.number)
    }
}
