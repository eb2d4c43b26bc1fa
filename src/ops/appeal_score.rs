//! Asks, once, that a closed score sheet be looked at again (申诉): only the scored person does.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::ScoreAppealed;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::scoring;
use crate::ops::scoring::SheetNow;

/// Asks, once, that a closed score sheet be looked at again (申诉): only the scored person does. For
/// one without a badge somebody takes the letter in who had no hand in the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealScore {
    /// The sheet's number.
    pub sheet: String,
    /// Why; where somebody else takes the letter in, what it says.
    pub reason: String,
}

impl Verb for AppealScore {
    type Done = SheetNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SheetNow, Error> {
        let (sheet, hand) = scoring::find(act, &act.live()?, &self.sheet)?;
        sheet.check_appeal(hand.by)?;
        let event = ScoreAppealed {
            sheet: sheet.id,
            hand,
            reason: reason(&self.reason)?,
        };
        scoring::keep(act, &sheet, None, event)
    }
}
