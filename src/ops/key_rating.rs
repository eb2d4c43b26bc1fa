//! Keys a form on which a resident rated; two people key it, none of whom served.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::ids::StaffNo;
use crate::domain::ids::number_or_text;
use crate::domain::plain;
use crate::domain::rating;
use crate::domain::rating::Channel;
use crate::domain::rating::Level;
use crate::domain::rating::form;
use crate::domain::rating::form::Form;
use crate::domain::rating::form::KeyedForm;
use crate::domain::refusal::ChannelRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::rate;
use crate::ops::rate::Said;
use crate::ops::rate::Way;
use crate::ops::rating_down;
use crate::store::view;

/// The longest serial number, characters.
pub const MAX_PAPER: usize = 32;

/// Keys a form on which a resident rated, or what lay in the suggestion box; two people key it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRating {
    /// The serial number that stands on the paper.
    pub paper: String,
    /// The errand: its id, the number of its case, or day and number.
    pub errand: String,
    /// The way it came: `paper` for a form, `box` for the suggestion box.
    pub channel: Channel,
    /// 5 to 1.
    #[serde(deserialize_with = "number_or_text")]
    pub level: Level,
    /// Codes of the reasons.
    #[serde(default, deserialize_with = "rate::codes")]
    pub reasons: Vec<String>,
    /// Own words.
    #[serde(default)]
    pub remark: String,
}

/// A form as it stands after a verb; what one person read is not told before another did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormNow {
    /// The serial number of its paper.
    pub paper: String,
    /// How often it was keyed, 1 or 2.
    pub keyed: u8,
    /// The lines in which the two differ and that nobody has settled.
    pub differ: Vec<String>,
    /// The receipt code of the rating, once it counts.
    pub receipt: Option<String>,
}

impl Verb for KeyRating {
    type Done = FormNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FormNow, Error> {
        let hand = rating_down::hand(act)?;
        let paper = serial(&self.paper)?;
        let mut keyed = match view::forms::find(act.db(), &paper)? {
            Some(form) if form.counted => return Err(ChannelRefusal::PaperCounted { paper }.into()),
            Some(form) => form,
            None => KeyedForm::new(&paper, hand.day),
        };
        keyed.twice.check_key(hand.by)?;
        form::check_line("channel", self.channel.word())?;
        let remark = optional_text("remark", &self.remark, MAX_TEXT)?;
        rating::check(self.level, &self.reasons, &remark)?;
        let errand = rating_down::meant(act, &self.errand)?;
        let late = rating_down::late(act, errand, keyed.day)?;
        rating_down::not_server(late.standing.staff, hand.by)?;
        let read = Form {
            errand,
            channel: self.channel,
            level: self.level,
            reasons: self.reasons.clone(),
            remark,
        };
        let lines = read.lines();
        keyed.twice.key(hand.by, lines.clone());
        let event = event::RatingKeyed { paper, hand, lines };
        act.emit(errand.0, event)?;
        count(act, &keyed, hand.by)
    }
}

/// Reads the serial number of a paper.
///
/// # Errors
/// [`ChannelRefusal::PaperUnnamed`], or that it is too long.
pub(super) fn serial(text: &str) -> Result<String, Error> {
    let text = optional_text("paper", text, MAX_PAPER)?;
    let bare: String = plain::digits(&text)
        .to_uppercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    match bare.is_empty() {
        true => Err(ChannelRefusal::PaperUnnamed.into()),
        false => Ok(bare),
    }
}

/// Counts a form once two people agree on every line, and returns how it stands.
pub(super) fn count(
    act: &mut Act<'_, '_>,
    keyed: &KeyedForm,
    by: StaffNo,
) -> Result<FormNow, Error> {
    let twice = &keyed.twice;
    let differences = twice.differences();
    let mut now = FormNow {
        paper: keyed.paper.clone(),
        keyed: 1 + u8::from(twice.second.is_some()),
        differ: differences.into_iter().map(|d| d.line).collect(),
        receipt: None,
    };
    let Some(lines) = twice.agreed() else {
        return Ok(now);
    };
    let form = Form::read(&lines)?;
    let late = rating_down::late(act, form.errand, keyed.day)?;
    let keyers = twice.first.iter().chain(&twice.second).map(|hand| hand.by);
    for hand in keyers.chain([by]) {
        rating_down::not_server(late.standing.staff, hand)?;
    }
    let way = Way {
        paper: keyed.paper.clone(),
        ..Way::later(form.channel, late.noted)
    };
    let said = Said::check(form.level, &form.reasons, &form.remark)?;
    now.receipt = Some(said.keep(act, form.errand, way)?.receipt);
    Ok(now)
}
