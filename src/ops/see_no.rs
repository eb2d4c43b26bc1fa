//! Notes that a leader has seen a recorded no (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::store::view;

/// Notes that a leader has seen a recorded no (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeeNo {
    /// Its number.
    pub no: String,
    /// What is to happen instead; empty when it stands.
    #[serde(default)]
    pub overrule: String,
}

/// A no that a leader has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoSeenDone {
    /// Its number for people.
    pub number: String,
    /// Whether it stands.
    pub agreed: bool,
}

impl Verb for SeeNo {
    type Done = NoSeenDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<NoSeenDone, Error> {
        let live = act.live()?;
        act.leader(&live)?;
        let staff = intake::by_name(act, &live)?;
        let number = plain::digits(self.no.trim()).to_ascii_uppercase();
        let found = view::noes::find(act.db(), &number)?.ok_or_else(|| Refusal::NoUnknown {
            number: number.clone(),
        })?;
        if found.seen_by.is_some() {
            return Err(Refusal::NoSeenAlready { number }.into());
        }
        let note = optional_text("remark", &self.overrule, MAX_TEXT)?;
        let agreed = note.is_empty();
        let no = found.id;
        act.emit(
            no.0,
            event::NoSeen {
                no,
                agreed,
                note,
                staff,
            },
        )?;
        Ok(NoSeenDone { number, agreed })
    }
}
