//! A clerk accepts the errand at the window as a case.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::CaseAccepted;
use crate::domain::event::Outcome;
use crate::domain::ids::CaseId;
use crate::domain::ids::ErrandId;
use crate::domain::ids::WindowNo;
use crate::domain::ids::yes_or_text;
use crate::domain::visit::Accuracy;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::ErrandEnd;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::intake::Written;
use crate::ops::read::Duplicate;
use crate::ops::read::duplicates_of;
use crate::ops::register;

/// Accepts the errand at a window as a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptCase {
    /// The window.
    pub window: WindowNo,
    /// The matter's code.
    pub matter: String,
    /// The applicant's name.
    pub name: String,
    /// Resident ID or credit code.
    #[serde(default)]
    pub number: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// The 12-digit village code.
    #[serde(default)]
    pub village: String,
    /// The papers handed in, by their number from 1: `1,2,4`, or `all`.
    #[serde(default)]
    pub papers: String,
    /// Whether it is done while the resident waits.
    #[serde(default, deserialize_with = "yes_or_text")]
    pub on_the_spot: bool,
    /// Until when deferred papers are promised; the due date when left out.
    #[serde(default)]
    pub deferred_until: Option<NaiveDate>,
    /// What was put right on the spot, in words.
    #[serde(default)]
    pub corrected: String,
    /// Why it is urgent; empty when it is not.
    #[serde(default)]
    pub urgent: String,
    /// Who brings it for the applicant; empty when the applicant came.
    #[serde(default)]
    pub proxy: String,
}

/// An accepted case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accepted {
    /// The case.
    pub case: CaseId,
    /// Its number for people.
    pub number: String,
    /// The errand.
    pub errand: ErrandId,
    /// The last day; none when done on the spot.
    pub due: Option<NaiveDate>,
    /// Whether the calendar of a year it reaches into is not loaded yet.
    pub provisional: bool,
    /// Deferrable papers still missing.
    pub missing: Vec<String>,
    /// The last day for them.
    pub deferred_until: Option<NaiveDate>,
    /// How often the applicant had to come.
    pub trips: u32,
    /// What is odd about number or phone, as codes of findings.
    pub warnings: Vec<String>,
    /// Records that may be of the same person, masked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<Duplicate>,
}

impl Verb for AcceptCase {
    type Done = Accepted;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Accepted, Error> {
        let case = CaseId(act.new_id()?);
        self.under(act, case, Asks::AtThePad)
    }
}

/// Where the resident is asked how it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// At the window's pad, now.
    AtThePad,
    /// In the village, when the result is handed over.
    InTheVillage,
}

impl AcceptCase {
    /// Accepts it under an id: an errand that a village handed in has one already.
    pub(crate) fn under(
        &self,
        act: &mut Act<'_, '_>,
        case: CaseId,
        asks: Asks,
    ) -> Result<Accepted, Error> {
        let live = act.live()?;
        let (visit, errand, staff) = intake::serving(act, &live, self.window)?;
        let matter = act.matter(&self.matter)?;
        let proxy = intake::proxy(&matter, &self.proxy)?;
        let (papers, missing) = intake::sort_papers(&matter, &self.papers)?;
        let today = act.today();
        let written = Written {
            name: &self.name,
            number: &self.number,
            phone: &self.phone,
            village: &self.village,
        };
        let (applicant, warnings) = written.applicant(today)?;
        let promise = if self.on_the_spot || matter.on_the_spot() {
            None
        } else {
            Some(intake::promise(act.calendar, &matter, today)?)
        };
        let person = register::remember(act, &applicant)?.id();
        let due = promise.as_ref().map(|p| p.due);
        let deferred_until = intake::deferral(act, person, self.deferred_until, due, &missing)?;
        let (notices, trips_before) = intake::open_notices(act, person, &matter, visit.id)?;
        let number = intake::next_number(act, today)?;
        act.emit(
            case.0,
            CaseAccepted {
                case,
                number: number.clone(),
                errand: errand.id,
                matter: matter.code.clone(),
                matter_name: matter.name.clone(),
                centre: matter.centre,
                person,
                applicant,
                warnings: warnings.clone(),
                papers,
                missing: missing.clone(),
                day: today,
                promise: promise.clone(),
                visit: Some(visit.id),
                first: Some(staff),
                department: matter.department.clone(),
                steps: matter.steps.clone(),
                deferred_until,
                corrected: optional_text("remark", &self.corrected, MAX_TEXT)?,
                urgent: optional_text("reason", &self.urgent, MAX_TEXT)?,
                notices,
                trips_before,
                proxy,
            },
        )?;
        let outcome = if promise.is_some() {
            Outcome::Accepted
        } else {
            Outcome::OnTheSpot
        };
        let end = ErrandEnd {
            outcome,
            matter: Some(&matter),
            centre: matter.centre,
            accuracy: Accuracy::Exact,
        };
        match asks {
            Asks::AtThePad => act.end_errand(errand, staff, end)?,
            Asks::InTheVillage => act.end_unasked(errand, end)?,
        }
        Ok(Accepted {
            case,
            number,
            errand: errand.id,
            due: promise.as_ref().map(|p| p.due),
            provisional: promise.is_some_and(|p| p.provisional),
            missing,
            deferred_until,
            trips: trips_before + 1,
            warnings,
            duplicates: duplicates_of(act.db(), person)?,
        })
    }
}
