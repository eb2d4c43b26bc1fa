//! Hands a matter that cannot be got done to window 1 (一号窗口, 办不成事).

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::event::Outcome;
use crate::domain::hard::HardSize;
use crate::domain::ids::HardId;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Accuracy;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::ErrandEnd;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::act::reason;
use crate::ops::intake;
use crate::store::view;

/// Hands a matter that cannot be got done to window 1 (一号窗口, 办不成事).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// The window.
    pub window: WindowNo,
    /// What is to be done.
    pub what: String,
    /// What blocks it.
    pub blocked: String,
    /// Complex (5 days), joint (10) or impossible (3).
    #[serde(default)]
    pub size: Option<HardSize>,
    /// The resident.
    #[serde(default)]
    pub name: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// The case, if there is one.
    #[serde(default)]
    pub case: String,
}

/// A matter of window 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HardMoved {
    /// Its number for people.
    pub number: String,
    /// The last day.
    pub due: NaiveDate,
}

impl Verb for HandOver {
    type Done = HardMoved;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<HardMoved, Error> {
        let live = act.live()?;
        let (visit, errand, staff) = intake::serving(act, &live, self.window)?;
        let day = act.today();
        let matter = errand
            .matter
            .as_ref()
            .map(|code| act.matter(code))
            .transpose()?;
        let what = intake::what(&self.what)?;
        let blocked = reason(&self.blocked)?;
        let case = if self.case.trim().is_empty() {
            None
        } else {
            let case = intake::case_file(act, &self.case)?.0.id;
            // Source: rule A5 of the hall: what window 1 has is not handed round.
            if let Some(hard) = view::hards::open_of_case(act.db(), case)? {
                let number = hard.number;
                return Err(Refusal::WindowOneKeeps { number }.into());
            }
            Some(case)
        };
        let size = self.size.unwrap_or(HardSize::Complex);
        let due = size.due(act.calendar, day).unwrap_or(day);
        let hard = HardId(act.new_id()?);
        let number = intake::next_of_day(act, "hards", 'N', day)?;
        act.emit(
            hard.0,
            event::HardRaised {
                hard,
                number: number.clone(),
                window: self.window,
                staff,
                errand: Some(errand.id),
                visit: Some(visit.id),
                case,
                name: optional_text("name", &self.name, MAX_NAME)?,
                phone: optional_text("phone", &self.phone, MAX_NAME)?,
                what,
                blocked,
                size,
                day,
                due,
            },
        )?;
        let end = ErrandEnd {
            outcome: Outcome::HandedOver,
            matter: matter.as_ref(),
            centre: matter.as_ref().map_or(visit.centre, |m| m.centre),
            accuracy: Accuracy::Exact,
        };
        act.end_errand(errand, staff, end)?;
        Ok(HardMoved { number, due })
    }
}
