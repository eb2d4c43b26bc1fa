//! The dialogs of the post of score sheets.

use crate::domain::score::Profile;
use crate::domain::score::Way;
use crate::locale::score::head_name;
use crate::locale::score::profile_name;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::code;
use crate::ui::post::window::ask::pick;
use crate::ui::post::window::ask::text;
use crate::ui::post::window::ask::words;

/// What a dialog is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// A new sheet.
    Open,
    /// A daily entry.
    Act,
    /// A line read anew.
    Correct,
    /// The end of the sheet.
    Close,
    /// The scored person's appeal.
    Appeal,
    /// What an appeal comes to.
    Decide,
}

/// Returns the words of the heads that take daily entries, in their order.
pub(super) fn daily(profile: &Profile) -> Vec<String> {
    let heads = profile.heads().filter(|head| head.way == Way::Daily);
    heads.map(|head| head.key.clone()).collect()
}

/// Returns the dialog that begins a sheet by one of these profiles.
pub(super) fn open(profiles: &[Profile]) -> Ask<Topic> {
    let named = profiles.iter().map(|profile| {
        Said::in_each(|lang| format!("{}  {}", profile_name(lang, profile), profile.name))
    });
    let lines = vec![
        text("score.ask_person", ""),
        pick("score.ask_profile", named.collect()),
        code("score.ask_period"),
        text("score.ask_pledge", ""),
    ];
    Ask::of(Topic::Open, "score.k_open", lines)
}

/// Returns the dialog of a daily entry.
pub(super) fn act(profile: &Profile) -> Ask<Topic> {
    let heads = daily(profile).into_iter().map(|key| {
        Said::in_each(|lang| {
            let most = profile.head(&key).map_or(0, |head| head.most);
            format!("{}  ≤ {most}", head_name(lang, profile, &key))
        })
    });
    let lines = vec![
        pick("score.ask_head", heads.collect()),
        code("score.ask_points"),
        text("score.ask_what", ""),
        text("score.ask_evidence", ""),
        code("score.ask_day"),
        pick(
            "score.ask_channel",
            words(&["score.in_person", "score.remote"]),
        ),
    ];
    Ask::of(Topic::Act, "score.k_act", lines)
}

/// Returns one of the other dialogs.
pub(super) fn about(topic: Topic) -> Ask<Topic> {
    let (title, lines) = match topic {
        Topic::Correct => (
            "score.k_correct",
            vec![
                text("score.ask_line", ""),
                code("score.ask_points"),
                text("score.ask_reason", ""),
            ],
        ),
        Topic::Close => ("score.k_close", vec![text("score.ask_void", "")]),
        Topic::Decide => (
            "score.decide",
            vec![
                text("score.ask_reason", ""),
                text("score.ask_line_maybe", ""),
                code("score.ask_points_maybe"),
            ],
        ),
        Topic::Appeal | Topic::Open | Topic::Act => {
            ("score.k_appeal", vec![text("score.ask_reason", "")])
        }
    };
    Ask::of(topic, title, lines)
}
