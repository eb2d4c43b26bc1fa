//! A resident keys a rating at the pad: one per errand, never changed, never by staff.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;

use crate::domain::entry::EntryRef;
use crate::domain::event;
use crate::domain::event::RatingGiven;
use crate::domain::followup;
use crate::domain::followup::Terms;
use crate::domain::ids::ErrandId;
use crate::domain::ids::number_or_text;
use crate::domain::rating;
use crate::domain::rating::Channel;
use crate::domain::rating::Level;
use crate::domain::rating::form;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::store::Audience;
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
pub(super) fn codes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
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
        let said = Said::by_resident(act, self.level, &self.reasons, &self.remark)?;
        let standing = view::ratings::standing(act.db(), self.errand)?
            .ok_or(RatingRefusal::RatingNotInvited)?;
        if standing.state != "invited" {
            return Err(RatingRefusal::RatingClosed.into());
        }
        said.keep(act, self.errand, Way::pad())
    }
}

/// The way a rating came.
#[derive(Debug)]
pub(super) struct Way {
    /// The channel.
    pub(super) channel: Channel,
    /// The day on which the errand had been noted as unrated; none at the window's pad.
    pub(super) late: Option<NaiveDate>,
    /// The serial number of the paper; empty where there was none.
    pub(super) paper: String,
    /// The entries it was taken from; none where it was said here.
    pub(super) on: Vec<EntryRef>,
}

impl Way {
    fn pad() -> Way {
        Way {
            channel: Channel::Pad,
            late: None,
            paper: String::new(),
            on: Vec::new(),
        }
    }

    /// Returns the way of one that comes later, without a paper.
    pub(super) fn later(channel: Channel, noted: NaiveDate) -> Way {
        Way {
            channel,
            late: Some(noted),
            paper: String::new(),
            on: Vec::new(),
        }
    }
}

/// What a resident says, checked.
#[derive(Debug)]
pub(super) struct Said {
    level: Level,
    reasons: Vec<String>,
    remark: String,
}

impl Said {
    /// Checks that a resident says it, and that it is whole.
    pub(super) fn by_resident(
        act: &Act<'_, '_>,
        level: Level,
        reasons: &[String],
        remark: &str,
    ) -> Result<Said, Error> {
        if act.who() != Who::Resident {
            return Err(RatingRefusal::RaterIsStaff.into());
        }
        Said::check(level, reasons, remark)
    }

    /// Checks that it is whole.
    pub(super) fn check(level: Level, reasons: &[String], remark: &str) -> Result<Said, Error> {
        let remark = optional_text("remark", remark, MAX_TEXT)?;
        rating::check(level, reasons, &remark)?;
        Ok(Said {
            level,
            reasons: reasons.to_vec(),
            remark,
        })
    }

    /// Takes what a village says that its resident said. It is another site's word: what no pad could
    /// have sent is left out, and the level stands.
    pub(super) fn from_village(said: event::Said) -> Said {
        let ticked = form::ticked(&said.reasons.join(","));
        let known = |reason: &&str| rating::REASONS.contains(reason);
        let reasons = ticked.split(',').filter(known);
        let mut reasons: Vec<String> = reasons.map(ToOwned::to_owned).collect();
        let remark = optional_text("remark", &said.remark, MAX_TEXT).unwrap_or_default();
        if rating::check(said.level, &reasons, &remark).is_err() {
            reasons = vec![rating::OTHER.to_owned()];
        }
        Said {
            level: said.level,
            reasons,
            remark,
        }
    }

    /// Returns it as a village tells it.
    pub(super) fn told(self) -> event::Said {
        let (level, reasons, remark) = (self.level, self.reasons, self.remark);
        event::Said {
            level,
            reasons,
            remark,
        }
    }

    /// Keeps it in the pads' log; a bad one opens its order by the same entry.
    pub(super) fn keep(
        self,
        act: &mut Act<'_, '_>,
        errand: ErrandId,
        way: Way,
    ) -> Result<Rated, Error> {
        let followup = match self.level.is_bad() {
            true => Some(Terms {
                number: intake::next_of_day(act, "followups", 'C', act.today())?,
                day: act.today(),
                profile: followup::named(&act.config.rating.followup).unwrap_or_default(),
            }),
            false => None,
        };
        let kept = act.emit_on(
            Audience::Pad.word(),
            errand.0,
            RatingGiven {
                errand,
                level: self.level.number(),
                reasons: self.reasons,
                remark: self.remark,
                late: way.late,
                channel: way.channel,
                paper: way.paper,
                followup,
            },
            &way.on,
        )?;
        Ok(Rated {
            receipt: kept.receipt(),
        })
    }
}
