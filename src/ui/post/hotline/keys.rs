//! The keys of the hotline: the same key does the same thing all day, and says why when it cannot.

use crate::domain::hotline::Stand;
use crate::ops::read::JobNext;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;
use crate::ui::post::hotline::HotlinePost;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Take a call, or go on with it.
    Take,
    /// Book a home visit.
    Book,
    /// Look a job up.
    Find,
    /// Send the chosen job, or send it elsewhere.
    Send,
    /// Answer the chosen call on the phone.
    Reply,
    /// Nobody was met.
    Miss,
    /// The next step of the chosen job.
    Next,
    /// The figures.
    Rates,
    /// An official charge.
    Charge,
    /// Empty the form.
    Clear,
    /// Keep the call that is written down.
    Keep,
    /// Sign in.
    SignIn,
    /// Give the dialog's answer.
    Answer,
    /// The next field.
    Field,
    /// Go to the job that was found.
    Open,
    /// Back.
    Back,
}

macro_rules! row {
    ($($row:tt)*) => { worded!("hotline.k_", "hotline.h_", $($row)*) };
}

/// The keys over the board; digits and arrows choose a job.
pub const KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(2), Take, "take"),
    row!(Key::F(3), Book, "book"),
    row!(Key::F(4), Find, "find"),
    row!(Key::F(5), Send, "send"),
    row!(Key::F(6), Reply, "reply"),
    row!(Key::F(7), Miss, "miss"),
    row!(Key::F(8), Next, "next"),
    row!(Key::F(9), Rates, "rates"),
    row!(Key::Ctrl('u'), Charge, "charge"),
];

/// The keys in the form.
pub const FORM_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(8), Keep, "keep"),
    row!(Key::F(5), Clear, "clear"),
    row(Key::Enter, Action::Field, "common.next", "hotline.h_field"),
    row(Key::Esc, Action::Back, "common.back", "hotline.h_leave"),
];

/// The keys before somebody signed in.
pub const SIGN_IN_KEYS: &[KeyRow<Action>] = &[row!(Key::Enter, SignIn, "sign_in")];

/// The keys in a dialog.
pub const ASK_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(8), Answer, "answer"),
    row(Key::Enter, Action::Field, "common.next", "hotline.h_field"),
    row(Key::Esc, Action::Back, "common.back", "hotline.h_drop"),
];

/// The keys over the door list.
pub const DOOR_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(8), Answer, "finish"),
    row(Key::Enter, Action::Field, "common.next", "hotline.h_tick"),
    row(Key::Esc, Action::Back, "common.back", "hotline.h_drop"),
];

/// The keys over the jobs that were looked up.
pub const FOUND_KEYS: &[KeyRow<Action>] = &[
    row!(Key::Enter, Open, "open"),
    row(Key::Esc, Action::Back, "common.back", "hotline.h_read"),
];

/// The keys over what is only read.
pub const LIST_KEYS: &[KeyRow<Action>] =
    &[row(Key::Esc, Action::Back, "common.back", "hotline.h_read")];

impl HotlinePost {
    /// Returns why an action does not work now: a locale key.
    pub(super) fn why_not(&self, action: Action) -> Option<&'static str> {
        let chosen = self.chosen();
        match (action, chosen) {
            (Action::Send | Action::Reply | Action::Miss | Action::Next | Action::Charge, None) => {
                Some("hotline.why_none")
            }
            (Action::Send, Some(line)) if line.stand > Stand::Sent => Some("hotline.why_done"),
            (Action::Reply, Some(line)) if line.stand != Stand::Open || !line.kind.is_asked() => {
                Some("hotline.why_not_asked")
            }
            (Action::Miss, Some(line)) if line.stand != Stand::Sent => Some("hotline.why_not_sent"),
            (Action::Next, Some(line)) if line.next == JobNext::Wait => Some("hotline.why_wait"),
            _ => None,
        }
    }
}
