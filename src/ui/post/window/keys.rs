//! The keys of a window: the same key does the same thing all day, and says why when it cannot.

use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;
use crate::ui::post::window::Phase;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::mine::REFUSE_KEY;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// End the visit that is done, and call the next number.
    CallNext,
    /// Call the same number again.
    Recall,
    /// The resident is here.
    Start,
    /// End the errand without a case.
    Finish,
    /// Park or transfer the visit.
    MoveOn,
    /// Go to the papers and tick all.
    Papers,
    /// Accept the case.
    Accept,
    /// End the visit.
    End,
    /// The called number did not come.
    Miss,
    /// Call one number.
    CallNumber,
    /// Take the call back.
    PutBack,
    /// The missed and parked numbers.
    Aside,
    /// A further errand of the same visit.
    More,
    /// Serve somebody without a number.
    Quick,
    /// Done while the resident waits, or promised.
    Spot,
    /// How the date was counted.
    Why,
    /// What the clerk answers for.
    Mine,
    /// The clerk's own bad ratings.
    Own,
    /// Appeal the chosen one.
    Appeal,
    /// Hand a hard matter to window 1.
    HandOver,
    /// Say why the case is urgent.
    Urgent,
    /// What villages handed in.
    Bundles,
    /// Who holds which paper.
    Holds,
    /// Which papers came and which did not.
    ConfirmPapers,
    /// Papers are here.
    CountPapers,
    /// Papers are lost.
    LosePapers,
    /// Papers go back to the village.
    GiveBackPapers,
    /// Print the last paper, again.
    Print,
    /// Look for a case.
    Find,
    /// Refuse a case.
    Refuse,
    /// Pause the window.
    Pause,
    /// Leave the desk with a place and a time.
    Away,
    /// Be back.
    Back,
    /// Close the window.
    Close,
    /// Call for help, or end such a call.
    Help,
    /// Open the window with the badge typed.
    Open,
    /// Give the dialog's answer.
    Give,
    /// The next field.
    Next,
    /// Leave the dialog.
    Drop,
}

/// The keys at an open window.
pub const KEYS: &[KeyRow<Action>] = &[
    row(
        Key::F(2),
        Action::CallNext,
        "window.k_call_next",
        "window.h_call_next",
    ),
    row(
        Key::F(3),
        Action::Recall,
        "window.k_recall",
        "window.h_recall",
    ),
    row(Key::F(4), Action::Start, "window.k_start", "window.h_start"),
    row(
        Key::F(5),
        Action::Finish,
        "window.k_finish",
        "window.h_finish",
    ),
    row(
        Key::F(6),
        Action::MoveOn,
        "window.k_move_on",
        "window.h_move_on",
    ),
    row(
        Key::F(7),
        Action::Papers,
        "window.k_papers",
        "window.h_papers",
    ),
    row(
        Key::F(8),
        Action::Accept,
        "window.k_accept",
        "window.h_accept",
    ),
    row(Key::F(9), Action::End, "window.k_end", "window.h_end"),
    row(
        Key::Ctrl('g'),
        Action::Miss,
        "window.k_miss",
        "window.h_miss",
    ),
    row(
        Key::Ctrl('n'),
        Action::CallNumber,
        "window.k_call_number",
        "window.h_call_number",
    ),
    row(
        Key::Ctrl('b'),
        Action::PutBack,
        "window.k_put_back",
        "window.h_put_back",
    ),
    row(
        Key::Ctrl('l'),
        Action::Aside,
        "window.k_aside",
        "window.h_aside",
    ),
    row(
        Key::Ctrl('y'),
        Action::More,
        "window.k_more",
        "window.h_more",
    ),
    row(
        Key::Ctrl('f'),
        Action::Quick,
        "window.k_quick",
        "window.h_quick",
    ),
    row(
        Key::Ctrl('t'),
        Action::Spot,
        "window.k_spot",
        "window.h_spot",
    ),
    row(Key::Ctrl('s'), Action::Why, "window.k_why", "window.h_why"),
    row(
        Key::Ctrl('p'),
        Action::Pause,
        "window.k_pause",
        "window.h_pause",
    ),
    row(
        Key::Ctrl('o'),
        Action::Away,
        "window.k_away",
        "window.h_away",
    ),
    row(
        Key::Ctrl('r'),
        Action::Back,
        "window.k_back",
        "window.h_back",
    ),
    row(
        Key::Ctrl('d'),
        Action::Close,
        "window.k_close",
        "window.h_close",
    ),
    row(
        Key::Ctrl('k'),
        Action::Help,
        "window.k_help",
        "window.h_help",
    ),
    row(
        Key::Ctrl('v'),
        Action::Mine,
        "window.k_mine",
        "window.h_mine",
    ),
    row(
        Key::Ctrl('x'),
        Action::HandOver,
        "window.k_hand_over",
        "window.h_hand_over",
    ),
    row(
        Key::Ctrl('z'),
        Action::Urgent,
        "window.k_urgent",
        "window.h_urgent",
    ),
    row(
        Key::Ctrl('c'),
        Action::Print,
        "window.k_print",
        "window.h_print",
    ),
];

/// The keys over the clerk's own bad ratings.
pub const OWN_KEYS: &[KeyRow<Action>] = &[
    row(
        Key::Enter,
        Action::Appeal,
        "rating.appeal",
        "rating.h_appeal",
    ),
    row(Key::Esc, Action::Drop, "common.back", "window.h_read"),
];

/// The keys at a closed window.
pub const CLOSED_KEYS: &[KeyRow<Action>] = &[
    row(Key::Enter, Action::Open, "window.k_open", "window.h_open"),
    row(
        Key::F(5),
        Action::Back,
        "window.k_back",
        "window.h_back_first",
    ),
    row(
        Key::Ctrl('k'),
        Action::Help,
        "window.k_help",
        "window.h_help",
    ),
];

/// The keys in a dialog.
pub const ASK_KEYS: &[KeyRow<Action>] = &[
    row(Key::F(8), Action::Give, "window.k_give", "window.h_give"),
    row(Key::Enter, Action::Next, "common.next", "window.h_next"),
    row(Key::Esc, Action::Drop, "common.back", "window.h_drop"),
];

/// The keys over the count of a date.
pub const WHY_KEYS: &[KeyRow<Action>] =
    &[row(Key::Esc, Action::Drop, "common.back", "window.h_read")];

/// The keys over what the clerk answers for.
pub const MINE_KEYS: &[KeyRow<Action>] = &[
    row(
        Key::Enter,
        Action::Give,
        "window.k_open_case",
        "window.h_open_case",
    ),
    row(
        Key::F(3),
        Action::Find,
        "window.k_find_case",
        "window.h_find_case",
    ),
    row(
        Key::F(4),
        Action::Bundles,
        "window.k_bundles",
        "window.h_bundles",
    ),
    row(Key::F(6), Action::Holds, "window.k_holds", "window.h_holds"),
    row(Key::F(7), Action::Own, "rating.k_own", "rating.h_own"),
    row(Key::Esc, Action::Drop, "common.back", "window.h_read"),
];

const CONFIRM: KeyRow<Action> = row(
    Key::F(5),
    Action::ConfirmPapers,
    "window.k_confirm_papers",
    "window.h_confirm_papers",
);
const COUNT: KeyRow<Action> = row(
    Key::F(6),
    Action::CountPapers,
    "window.k_count_papers",
    "window.h_count_papers",
);
const LOSE: KeyRow<Action> = row(
    Key::F(7),
    Action::LosePapers,
    "window.k_lose_papers",
    "window.h_lose_papers",
);

/// The keys over who holds which paper; those about papers work where an errand lies open.
pub const HOLD_KEYS: &[KeyRow<Action>] = &[
    row(Key::Enter, Action::Give, "village.k_look", "village.h_look"),
    CONFIRM,
    COUNT,
    LOSE,
    row(
        Key::F(9),
        Action::GiveBackPapers,
        "window.k_give_back_papers",
        "window.h_give_back_papers",
    ),
    row(Key::Esc, Action::Drop, "common.back", "window.h_read"),
];

/// The keys over what villages handed in.
pub const BUNDLE_KEYS: &[KeyRow<Action>] = &[
    row(
        Key::F(8),
        Action::Give,
        "window.k_accept",
        "window.h_accept_bundle",
    ),
    CONFIRM,
    COUNT,
    LOSE,
    row(Key::Esc, Action::Drop, "common.back", "window.h_drop"),
];

/// The keys over one case.
pub const CASE_KEYS: &[KeyRow<Action>] = &[
    row(Key::Enter, Action::Give, "window.k_give", "window.h_give"),
    row(
        REFUSE_KEY,
        Action::Refuse,
        "window.refuse_case",
        "window.h_refuse_case",
    ),
    row(Key::Esc, Action::Drop, "common.back", "window.h_read"),
];

/// The keys over a notice that was given.
pub const NOTICE_KEYS: &[KeyRow<Action>] = &[row(
    Key::Enter,
    Action::Drop,
    "common.next",
    "window.h_read",
)];

/// The keys over the list of missed and parked numbers.
pub const ASIDE_KEYS: &[KeyRow<Action>] = &[
    row(
        Key::Enter,
        Action::Give,
        "window.k_rejoin",
        "window.h_rejoin",
    ),
    row(
        Key::F(2),
        Action::CallNext,
        "window.k_call_this",
        "window.h_call_this",
    ),
    row(Key::Esc, Action::Drop, "common.back", "window.h_drop"),
];

/// Which of the actions make sense, by what the window is doing.
impl WindowPost {
    /// Returns why an action does not work now: a locale key.
    pub(super) fn why_not(&self, action: Action) -> Option<&'static str> {
        use Action as A;
        match (self.phase(), action) {
            (_, A::ConfirmPapers | A::CountPapers | A::LosePapers | A::GiveBackPapers) => {
                self.why_no_deed(action)
            }
            (_, A::Help | A::Aside | A::Give | A::Next | A::Drop | A::Open | A::Refuse) => None,
            (Phase::Loading | Phase::Closed, A::Back) => None,
            (Phase::Loading | Phase::Closed, _) => Some("window.why_closed"),
            (_, A::Appeal) => self.why_no_appeal(),
            (_, A::Mine | A::Find | A::Holds | A::Own) => None,
            (_, A::Print) => self.paper.is_none().then_some("window.why_no_paper"),
            (Phase::Paused, A::Back | A::Close) => None,
            (Phase::Paused, _) => Some("window.why_paused"),
            (_, A::Back) => Some("window.why_open"),
            (Phase::Idle, action) => self.why_not_idle(action),
            (Phase::Called, action) => self.why_not_called(action),
            (Phase::Intake, action) => self.why_not_intake(action),
            (Phase::Between, A::CallNext | A::End | A::More | A::MoveOn | A::Bundles) => None,
            (Phase::Between, A::Recall | A::Start | A::Miss | A::PutBack) => {
                Some("window.why_arrived")
            }
            (
                Phase::Between,
                A::Finish | A::Papers | A::Accept | A::Spot | A::Why | A::HandOver | A::Urgent,
            ) => Some("window.why_no_errand"),
            (Phase::Between, _) => Some("window.why_busy"),
        }
    }

    fn why_not_idle(&self, action: Action) -> Option<&'static str> {
        use Action as A;
        match action {
            A::Bundles => None,
            A::CallNext if self.line_is_empty() => Some("window.why_empty"),
            A::CallNext | A::CallNumber | A::Quick | A::Pause | A::Away | A::Close => None,
            _ => Some("window.why_nobody"),
        }
    }

    fn why_not_called(&self, action: Action) -> Option<&'static str> {
        use Action as A;
        let recalls = self.current().map_or(0, |current| current.recalls_left);
        match action {
            A::Recall if recalls == 0 => Some("window.why_recalls"),
            A::Recall | A::Start | A::Miss | A::PutBack | A::MoveOn => None,
            A::CallNext => Some("window.why_called"),
            A::Finish
            | A::Papers
            | A::Accept
            | A::End
            | A::More
            | A::Spot
            | A::Why
            | A::HandOver
            | A::Urgent => Some("window.why_not_started"),
            _ => Some("window.why_busy"),
        }
    }

    fn why_not_intake(&self, action: Action) -> Option<&'static str> {
        use Action as A;
        match action {
            A::Papers | A::Spot | A::Why if self.matter().is_none() => Some("window.why_no_matter"),
            A::Finish | A::MoveOn | A::Papers | A::Accept | A::Spot | A::Why => None,
            A::HandOver | A::Urgent => None,
            // What is half filled in is somebody else's.
            A::Bundles if self.form.as_ref().is_some_and(|form| form.touched) => {
                Some("window.why_errand_open")
            }
            A::Bundles => None,
            A::CallNext | A::End | A::More => Some("window.why_errand_open"),
            A::Recall | A::Start | A::Miss | A::PutBack => Some("window.why_arrived"),
            _ => Some("window.why_busy"),
        }
    }
}
