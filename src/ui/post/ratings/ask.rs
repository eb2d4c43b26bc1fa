//! The dialogs of the post of ratings that come later.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::plain;
use crate::domain::rating::Channel;
use crate::domain::rating::Level;
use crate::domain::rating::REASONS;
use crate::domain::twice::Difference;
use crate::locale;
use crate::ops::act::MAX_TEXT;
use crate::ops::call_back::Heard;
use crate::ops::key_rating::MAX_PAPER;
use crate::ops::read::UnratedLine;
use crate::ui::field::Field;
use crate::ui::key;
use crate::ui::post::pad::ASKING_KEYS;
use crate::ui::post::pad::Action as Rated;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::code;
use crate::ui::post::window::ask::only;
use crate::ui::post::window::ask::pick;
use crate::ui::post::window::ask::rating;
use crate::ui::post::window::ask::text;
use crate::ui::post::window::ask::unchosen;
use crate::ui::post::window::ask::words;

/// What a dialog is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Topic {
    /// What a resident said on the phone about an errand, by its id.
    Call(String),
    /// What stands on a form.
    Key,
    /// What stands in a line in which two people differ, by the form's number and the line.
    Settle(String, String),
    /// Why the person of a case is shown, and the errand it is about.
    Reveal(String, String),
    /// What was done about a bad rating, by its number.
    Order(String),
    /// Why whoever gave a bad rating is shown, by its number.
    Rater(String),
}

/// The ways a form comes.
const CHANNELS: [(Channel, &str); 2] = [
    (Channel::Paper, "ratings.of_paper"),
    (Channel::Box, "ratings.of_box"),
];

/// Returns the channel of a choice.
pub(super) fn channel(chosen: usize) -> Channel {
    let last = CHANNELS.len() - 1;
    CHANNELS[chosen.min(last)].0
}

/// Returns the codes of the reasons that digits name, as they stand before them on the pad; none where
/// something else was typed.
pub(super) fn reasons(typed: &str) -> Option<Vec<String>> {
    let typed = plain::digits(typed);
    let marks = [' ', ',', '，', '、'];
    let digits = typed.chars().filter(|c| !marks.contains(c));
    let code = |c: char| {
        let at = c.to_digit(10)?.checked_sub(1)?;
        REASONS.get(at as usize).map(|code| (*code).to_owned())
    };
    digits.map(code).collect()
}

/// Returns the dialog about a call.
pub(super) fn call(errand: String) -> Ask<Topic> {
    let lines = vec![
        rating("ratings.ask_level", Some("ratings.no_answer")),
        code("ratings.ask_reasons"),
        only("ratings.ask_said", Field::text(MAX_TEXT)),
    ];
    Ask::of(Topic::Call(errand), "ratings.k_call", lines)
}

/// Returns the dialog in which a form is keyed; nothing of what another read stands in it.
pub(super) fn key(paper: &str) -> Ask<Topic> {
    let lines = vec![
        only("ratings.ask_paper", Field::code(MAX_PAPER)),
        text("ratings.ask_errand", ""),
        pick("ratings.ask_channel", words(&CHANNELS.map(|(_, key)| key))),
        rating("ratings.ask_level", None),
        code("ratings.ask_reasons"),
        only("ratings.ask_remark", Field::text(MAX_TEXT)),
    ];
    let mut ask = Ask::of(Topic::Key, "ratings.k_key", lines);
    ask.begin_with(paper);
    ask
}

/// Returns the dialog in which a third person says what stands in a line.
pub(super) fn settle(
    paper: &str,
    differs: &Difference<String>,
    errands: &[UnratedLine],
) -> Ask<Topic> {
    let read = |value: &Option<String>| worded(&differs.line, value.as_deref(), errands);
    let choices = vec![
        read(&differs.first),
        read(&differs.second),
        Said::key("ratings.neither"),
    ];
    let lines = vec![
        unchosen("ratings.ask_stands", choices),
        only("ratings.ask_own", Field::text(MAX_TEXT)),
    ];
    let topic = Topic::Settle(paper.to_owned(), differs.line.clone());
    Ask::of(topic, "ratings.k_settle", lines)
}

/// Returns the dialog that asks why a person is shown.
pub(super) fn reveal(case: String, errand: String, usual: &str) -> Ask<Topic> {
    let lines = vec![text("ratings.ask_why", usual)];
    Ask::of(Topic::Reveal(case, errand), "ratings.k_reveal", lines)
}

/// What can be done about a bad rating here, in the order of its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Contacted(bool),
    Fixed { explained: bool },
    CalledBack(Heard),
    PaidBack,
}

/// The deeds and how they are worded.
const DEEDS: [(Deed, &str); 8] = [
    (Deed::Contacted(true), "ratings.deed_contacted"),
    (Deed::Contacted(false), "ratings.deed_no_contact"),
    (Deed::Fixed { explained: false }, "ratings.deed_fixed"),
    (Deed::Fixed { explained: true }, "ratings.deed_explained"),
    (Deed::CalledBack(Heard::Satisfied), "ratings.deed_satisfied"),
    (Deed::CalledBack(Heard::Unhappy), "ratings.deed_unhappy"),
    (
        Deed::CalledBack(Heard::NotReached),
        "ratings.deed_no_answer",
    ),
    (Deed::PaidBack, "ratings.deed_paid_back"),
];

/// Returns the deed of a choice; nothing where nothing was chosen.
pub(super) fn deed(chosen: usize) -> Option<Deed> {
    DEEDS.get(chosen).map(|(deed, _)| *deed)
}

/// Returns the dialog in which is noted what was done about a bad rating.
pub(super) fn order(number: String) -> Ask<Topic> {
    let lines = vec![
        unchosen("ratings.ask_deed", words(&DEEDS.map(|(_, key)| key))),
        only("ratings.ask_words", Field::text(MAX_TEXT)),
    ];
    Ask::of(Topic::Order(number), "ratings.order", lines)
}

/// Returns the dialog that asks why whoever gave a bad rating is shown.
pub(super) fn rater(number: String, usual: &str) -> Ask<Topic> {
    let lines = vec![text("ratings.ask_why", usual)];
    Ask::of(Topic::Rater(number), "ratings.k_reveal", lines)
}

/// Returns how a line is called.
pub(super) fn line_key(line: &str) -> &'static str {
    match line {
        "errand" => "ratings.ask_errand",
        "channel" => "ratings.ask_channel",
        "level" => "ratings.ask_level",
        "reasons" => "ratings.ask_reasons",
        _ => "ratings.ask_remark",
    }
}

/// Returns what somebody read in a line, as people say it.
pub(super) fn worded(line: &str, value: Option<&str>, errands: &[UnratedLine]) -> Said {
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Said::key("ratings.empty");
    };
    match line {
        "errand" => {
            let known = errands.iter().find(|e| e.errand.to_string() == value);
            let named = known.map(|line| {
                let number = super::view::number(line);
                format!("{}  {}  {number}", line.day, line.matter_name)
            });
            Said::Plain(named.unwrap_or_else(|| value.to_owned()))
        }
        "channel" => {
            let known = CHANNELS.iter().find(|(channel, _)| channel.word() == value);
            known.map_or(Said::Plain(value.to_owned()), |(_, key)| Said::key(key))
        }
        "level" => match value.parse::<Level>() {
            Ok(level) => {
                let row = key::row_of(ASKING_KEYS, Rated::Rate(level));
                let label = row.map_or("", |row| row.label);
                Said::in_each(|lang| format!("{} {value}", lang.tr(label)))
            }
            Err(_) => Said::Plain(value.to_owned()),
        },
        "reasons" => {
            let codes: Vec<String> = value.split(',').map(ToOwned::to_owned).collect();
            Said::in_each(|lang| locale::rated_badly(lang, &codes, ""))
        }
        _ => Said::Plain(value.to_owned()),
    }
}
