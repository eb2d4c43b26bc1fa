//! A form on which a resident rated (评议表, or what lay in the suggestion box 意见箱), keyed twice by
//! two people. It counts once, and not before the two agree or a third settled what differs.
//!
//! Source: section A1 of the hall's rules names the two; rule R2: the back office makes no rating.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ids::ErrandId;
use crate::domain::rating::Channel;
use crate::domain::rating::Level;
use crate::domain::rating::REASONS;
use crate::domain::refusal::ChannelRefusal;
use crate::domain::twice::Twice;

/// The lines of a form: which errand, the way it came, the level, reasons and own words.
pub const LINES: [&str; 5] = ["errand", "channel", "level", "reasons", "remark"];

/// What stands on a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The errand.
    pub errand: ErrandId,
    /// [`Channel::Box`] or [`Channel::Paper`].
    pub channel: Channel,
    /// The level.
    pub level: Level,
    /// Codes of the reasons.
    pub reasons: Vec<String>,
    /// Own words.
    pub remark: String,
}

impl Form {
    /// Returns it line by line; reasons in the order of [`REASONS`], so that two people who tick the
    /// same ones agree.
    pub fn lines(&self) -> BTreeMap<String, String> {
        let values = [
            self.errand.to_string(),
            self.channel.word().to_owned(),
            self.level.number().to_string(),
            ticked(&self.reasons.join(",")),
            self.remark.clone(),
        ];
        let lines = LINES.into_iter().map(str::to_owned).zip(values);
        lines.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Reads what two people agreed on.
    ///
    /// # Errors
    /// [`ChannelRefusal::FormLineBad`] for the first line that is missing or takes nothing of the kind.
    pub fn read(lines: &BTreeMap<String, String>) -> Result<Form, ChannelRefusal> {
        let line = |name: &str| lines.get(name).map_or("", String::as_str);
        for name in LINES {
            check_line(name, line(name))?;
        }
        let bad = |name: &str| line_bad(name, line(name));
        Ok(Form {
            errand: line("errand")
                .parse()
                .map(ErrandId)
                .map_err(|_| bad("errand"))?,
            channel: channel(line("channel")).ok_or_else(|| bad("channel"))?,
            level: line("level").parse().map_err(|_| bad("level"))?,
            reasons: codes(line("reasons")).map(ToOwned::to_owned).collect(),
            remark: line("remark").to_owned(),
        })
    }
}

/// Checks what is to stand in a line; an empty one is none.
///
/// # Errors
/// [`ChannelRefusal::FormLineBad`].
pub fn check_line(line: &str, value: &str) -> Result<(), ChannelRefusal> {
    let is_good = match line {
        "errand" => value.parse::<uuid::Uuid>().is_ok(),
        "channel" => channel(value).is_some(),
        "level" => value.parse::<Level>().is_ok(),
        "reasons" => codes(value).all(|code| REASONS.contains(&code)),
        "remark" => true,
        _ => false,
    };
    match is_good {
        true => Ok(()),
        false => Err(line_bad(line, value)),
    }
}

fn line_bad(line: &str, given: &str) -> ChannelRefusal {
    let takes = match line {
        "channel" => "box, paper".to_owned(),
        "level" => "5, 4, 3, 2, 1".to_owned(),
        "reasons" => REASONS.join(", "),
        _ => LINES.join(", "),
    };
    ChannelRefusal::FormLineBad {
        line: line.to_owned(),
        given: given.to_owned(),
        takes,
    }
}

fn channel(word: &str) -> Option<Channel> {
    let paper = [Channel::Box, Channel::Paper];
    paper.into_iter().find(|channel| channel.word() == word)
}

/// Returns codes in the order of [`REASONS`], each once; what is none of them stands behind.
pub fn ticked(text: &str) -> String {
    let known = REASONS.into_iter();
    let known = known.filter(|code| codes(text).any(|given| given == *code));
    let odd = codes(text).filter(|code| !REASONS.contains(code));
    known.chain(odd).collect::<Vec<_>>().join(",")
}

fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
}

/// A paper and how far its keying is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyedForm {
    /// Its serial number.
    pub paper: String,
    /// The local day it was keyed first: then it was in hand.
    pub day: NaiveDate,
    /// What the two read.
    pub twice: Twice<String>,
    /// Whether it was counted.
    pub counted: bool,
}

impl KeyedForm {
    /// Returns one that nobody has keyed.
    pub fn new(paper: &str, day: NaiveDate) -> KeyedForm {
        KeyedForm {
            paper: paper.to_owned(),
            day,
            twice: Twice::default(),
            counted: false,
        }
    }

    /// Returns the errand it is about: what was settled, else what was read, first the first reading;
    /// several as long as the two differ in it.
    pub fn errands(&self) -> Vec<ErrandId> {
        let keyed = self.twice.first.iter().chain(&self.twice.second);
        let read = keyed.filter_map(|keyed| keyed.lines.get("errand"));
        let named: Vec<&String> = match self.twice.settled.get("errand") {
            Some(settled) => settled.iter().collect(),
            None => read.collect(),
        };
        let mut errands: Vec<ErrandId> = named
            .into_iter()
            .filter_map(|errand| errand.parse().ok().map(ErrandId))
            .collect();
        errands.dedup();
        errands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form {
            errand: ErrandId(uuid::Uuid::from_u128(7)),
            channel: Channel::Box,
            level: Level::of(2).unwrap(),
            reasons: vec!["slow".into(), "wait".into()],
            remark: String::new(),
        }
    }

    #[test]
    fn a_form_reads_back_and_the_order_of_ticks_does_not_matter() {
        let lines = form().lines();
        assert_eq!(lines["reasons"], "wait,slow");
        assert!(!lines.contains_key("remark"));
        assert_eq!(Form::read(&lines).unwrap().lines(), lines);
    }

    #[test]
    fn a_line_takes_only_what_can_stand_there() {
        for (line, value) in [
            ("errand", "B023"),
            ("channel", "pad"),
            ("channel", "phone"),
            ("level", "6"),
            ("reasons", "magic"),
            ("colour", "red"),
        ] {
            assert!(check_line(line, value).is_err(), "{line} {value}");
            let mut lines = form().lines();
            lines.insert(line.into(), value.into());
            assert_eq!(Form::read(&lines).is_err(), line != "colour", "{line}");
        }
        let mut lines = form().lines();
        lines.remove("level");
        assert!(Form::read(&lines).is_err());
    }
}
