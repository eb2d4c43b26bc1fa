//! Settles a line of a form in which the two who keyed it differ: a third person looks at the paper.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::plain;
use crate::domain::rating::form;
use crate::domain::refusal::ChannelRefusal;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::key_rating;
use crate::ops::key_rating::FormNow;
use crate::ops::rating_down;
use crate::store::view;

/// Settles a line of a form in which the two who keyed it differ: a third person looks at the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleRating {
    /// The serial number of the paper.
    pub paper: String,
    /// The line: `errand`, `channel`, `level`, `reasons` or `remark`.
    pub line: String,
    /// What stands there; empty where nothing does.
    #[serde(default)]
    pub value: String,
}

impl Verb for SettleRating {
    type Done = FormNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FormNow, Error> {
        let hand = rating_down::hand(act)?;
        let paper = key_rating::serial(&self.paper)?;
        let found = view::forms::find(act.db(), &paper)?;
        let mut keyed = found.ok_or_else(|| ChannelRefusal::PaperNotKeyed {
            paper: paper.clone(),
        })?;
        if keyed.counted {
            return Err(ChannelRefusal::PaperCounted { paper }.into());
        }
        let line = optional_text("line", &self.line, MAX_TEXT)?;
        keyed.twice.check_settle(hand.by, &line)?;
        let value = self.read(act, &line)?;
        keyed.twice.settle(hand.by, &line, value.clone());
        // As long as the two name different errands, it may be that of either.
        let errands = keyed.errands();
        let errand = *errands.first().ok_or(RatingRefusal::RatingNotInvited)?;
        for errand in errands {
            let known = view::ratings::standing(act.db(), errand)?;
            let served = known.ok_or(RatingRefusal::RatingNotInvited)?.staff;
            rating_down::not_server(served, hand.by)?;
        }
        let event = event::RatingSettled {
            paper,
            hand,
            line,
            value,
        };
        act.emit(errand.0, event)?;
        key_rating::count(act, &keyed, hand.by)
    }
}

impl SettleRating {
    /// Reads what is to stand in the line, as the two who keyed it wrote it.
    fn read(&self, act: &Act<'_, '_>, line: &str) -> Result<Option<String>, Error> {
        let value = optional_text("value", &self.value, MAX_TEXT)?;
        let value = match line {
            "remark" => value,
            "errand" => rating_down::meant(act, &value)?.to_string(),
            _ => plain::digits(&value).to_ascii_lowercase(),
        };
        let value = match line {
            "reasons" => form::ticked(&value),
            _ => value,
        };
        form::check_line(line, &value)?;
        Ok((!value.is_empty()).then_some(value))
    }
}
