//! A resident keys a rating at the pad: one per errand, never changed, never by staff.

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;

use crate::domain::event::RatingGiven;
use crate::domain::ids::ErrandId;
use crate::domain::ids::number_or_text;
use crate::domain::rating;
use crate::domain::rating::Level;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::store::view;

/// Keeps the rating a resident keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The errand.
    pub errand: ErrandId,
    /// 5 to 1.
    #[serde(deserialize_with = "number_or_text")]
    pub level: Level,
    /// Codes of the reasons; necessary with 2 and 1 unless there are own words.
    #[serde(default, deserialize_with = "codes")]
    pub reasons: Vec<String>,
    /// Own words.
    #[serde(default)]
    pub remark: String,
}

/// Reads codes as a list or joined by commas.
fn codes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        List(Vec<String>),
        Text(String),
    }
    Ok(match Either::deserialize(from)? {
        Either::List(list) => list,
        Either::Text(text) => text
            .split(',')
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .map(ToOwned::to_owned)
            .collect(),
    })
}

/// A rating kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rated {
    /// The code by which the resident can prove it: its number and part of its hash.
    pub receipt: String,
}

impl Verb for Rate {
    type Done = Rated;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Rated, Error> {
        if act.who() != Who::Resident {
            return Err(Refusal::RaterIsStaff.into());
        }
        let remark = optional_text("remark", &self.remark, MAX_TEXT)?;
        rating::check(self.level, &self.reasons, &remark)?;
        let standing =
            view::ratings::standing(act.db(), self.errand)?.ok_or(Refusal::RatingNotInvited)?;
        if standing.state != "invited" {
            return Err(Refusal::RatingClosed.into());
        }
        let kept = act.emit_pad(
            self.errand.0,
            RatingGiven {
                errand: self.errand,
                level: self.level.number(),
                reasons: self.reasons.clone(),
                remark,
            },
        )?;
        Ok(Rated {
            receipt: kept.receipt(),
        })
    }
}
