//! The keys of the problem register.

use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;
use crate::ui::post::problems::ProblemsPost;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Register a problem or a criticism, or go on with it.
    Register,
    /// Choose by a digit what to do about the chosen problem.
    Deed,
    /// The township consulted.
    Consult,
    /// What was done.
    Progress,
    /// What was replied.
    Reply,
    /// How it was seen to.
    Fix,
    /// The next step of the chosen problem.
    Next,
    /// All that was done about the chosen problem.
    Page,
    /// What whoever raised it says now.
    Visit,
    /// A leader signs.
    Sign,
    /// Close it.
    Close,
    /// It repeats another.
    Link,
    /// Somebody takes it.
    Take,
    /// A leader takes it as their own.
    Lead,
    /// Sign in.
    SignIn,
    /// Give the dialog's answer.
    Answer,
    /// The next field.
    Field,
    /// Further down.
    Down,
    /// Back.
    Back,
}

macro_rules! row {
    ($($row:tt)*) => { worded!("problem.k_", "problem.h_", $($row)*) };
}

/// The keys over the board; digits and arrows choose a problem, Enter what to do about it.
pub const KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(2), Register, "register"),
    row!(Key::F(3), Deed, "deed"),
    row!(Key::F(4), Consult, "consult"),
    row!(Key::F(5), Progress, "progress"),
    row!(Key::F(6), Reply, "reply"),
    row!(Key::F(7), Fix, "fix"),
    row!(Key::F(8), Next, "next"),
    row!(Key::F(9), Page, "page"),
    row!(Key::Ctrl('v'), Visit, "visit"),
    row!(Key::Ctrl('g'), Sign, "sign"),
    row!(Key::Ctrl('o'), Close, "close"),
    row!(Key::Ctrl('l'), Link, "link"),
    row!(Key::Ctrl('t'), Take, "take"),
    row!(Key::Ctrl('p'), Lead, "lead"),
];

/// The keys before somebody signed in.
pub const SIGN_IN_KEYS: &[KeyRow<Action>] = &[row!(Key::Enter, SignIn, "sign_in")];

/// The keys in a dialog.
pub const ASK_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(8), Answer, "answer"),
    row(Key::Enter, Action::Field, "common.next", "problem.h_field"),
    row(Key::Esc, Action::Back, "common.back", "problem.h_drop"),
];

/// The keys over what was done about a problem.
pub const PAGE_KEYS: &[KeyRow<Action>] = &[
    row!(Key::Down, Down, "down"),
    row(Key::Esc, Action::Back, "common.back", "problem.h_read"),
];

impl ProblemsPost {
    /// Returns why an action does not work now: a locale key. What a rule refuses is said by the rule.
    pub(super) fn why_not(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Register
            | Action::SignIn
            | Action::Answer
            | Action::Field
            | Action::Down
            | Action::Back => None,
            _ if self.chosen().is_none() => Some("problem.why_none"),
            _ => None,
        }
    }
}
