//! The keys of the post of ratings that come later: each says why when it does not work.

use crate::ops::read::FormLine;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;
use crate::ui::post::ratings::RatingsPost;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Note what a resident said on the phone.
    Call,
    /// Key a form.
    Key,
    /// Settle where two people differ.
    Settle,
    /// Show whom to call.
    Reveal,
    /// What the chosen line wants.
    Next,
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
    ($($row:tt)*) => { worded!("ratings.k_", "ratings.h_", $($row)*) };
}

/// The keys over the board; digits and arrows choose a line.
pub const KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(2), Call, "call"),
    row!(Key::F(3), Reveal, "reveal"),
    row!(Key::F(4), Key, "key"),
    row!(Key::F(5), Settle, "settle"),
    row!(Key::Enter, Next, "next"),
];

/// The keys before somebody signed in.
pub const SIGN_IN_KEYS: &[KeyRow<Action>] = &[row!(Key::Enter, SignIn, "sign_in")];

/// The keys in a dialog.
pub const ASK_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(8), Answer, "answer"),
    row(Key::Enter, Action::Field, "common.next", "ratings.h_field"),
    row(Key::Esc, Action::Back, "common.back", "ratings.h_drop"),
];

/// The keys over whom to call.
pub const PERSON_KEYS: &[KeyRow<Action>] = &[
    row!(Key::F(2), Call, "call"),
    row(Key::Esc, Action::Back, "common.back", "ratings.h_seen"),
];

impl RatingsPost {
    /// Returns why an action does not work now: a locale key.
    pub(super) fn why_not(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Call | Action::Reveal => self.why_no_call(action),
            Action::Key => self.form().and_then(|form| self.why_no_key(form)),
            Action::Settle => match self.form() {
                None => Some("ratings.why_no_form"),
                Some(form) => self.why_no_settle(form),
            },
            Action::Next if self.chosen().is_none() => Some("ratings.why_none"),
            Action::Next | Action::SignIn | Action::Answer | Action::Field | Action::Back => None,
        }
    }

    fn why_no_call(&self, action: Action) -> Option<&'static str> {
        if let Some(order) = self.order() {
            let needs = action == Action::Reveal && !order.named;
            return needs.then_some("ratings.why_nobody");
        }
        let Some(line) = self.errand() else {
            return Some("ratings.why_no_errand");
        };
        match () {
            () if Some(line.staff.staff) == self.desk.me => Some("ratings.why_served"),
            () if !line.phone => Some("ratings.why_no_phone"),
            () if action == Action::Reveal && line.case.is_none() => Some("ratings.why_no_phone"),
            () => None,
        }
    }

    fn keyed(&self, form: &FormLine) -> bool {
        let mut by = form.keyed.iter().map(|named| Some(named.staff));
        by.any(|staff| staff == self.desk.me)
    }

    fn served(&self, form: &FormLine) -> bool {
        form.served.iter().any(|staff| Some(*staff) == self.desk.me)
    }

    /// A form nobody chose is a new one.
    fn why_no_key(&self, form: &FormLine) -> Option<&'static str> {
        match () {
            () if form.is_twice() => None,
            () if self.keyed(form) => Some("ratings.why_keyed"),
            () if self.served(form) => Some("ratings.why_served_form"),
            () => None,
        }
    }

    fn why_no_settle(&self, form: &FormLine) -> Option<&'static str> {
        match () {
            () if form.overtaken => Some("ratings.why_overtaken"),
            () if form.differ.is_empty() => Some("ratings.why_agreed"),
            () if self.keyed(form) => Some("ratings.why_keyer"),
            () if self.served(form) => Some("ratings.why_served_form"),
            () => None,
        }
    }
}
