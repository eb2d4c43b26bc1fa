//! The keys of the registrar's post: each says why it does not work now.

use crate::domain::meeting::State;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;
use crate::ui::post::meeting::MeetingPost;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Call a meeting.
    Call,
    /// Open the chosen one.
    Open,
    /// Sign raters in.
    Rater,
    /// Open the voting, and print the slips.
    Vote,
    /// Key a paper ballot.
    Paper,
    /// Settle a line in which two differ.
    Settle,
    /// Take a paper back that was keyed under a wrong number.
    Withdraw,
    /// The next step of the chosen meeting.
    Next,
    /// Count.
    Count,
    /// Sign the result.
    Sign,
    /// Print the result.
    Print,
    /// The chosen meeting on the whole screen.
    Show,
    /// A rater left before the voting.
    Left,
    /// Call it off.
    CallOff,
    /// Sign in.
    SignIn,
    /// Give the dialog's answer.
    Answer,
    /// The next field.
    Field,
    /// Back.
    Back,
}

macro_rules! row {
    ($($row:tt)*) => { worded!("meeting.k_", "meeting.h_", $($row)*) };
}

/// The keys over the meetings; digits and arrows choose one.
pub const KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(2), Call, "call"),
    row!(Key::F(3), Open, "open"),
    row!(Key::F(4), Rater, "rater"),
    row!(Key::F(5), Vote, "vote"),
    row!(Key::F(6), Paper, "paper"),
    row!(Key::F(7), Settle, "settle"),
    row!(Key::F(8), Next, "step"),
    row!(Key::F(9), Count, "count"),
    row!(Key::Ctrl('s'), Sign, "sign"),
    row!(Key::Ctrl('p'), Print, "print"),
    row!(Key::Ctrl('v'), Show, "show"),
    row!(Key::Ctrl('w'), Withdraw, "withdraw"),
    row!(Key::Ctrl('l'), Left, "left"),
    row!(Key::Ctrl('x'), CallOff, "call_off"),
];

/// The keys before somebody signed in.
pub const SIGN_IN_KEYS: &[KeyRow<Action>] = &[row(
    Key::Enter,
    Action::SignIn,
    "hotline.k_sign_in",
    "hotline.h_sign_in",
)];

/// The keys over the chosen meeting on the whole screen.
pub const SHOW_KEYS: &[KeyRow<Action>] =
    &[row(Key::Esc, Action::Back, "common.back", "hotline.h_read")];

/// The keys in a dialog.
pub const ASK_KEYS: &[KeyRow<Action>] = &[
    row(
        Key::F(8),
        Action::Answer,
        "hotline.k_answer",
        "hotline.h_answer",
    ),
    row(Key::Enter, Action::Field, "common.next", "hotline.h_field"),
    row(Key::Esc, Action::Back, "common.back", "hotline.h_drop"),
];

impl MeetingPost {
    /// Returns why an action does not work now: a locale key.
    pub(super) fn why_not(&self, action: Action) -> Option<&'static str> {
        let state = match action {
            Action::Call | Action::SignIn | Action::Answer | Action::Field | Action::Back => {
                return None;
            }
            _ => self.state(),
        };
        let papers = self.page().and_then(|page| page.voting.as_ref());
        let papers = papers.is_some_and(|voting| voting.papers > 0);
        match (action, state) {
            (_, None) => Some("meeting.why_none"),
            (Action::Open, Some(State::Called)) => None,
            (Action::Open, _) => Some("meeting.why_not_called"),
            (Action::Rater | Action::Left, Some(State::Open)) => None,
            (Action::Rater | Action::Left, _) => Some("meeting.why_not_open"),
            (Action::Vote, Some(State::Open | State::Voting)) => None,
            (Action::Vote, _) => Some("meeting.why_not_open"),
            (Action::Paper | Action::Settle | Action::Withdraw, Some(State::Voting)) if papers => {
                None
            }
            (Action::Paper | Action::Settle | Action::Withdraw, _) => Some("meeting.why_no_papers"),
            (Action::Count, Some(State::Voting)) => None,
            (Action::Count, _) => Some("meeting.why_not_voting"),
            (Action::Sign, Some(State::Counted)) => None,
            (Action::Sign, _) => Some("meeting.why_not_counted"),
            (Action::Print, Some(State::Counted | State::Signed | State::Invalid)) => None,
            (Action::Print, _) => Some("meeting.why_not_counted"),
            (Action::CallOff | Action::Next, Some(State::CalledOff)) => Some("meeting.why_over"),
            (Action::CallOff, Some(State::Counted | State::Signed)) => Some("meeting.why_over"),
            (Action::Next, Some(State::Lapsed)) => Some("meeting.why_over"),
            _ => None,
        }
    }
}
