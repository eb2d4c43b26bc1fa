//! The keys of a village post: the same key does the same thing all day, and says why when it cannot.

use crate::ops::read::ErrandNext;
use crate::ops::read::RaisedState;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;
use crate::ui::post::village::Over;
use crate::ui::post::village::VillagePost;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Come to the village, or leave it.
    Come,
    /// Where to go today.
    Walk,
    /// Service days and figures.
    Days,
    /// Plan the service days.
    Plan,
    /// Say that one does not come.
    Miss,
    /// Print the list.
    Print,
    /// Fill in a mandate, or go on with it.
    Give,
    /// Who gets something back on the next market day.
    PickUp,
    /// Look an errand up by its number.
    Find,
    /// Stop or renew an errand.
    Stop,
    /// A paper is lost or found.
    Lose,
    /// Who holds which paper.
    Held,
    /// Matters that residents brought up.
    Raised,
    /// Raise another one.
    Raise,
    /// Note that the resident was told the answer.
    Tell,
    /// The next step of the chosen errand.
    Next,
    /// An official charge.
    Charge,
    /// Have the resident rate the chosen errand.
    Rate,
    /// Tick all papers.
    Papers,
    /// Empty the form.
    Clear,
    /// Take the mandate that is filled in.
    Take,
    /// Sign in.
    SignIn,
    /// Give the dialog's answer.
    Answer,
    /// The next field.
    Field,
    /// Go to the errand that was found.
    Open,
    /// Back.
    Back,
}

macro_rules! row {
    ($($row:tt)*) => { worded!("village.k_", "village.h_", $($row)*) };
}

/// The keys over the board; digits and arrows choose an errand.
pub const KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(2), Give, "give"),
    row!(Key::F(3), PickUp, "pick_up"),
    row!(Key::F(4), Find, "find"),
    row!(Key::F(5), Stop, "stop"),
    row!(Key::F(6), Lose, "lose"),
    row!(Key::F(7), Held, "held"),
    row!(Key::F(8), Next, "next"),
    row!(Key::F(9), Charge, "charge"),
    row!(Key::Ctrl('r'), Rate, "rate"),
    row!(Key::Ctrl('p'), Raised, "raised"),
    row!(Key::Ctrl('d'), Come, "come"),
    row!(Key::Ctrl('l'), Walk, "walk"),
    row!(Key::Ctrl('t'), Days, "days"),
];

/// The keys over matters that residents brought up.
pub const RAISED_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(2), Raise, "raise"),
    row!(Key::Enter, Tell, "tell"),
    row(Key::Esc, Action::Back, "common.back", "village.h_read"),
];

/// The key that prints a list, as it prints papers at a window.
pub const PRINT: Key = Key::Ctrl('c');

/// The keys over a list that can be printed.
pub const PRINT_KEYS: &[KeyRow<Action>] = &[
    row!(PRINT, Print, "print"),
    row(Key::Esc, Action::Back, "common.back", "village.h_read"),
];

/// The keys over service days and figures; left and right go to another month.
pub const DAYS_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(2), Plan, "plan"),
    row!(Key::F(5), Miss, "miss"),
    row!(Key::Ctrl('d'), Come, "come"),
    row(Key::Esc, Action::Back, "common.back", "village.h_read"),
];

/// The keys in the form.
pub const FORM_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(8), Take, "take"),
    row!(Key::F(7), Papers, "papers"),
    row!(Key::F(5), Clear, "clear"),
    row(Key::Enter, Action::Field, "common.next", "village.h_field"),
    row(Key::Esc, Action::Back, "common.back", "village.h_leave"),
];

/// The keys before somebody signed in.
pub const SIGN_IN_KEYS: &[KeyRow<Action>] = &[row!(Key::Enter, SignIn, "sign_in")];

/// The keys in a dialog.
pub const ASK_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(8), Answer, "answer"),
    row(Key::Enter, Action::Field, "common.next", "village.h_field"),
    row(Key::Esc, Action::Back, "common.back", "village.h_drop"),
];

/// The keys over the errands a number means.
pub const FOUND_KEYS: &[KeyRow<Action>] = &[
    row!(Key::Enter, Open, "open"),
    row(Key::Esc, Action::Back, "common.back", "village.h_read"),
];

/// The keys over who holds which paper.
pub const HELD_KEYS: &[KeyRow<Action>] = &[
    row(Key::Enter, Action::Open, "village.k_look", "village.h_look"),
    row(Key::Esc, Action::Back, "common.back", "village.h_read"),
];

/// The keys over a list that is only read.
pub const LIST_KEYS: &[KeyRow<Action>] =
    &[row(Key::Esc, Action::Back, "common.back", "village.h_read")];

/// The keys over a mandate that was given.
pub const GIVEN_KEYS: &[KeyRow<Action>] = &[row(
    Key::Enter,
    Action::Back,
    "common.next",
    "village.h_read",
)];

/// The key that leaves a question which was put by mistake; nothing is noted.
pub const RATING_KEYS: &[KeyRow<Action>] = &[row!(Key::Esc, Back, "not_now")];

/// The key by which the assistant takes the screen back from a resident.
pub const GIVE_BACK_KEYS: &[KeyRow<Action>] = &[row!(Key::F(8), Back, "take_back")];

impl VillagePost {
    /// Returns why an action does not work now: a locale key.
    pub(super) fn why_not(&self, action: Action) -> Option<&'static str> {
        let none = || self.chosen().is_none().then_some("village.why_none");
        match action {
            Action::Stop | Action::Lose | Action::Charge => none(),
            Action::Next => match self.chosen().map(|line| line.next) {
                None => none(),
                Some(ErrandNext::Wait) => Some("village.why_wait"),
                Some(_) => None,
            },
            Action::Rate => match self.chosen() {
                None => none(),
                Some(line) => (!line.to_rate).then_some("village.why_not_rate"),
            },
            Action::Tell => {
                let Over::Raised(at) = self.over else {
                    return None;
                };
                let state = self.raised().get(at).map(|line| line.state);
                (state != Some(RaisedState::ToTell)).then_some("village.why_not_told")
            }
            Action::PickUp => {
                let board = self.board.as_ref();
                let any = board.is_some_and(|b| b.lines.iter().any(|line| line.is_picked_up()));
                (!any).then_some("village.why_no_pick_up")
            }
            Action::Held => {
                let none = self
                    .board
                    .as_ref()
                    .is_none_or(|board| board.held.is_empty());
                none.then_some("village.why_no_papers")
            }
            Action::Papers => self.matter().is_none().then_some("village.matter_first"),
            _ => None,
        }
    }
}
