//! The keys of the post of score sheets: each says why when it does not work.

use crate::domain::score::State;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;
use crate::ui::post::scores::ScoresPost;
use crate::ui::post::scores::form::takes_daily;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Begin a sheet.
    Open,
    /// A daily entry.
    Act,
    /// Key a paper.
    Key,
    /// Settle where two people differ.
    Settle,
    /// Correct a line.
    Correct,
    /// Close the sheet.
    Close,
    /// Read it line by line.
    Read,
    /// Appeal, or decide about an appeal.
    Appeal,
    /// Sign in.
    SignIn,
    /// Give the answer.
    Answer,
    /// The next field.
    Field,
    /// Back.
    Back,
}

macro_rules! row {
    ($($row:tt)*) => { worded!("score.k_", "score.h_", $($row)*) };
}

/// The keys over the list; digits and arrows choose a sheet.
pub const KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(2), Open, "open"),
    row!(Key::F(3), Act, "act"),
    row!(Key::F(4), Key, "key"),
    row!(Key::F(5), Settle, "settle"),
    row!(Key::F(6), Correct, "correct"),
    row!(Key::F(7), Close, "close"),
    row!(Key::F(8), Read, "read"),
    row!(Key::F(9), Appeal, "appeal"),
];

/// The keys before somebody signed in.
pub const SIGN_IN_KEYS: &[KeyRow<Action>] = &[row!(Key::Enter, SignIn, "sign_in")];

/// The keys in a dialog.
pub const ASK_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(8), Answer, "answer"),
    row(Key::Enter, Action::Field, "common.next", "score.h_field"),
    row(Key::Esc, Action::Back, "common.back", "score.h_drop"),
];

/// The keys over a paper.
pub const FORM_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(8), Answer, "keep"),
    row(Key::Enter, Action::Field, "common.next", "score.h_field"),
    row(Key::Esc, Action::Back, "common.back", "score.h_drop"),
];

/// The keys over a sheet line by line.
pub const PAGE_KEYS: &[KeyRow<Action>] =
    &[row(Key::Esc, Action::Back, "common.back", "score.h_seen")];

impl ScoresPost {
    /// Returns why an action does not work now: a locale key.
    pub(super) fn why_not(&self, action: Action) -> Option<&'static str> {
        let of_sheet = [
            Action::Act,
            Action::Key,
            Action::Settle,
            Action::Correct,
            Action::Close,
            Action::Read,
            Action::Appeal,
        ];
        if !of_sheet.contains(&action) {
            return None;
        }
        let Some(line) = self.chosen() else {
            return Some("score.why_none");
        };
        let own = line.staff.is_some() && line.staff == self.desk.me;
        let daily = takes_daily(line);
        match (action, line.state) {
            (Action::Read, _) => None,
            (Action::Appeal, State::Closed) if line.staff.is_some() && !own => {
                Some("score.why_not_own")
            }
            (Action::Appeal, State::Closed) => None,
            (Action::Appeal, State::Appealed) if own => Some("score.why_own"),
            (Action::Appeal, State::Appealed) => None,
            (Action::Appeal, _) => Some("score.why_no_appeal"),
            (_, State::Open) if own => Some("score.why_own"),
            (Action::Act, State::Open) if !daily => Some("score.why_not_daily"),
            (Action::Key, State::Open) if line.to_key.is_empty() && !daily => {
                Some("score.why_keyed")
            }
            (Action::Settle, State::Open) if line.to_settle.is_empty() => Some("score.why_agreed"),
            (_, State::Open) => None,
            _ => Some("score.why_closed"),
        }
    }
}
