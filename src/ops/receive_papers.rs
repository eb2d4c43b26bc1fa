//! Takes papers in at a window before the case is accepted (收件).

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::deadline;
use crate::domain::event;
use crate::domain::event::Outcome;
use crate::domain::ids::CaseId;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Accuracy;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::ErrandEnd;
use crate::ops::intake;
use crate::ops::intake::Written;
use crate::ops::read::Duplicate;
use crate::ops::read::duplicates_of;
use crate::ops::register;

/// Takes papers in at a window before the case is accepted (收件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceivePapers {
    /// The window.
    pub window: WindowNo,
    /// The code of the matter.
    pub matter: String,
    /// The applicant’s name.
    pub name: String,
    /// A resident ID or credit code.
    #[serde(default)]
    pub number: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// The 12-digit village code.
    #[serde(default)]
    pub village: String,
    /// Numbers of the papers handed in, as 1,2,4, or all.
    #[serde(default)]
    pub papers: String,
    /// Who brings them for the applicant; empty when the applicant came.
    #[serde(default)]
    pub proxy: String,
}

/// Papers taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Received {
    /// The case number.
    pub number: String,
    /// The papers still missing.
    pub lacking: Vec<String>,
    /// The last day for the one-time notice.
    pub notice_due: NaiveDate,
    /// Records that may be of the same person, masked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<Duplicate>,
}

impl Verb for ReceivePapers {
    type Done = Received;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Received, Error> {
        let live = act.live()?;
        let (visit, errand, staff) = intake::serving(act, &live, self.window)?;
        let day = act.today();
        let matter = Some(act.matter(&self.matter)?);
        let Some(wanted) = matter.as_ref() else {
            return Err(Refusal::MatterUnknown {
                matter: self.matter.clone(),
            }
            .into());
        };
        // Without a limit nobody could say until when it is done once it counts as accepted.
        intake::promise(act.calendar, wanted, day)?;
        let proxy = intake::proxy(wanted, &self.proxy)?;
        let (papers, lacking) = intake::split_papers(wanted, &self.papers)?;
        let written = Written {
            name: &self.name,
            number: &self.number,
            phone: &self.phone,
            village: &self.village,
        };
        let (applicant, warnings) = written.applicant(day)?;
        let person = register::remember(act, &applicant)?.id();
        let (notices, trips_before) = intake::open_notices(act, person, wanted, visit.id)?;
        let notice_due = deadline::notice_due(act.calendar, day).map_or(day, |due| due.date);
        let case = CaseId(act.new_id()?);
        let number = intake::next_number(act, day)?;
        act.emit(
            case.0,
            event::CaseReceived {
                case,
                number: number.clone(),
                errand: errand.id,
                visit: visit.id,
                matter: wanted.code.clone(),
                matter_name: wanted.name.clone(),
                centre: wanted.centre,
                person,
                applicant,
                warnings,
                papers,
                lacking: lacking.clone(),
                day,
                first: staff,
                notice_due,
                notices,
                trips_before,
                proxy,
            },
        )?;
        let end = ErrandEnd {
            outcome: Outcome::Received,
            matter: matter.as_ref(),
            centre: matter.as_ref().map_or(visit.centre, |m| m.centre),
            accuracy: Accuracy::Exact,
        };
        act.end_errand(errand, staff, end)?;
        Ok(Received {
            number,
            lacking,
            notice_due,
            duplicates: duplicates_of(act.db(), person)?,
        })
    }
}
