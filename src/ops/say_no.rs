//! Ends the errand at a window with a recorded no (否定答复): reason, clause, and what to do instead.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::event::Outcome;
use crate::domain::ids::ErrandId;
use crate::domain::ids::NoId;
use crate::domain::ids::WindowNo;
use crate::domain::visit::Accuracy;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::ErrandEnd;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::act::reason;
use crate::ops::intake;

/// Ends the errand at a window with a recorded no (否定答复): reason, clause, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SayNo {
    /// The window.
    pub window: WindowNo,
    /// What was asked for.
    pub what: String,
    /// Why.
    pub reason: String,
    /// By which clause.
    pub clause: String,
    /// What the resident can do instead.
    #[serde(default)]
    pub instead: String,
    /// The code of the matter.
    #[serde(default)]
    pub matter: Option<String>,
}

/// A recorded no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoSaid {
    /// Its number for people.
    pub number: String,
    /// The errand.
    pub errand: ErrandId,
}

impl Verb for SayNo {
    type Done = NoSaid;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<NoSaid, Error> {
        let live = act.live()?;
        let (visit, errand, staff) = intake::serving(act, &live, self.window)?;
        let day = act.today();
        let code = self.matter.as_ref().or(errand.matter.as_ref());
        let matter = code.map(|code| act.matter(code)).transpose()?;
        let what = intake::what(&self.what)?;
        let reason = reason(&self.reason)?;
        let clause = intake::clause(&self.clause)?;
        let instead = optional_text("remark", &self.instead, MAX_TEXT)?;
        let no = NoId(act.new_id()?);
        let number = intake::next_no(act, day)?;
        act.emit(
            no.0,
            event::NoGiven {
                no,
                number: number.clone(),
                errand: Some(errand.id),
                visit: Some(visit.id),
                case: None,
                window: Some(self.window),
                matter: matter.as_ref().map(|m| m.code.clone()).unwrap_or_default(),
                what,
                reason,
                clause,
                instead,
                staff,
                day,
            },
        )?;
        let end = ErrandEnd {
            outcome: Outcome::Refused,
            matter: matter.as_ref(),
            centre: matter.as_ref().map_or(visit.centre, |m| m.centre),
            accuracy: Accuracy::Exact,
        };
        act.end_errand(errand, staff, end)?;
        Ok(NoSaid {
            number,
            errand: errand.id,
        })
    }
}
