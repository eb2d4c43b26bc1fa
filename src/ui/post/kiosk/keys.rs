//! The kiosk's keys, one table for each kind of page. Digits that choose a line are not in them.

use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Choose the line with this digit.
    Pick(u8),
    /// The next page.
    Next,
    /// The page before.
    Previous,
    /// The pointer up.
    Up,
    /// The pointer down.
    Down,
    /// Take what is typed or pointed at.
    Accept,
    /// One level back.
    Back,
    /// The number is remembered.
    Remembered,
    /// Print again.
    Again,
    /// Tell the leader that somebody gives trouble over a rating.
    Wronged,
    /// Tell the leader now.
    Tell,
}

macro_rules! row {
    ($key:expr, $action:expr, $word:literal) => {
        row(
            $key,
            $action,
            concat!("kiosk.key_", $word),
            concat!("kiosk.help_", $word),
        )
    };
}

/// The first screen.
pub const HOME: &[KeyRow<Action>] = &[
    row!(Key::Digit(1), Action::Pick(1), "economy"),
    row!(Key::Digit(2), Action::Pick(2), "social"),
    row!(Key::Digit(3), Action::Pick(3), "governance"),
    row!(Key::Digit(4), Action::Pick(4), "unclear"),
    row!(Key::Digit(5), Action::Pick(5), "progress"),
    row!(Key::Digit(6), Action::Pick(6), "booked"),
    row!(Key::Digit(7), Action::Pick(7), "priority"),
    row!(Key::Digit(0), Action::Back, "back"),
    row!(Key::Esc, Action::Back, "back"),
];

/// The matters of a centre: a number pad has Enter, `+` and `-`.
pub const MATTERS: &[KeyRow<Action>] = &[
    row!(Key::Enter, Action::Next, "next"),
    row!(Key::Char('+'), Action::Next, "next"),
    row!(Key::PageDown, Action::Next, "next"),
    row!(Key::Right, Action::Next, "next"),
    row!(Key::Down, Action::Next, "next"),
    row!(Key::Char('-'), Action::Previous, "previous"),
    row!(Key::PageUp, Action::Previous, "previous"),
    row!(Key::Left, Action::Previous, "previous"),
    row!(Key::Up, Action::Previous, "previous"),
    row!(Key::Digit(9), Action::Pick(9), "unsure"),
    row!(Key::Digit(0), Action::Back, "back"),
    row!(Key::Esc, Action::Back, "back"),
    row!(Key::Backspace, Action::Back, "back"),
];

/// A search.
pub const FIND: &[KeyRow<Action>] = &[
    row!(Key::Enter, Action::Accept, "choose"),
    row!(Key::Up, Action::Up, "up"),
    row!(Key::Down, Action::Down, "down"),
    row!(Key::PageDown, Action::Next, "next"),
    row!(Key::Char('+'), Action::Next, "next"),
    row!(Key::PageUp, Action::Previous, "previous"),
    row!(Key::Char('-'), Action::Previous, "previous"),
    row!(Key::Digit(0), Action::Back, "back"),
    row!(Key::Esc, Action::Back, "back"),
];

/// A field that takes digits: `0` belongs to it.
pub const FIELD: &[KeyRow<Action>] = &[
    row!(Key::Enter, Action::Accept, "enter"),
    row!(Key::Esc, Action::Back, "back"),
];

/// A page with nothing but a list or a text.
pub const BACK: &[KeyRow<Action>] = &[
    row!(Key::Digit(0), Action::Back, "back"),
    row!(Key::Esc, Action::Back, "back"),
    row!(Key::Backspace, Action::Back, "back"),
];

/// Where a case stands.
pub const CASE: &[KeyRow<Action>] = &[
    row!(Key::Digit(0), Action::Back, "back"),
    row!(Key::Esc, Action::Back, "back"),
    row!(Key::Backspace, Action::Back, "back"),
    row!(Key::Digit(9), Action::Wronged, "wronged"),
];

/// Whether the leader is to be told.
pub const SURE: &[KeyRow<Action>] = &[
    row!(Key::Enter, Action::Tell, "tell"),
    row!(Key::Digit(0), Action::Back, "not"),
    row!(Key::Esc, Action::Back, "not"),
];

/// A number with its slip, or an apology: any key goes home and on.
pub const SHOWN: &[KeyRow<Action>] = &[
    row!(Key::Digit(0), Action::Back, "home"),
    row!(Key::Enter, Action::Back, "home"),
    row!(Key::Esc, Action::Back, "home"),
];

/// A number without a slip: a key pressed twice by mistake must not take it off the screen.
pub const REMEMBER: &[KeyRow<Action>] = &[
    row!(Key::Digit(0), Action::Back, "remembered"),
    row!(Key::Enter, Action::Back, "remembered"),
    row!(Key::Esc, Action::Back, "remembered"),
];

/// A slip that did not come out.
pub const DOUBT: &[KeyRow<Action>] = &[
    row!(Key::Digit(1), Action::Remembered, "remembered"),
    row!(Key::Digit(2), Action::Again, "again"),
];

/// Every table.
pub const ALL: [&[KeyRow<Action>]; 10] = [
    HOME, MATTERS, FIND, FIELD, BACK, CASE, SURE, SHOWN, REMEMBER, DOUBT,
];
