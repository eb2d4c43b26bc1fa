//! Matters that residents brought up and a level raised to the next: where each lies, and what was said
//! of it at each level.

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

use crate::domain::custody::Mark;
use crate::domain::custody::SharedCase;
use crate::domain::ids::CaseId;
use crate::domain::number::mask_name;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::mandates::Now;
use crate::store::StoreError;
use crate::store::view;

/// Where a matter stands for this site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RaisedState {
    /// The level above has answered: its answer goes down from here.
    AnsweredAbove,
    /// It lies here: to be answered or raised on.
    Open,
    /// It is answered, and the resident is to be told here.
    ToTell,
    /// It was raised on, and lies above.
    Above,
    /// It is answered, and the level below tells the resident.
    BelowTells,
}

impl RaisedState {
    /// Returns the word used in locales.
    pub fn word(self) -> &'static str {
        match self {
            RaisedState::AnsweredAbove => "answered_above",
            RaisedState::Open => "open",
            RaisedState::ToTell => "to_tell",
            RaisedState::Above => "above",
            RaisedState::BelowTells => "below_tells",
        }
    }

    /// Returns whether somebody here has something to do.
    pub fn waits_here(self) -> bool {
        matches!(
            self,
            RaisedState::AnsweredAbove | RaisedState::Open | RaisedState::ToTell
        )
    }
}

/// What was done at a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LevelDeed {
    /// It was raised from there.
    Raised,
    /// It was answered there.
    Answered,
    /// The resident was told there.
    Told,
}

impl LevelDeed {
    /// Returns the word used in locales.
    pub fn word(self) -> &'static str {
        match self {
            LevelDeed::Raised => "raised",
            LevelDeed::Answered => "answered",
            LevelDeed::Told => "told",
        }
    }
}

/// One thing that was said at a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Level {
    /// The site's name.
    pub site: String,
    /// What was done.
    pub deed: LevelDeed,
    /// When.
    pub at: UtcMs,
    /// The answer, or how the resident was told; empty where it was raised.
    pub text: String,
}

/// A matter that was raised and is not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RaisedLine {
    /// The matter.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub what: String,
    /// Which block it is from.
    pub block: String,
    /// Who brought it up.
    pub applicant: String,
    /// The site that raised it.
    pub from: String,
    /// The site that has it.
    pub holder: String,
    /// Where it stands for this site.
    pub state: RaisedState,
    /// By when.
    pub until: Option<NaiveDate>,
    /// For how many days it has been raised.
    pub days: i64,
    /// The answer, if there is one.
    pub answer: String,
    /// What was said of it at each level, up and down again.
    pub levels: Vec<Level>,
}

impl RaisedLine {
    fn of(shared: &SharedCase, above: Option<&SharedCase>, at: &Now<'_>) -> RaisedLine {
        let answered = shared.answer();
        let from_above = above.and_then(SharedCase::answer);
        let state = match (answered, above, from_above) {
            (Some(_), ..) if shared.giver == at.own => RaisedState::ToTell,
            (Some(_), ..) => RaisedState::BelowTells,
            (None, Some(_), Some(_)) => RaisedState::AnsweredAbove,
            (None, Some(_), None) => RaisedState::Above,
            (None, None, _) if shared.giver == at.own => RaisedState::Above,
            (None, None, _) => RaisedState::Open,
        };
        let holder = match (answered, above) {
            (Some(_), _) => shared.giver,
            (None, Some(above)) if from_above.is_none() => above.custodian,
            _ => shared.custodian,
        };
        let raised = shared.history.first().map(|step| &step.mark);
        let days = raised.map_or(0, |mark| (at.day - at.zone.day(mark.wall)).num_days());
        RaisedLine {
            case: shared.case,
            number: shared.number.clone(),
            what: shared.what.clone(),
            block: shared.matter_name.clone(),
            applicant: shared.applicant.clone(),
            from: at.name(shared.giver),
            holder: at.name(holder),
            state,
            until: shared.until,
            days,
            answer: answered
                .or(from_above)
                .map_or_else(String::new, |m| m.text.clone()),
            levels: levels(shared, above, at),
        }
    }

    /// Returns it as others may see it: the name masked.
    pub fn masked(self) -> RaisedLine {
        RaisedLine {
            applicant: mask_name(&self.applicant),
            ..self
        }
    }
}

/// Returns what was said at each level: up, and down again.
fn levels(shared: &SharedCase, above: Option<&SharedCase>, at: &Now<'_>) -> Vec<Level> {
    let level = |deed, mark: &Mark| Level {
        site: at.name(mark.org),
        deed,
        at: mark.wall,
        text: match deed {
            LevelDeed::Raised => String::new(),
            LevelDeed::Answered | LevelDeed::Told => mark.text.clone(),
        },
    };
    let both = || std::iter::once(shared).chain(above);
    let up = both().filter_map(|case| case.history.first().map(|step| &step.mark));
    let mut said: Vec<Level> = up.map(|mark| level(LevelDeed::Raised, mark)).collect();
    let down = above
        .into_iter()
        .chain([shared])
        .filter_map(SharedCase::answer);
    said.extend(down.map(|mark| level(LevelDeed::Answered, mark)));
    said.extend(shared.told.iter().map(|mark| level(LevelDeed::Told, mark)));
    said
}

/// Returns the matters that were raised from here or to here and are not over: what waits here first,
/// the longest first. One that was raised on stands once, as it came from below.
pub(super) fn lines(db: &Connection, at: &Now<'_>) -> Result<Vec<RaisedLine>, StoreError> {
    let mut lines = Vec::new();
    for shared in view::shared::raised(db)? {
        if shared.of.is_none() || shared.taker == at.own {
            let above = view::shared::raised_on(db, shared.case)?;
            lines.push(RaisedLine::of(&shared, above.as_ref(), at));
        }
    }
    lines.sort_by(|a, b| {
        let key = |line: &RaisedLine| (line.state, std::cmp::Reverse(line.days));
        (key(a), &a.number).cmp(&(key(b), &b.number))
    });
    Ok(lines)
}

impl Hall {
    /// Returns the matters that were raised from here or to here and are not over.
    ///
    /// # Errors
    /// The store's own error.
    pub fn raised(&self, now: UtcMs) -> Result<Vec<RaisedLine>, Error> {
        let db = self.store().db();
        match self.at(db, now)? {
            Some(at) => Ok(lines(db, &at)?),
            None => Ok(Vec::new()),
        }
    }
}
