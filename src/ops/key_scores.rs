//! Keys a paper of a score sheet; it counts once another person keyed it alike (双人录入).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::ScoreKeyed;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::scoring;
use crate::ops::scoring::SheetNow;

/// The longest text of a paper, bytes.
const MAX_PAPER_TEXT: usize = 16_000;

/// Keys a paper of a score sheet; it counts once another person keyed it alike (双人录入).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyScores {
    /// The sheet's number.
    pub sheet: String,
    /// The paper's name, the same for both who key it.
    pub paper: String,
    /// What stands there: `head=points`, or `DATE/head=points` for a daily entry, parted by commas.
    pub lines: String,
}

impl Verb for KeyScores {
    type Done = SheetNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SheetNow, Error> {
        let (sheet, hand) = scoring::by_other(act, &self.sheet)?;
        sheet.check_open()?;
        let paper = sheet.paper_name(&self.paper)?;
        if self.lines.len() > MAX_PAPER_TEXT {
            return Err(Refusal::TooLong {
                field: "lines",
                limit: MAX_PAPER_TEXT,
            }
            .into());
        }
        let lines = sheet.read_lines(&self.lines, hand.day)?;
        sheet.check_key(hand.by, &paper, &lines)?;
        let event = ScoreKeyed {
            sheet: sheet.id,
            hand,
            paper: paper.clone(),
            lines,
        };
        scoring::keep(act, &sheet, Some(&paper), event)
    }
}
