//! What a due date hangs on: a start, a limit, pauses and at most one extension.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::deadline::limits;
use crate::domain::deadline::limits::ExtensionError;
use crate::domain::matter::Limit;

/// Why a clock stands still; there are no other grounds.
///
/// Source: 行政许可法 article 45 (rule L6): the time that hearings, tenders and auctions, tests and
/// inspections, quarantine, appraisal and expert review take is not counted, and its length is
/// told to the applicant in writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopGround {
    /// A hearing is held (听证).
    Hearing,
    /// A tender or an auction is held (招标、拍卖).
    Tender,
    /// Something is tested or inspected (检验、检测).
    Inspection,
    /// Something is in quarantine (检疫).
    Quarantine,
    /// Something is appraised (鉴定).
    Appraisal,
    /// Experts review it (专家评审).
    ExpertReview,
}

impl StopGround {
    /// All grounds, in the order of the law.
    pub const ALL: [StopGround; 6] = [
        StopGround::Hearing,
        StopGround::Tender,
        StopGround::Inspection,
        StopGround::Quarantine,
        StopGround::Appraisal,
        StopGround::ExpertReview,
    ];

    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            StopGround::Hearing => "hearing",
            StopGround::Tender => "tender",
            StopGround::Inspection => "inspection",
            StopGround::Quarantine => "quarantine",
            StopGround::Appraisal => "appraisal",
            StopGround::ExpertReview => "expert_review",
        }
    }
}

impl fmt::Display for StopGround {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for StopGround {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_lowercase().replace('-', "_");
        StopGround::ALL
            .into_iter()
            .find(|ground| ground.word() == wanted)
            .ok_or_else(|| {
                let words = StopGround::ALL.map(StopGround::word).join(", ");
                format!("{text:?} is no ground on which a clock stops: {words}")
            })
    }
}

/// Days on which a clock stands still.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pause {
    /// Why it stands still.
    pub ground: StopGround,
    /// The first day that does not count.
    pub from: NaiveDate,
    /// The last day that does not count; `None` while the pause is running.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

impl fmt::Display for Pause {
    /// Writes the form of commands: `hearing:2026-02-24..2026-02-26`, or without an end while running.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..", self.ground, self.from)?;
        match self.to {
            Some(to) => write!(f, "{to}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Pause {
    type Err = String;

    /// Reads `hearing:2026-02-24..2026-02-26`, and `hearing:2026-02-24..` for one still running.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{text:?} is not a pause such as hearing:2026-02-24..2026-02-26");
        let day = |part: &str| part.trim().parse::<NaiveDate>().map_err(|_| wrong());
        let (ground, days) = text.split_once(':').ok_or_else(wrong)?;
        let (from, to) = days.split_once("..").ok_or_else(wrong)?;
        let from = day(from)?;
        let to = match to.trim() {
            "" => None,
            to => Some(day(to)?),
        };
        if to.is_some_and(|to| to < from) {
            return Err(format!("{text:?} ends before it begins"));
        }
        Ok(Pause {
            ground: ground.parse()?,
            from,
            to,
        })
    }
}

/// Time added to a limit by the head, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Extension {
    /// How much was added.
    pub limit: Limit,
}

/// Everything a due date hangs on besides the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Clock {
    /// The day of acceptance, which does not count.
    pub start: NaiveDate,
    /// The limit that runs.
    pub limit: Limit,
    /// The pauses, in any order; a day of several does not count once.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// The extension, if one was granted.
    #[serde(default)]
    pub extension: Option<Extension>,
}

impl Clock {
    /// Lets the clock run again from a day on, which counts; a pause of no day leaves no trace.
    pub fn resume(&mut self, day: NaiveDate) {
        let Some(pause) = self.pauses.last_mut() else {
            return;
        };
        match day.pred_opt().filter(|last| *last >= pause.from) {
            Some(last) => pause.to = Some(last),
            None => {
                self.pauses.pop();
            }
        }
    }

    /// Returns a clock with no pause and no extension.
    pub fn new(start: NaiveDate, limit: Limit) -> Clock {
        Clock {
            start,
            limit,
            pauses: Vec::new(),
            extension: None,
        }
    }

    /// Returns the pause that is still running, the earliest if there are several.
    pub fn running(&self) -> Option<&Pause> {
        let running = self.pauses.iter().filter(|pause| pause.to.is_none());
        running.min_by_key(|pause| (pause.from, pause.ground))
    }

    /// Adds an extension.
    ///
    /// # Errors
    /// [`ExtensionError`] when one was granted already, or it is more than the law lets the head add
    /// to a limit of this unit.
    pub fn extend(&mut self, joint: bool, asked: Limit) -> Result<(), ExtensionError> {
        if self.extension.is_some() {
            return Err(ExtensionError::Twice);
        }
        limits::check_extension_of(self.limit, joint, asked)?;
        self.extension = Some(Extension { limit: asked });
        Ok(())
    }
}
